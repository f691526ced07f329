"""Addresses of families and groups."""

from django.urls import path

from posta.care.group import registration_views, views

urlpatterns = [
    path("groups/", views.list_groups, name="groups"),
    path("groups/new", registration_views.new_family, name="group-new"),
    path("groups/<code>/", views.travel_group, name="group"),
    path("groups/<code>/add", views.add_member, name="group-add"),
    path("groups/<code>/leave", views.leave, name="group-leave"),
    path("groups/<code>/arrive", views.arrive, name="group-arrive"),
    path("groups/<code>/expected", views.expect, name="group-expected"),
    path("people/<code>/group", views.new_travel_group, name="person-group"),
]
