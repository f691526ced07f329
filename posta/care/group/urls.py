"""Addresses of parties."""

from django.urls import path

from posta.care.group import views

urlpatterns = [
    path("groups/<code>/", views.show_party),
    path("groups/<code>/add", views.add_member),
    path("people/<code>/group", views.begin_party),
]
