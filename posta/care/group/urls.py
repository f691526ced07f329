"""Addresses of parties."""

from django.urls import path

from posta.care.group import views

urlpatterns = [
    path("groups/<code>/", views.travel_group, name="group"),
    path("groups/<code>/add", views.add_member, name="group-add"),
    path("people/<code>/group", views.new_travel_group, name="person-group"),
]
