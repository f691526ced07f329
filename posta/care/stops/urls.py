"""Addresses of the stops."""

from django.urls import path

from posta.care.stops import views

urlpatterns = [
    path("stops/", views.show_stop, name="stops"),
    path("stops/open", views.open_here, name="stop-open"),
    path("stops/close", views.close_here, name="stop-close"),
]
