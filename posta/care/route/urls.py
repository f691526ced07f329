"""Addresses of what is seen on the route."""

from django.urls import path

from posta.care.route import views

urlpatterns = [path("route/", views.show_route, name="route")]
