"""Addresses of coordination."""

from django.urls import path

from posta.coordination import views

urlpatterns = [
    path("coordination/", views.overview, name="figures"),
    path("coordination/alerts", views.alerts, name="alerts"),
]
