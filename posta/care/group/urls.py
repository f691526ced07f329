"""Addresses of parties."""

from django.urls import path

from posta.care.group import views

urlpatterns = [
    path("groups/<code>/", views.travel_group),
    path("groups/<code>/add", views.add_member),
    path("people/<code>/group", views.new_travel_group),
]
