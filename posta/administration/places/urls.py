"""Addresses of the screens of places."""

from django.urls import path

from posta.administration.places import change_views, place_views, where

urlpatterns = [
    path("where", where.say_where, name="where"),
    path("places/", place_views.place_list, name="places"),
    path("places/new", change_views.place_new, name="place-new"),
    path("places/<int:number>/", place_views.place_detail, name="place"),
    path("places/<int:number>/facts", change_views.place_facts, name="place-facts"),
    path("places/<int:number>/opening", change_views.place_opening, name="place-opening"),
    path("places/<int:number>/service", change_views.place_service, name="place-service"),
    path("places/<int:number>/service/<str:code>", change_views.place_service_change, name="place-service-change"),
    path("places/<int:number>/computers", change_views.place_computers, name="place-computers"),
]
