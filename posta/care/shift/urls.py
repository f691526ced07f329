"""Addresses of the list for the next shift."""

from django.urls import path

from posta.care.shift import views

urlpatterns = [path("shift/", views.show_shift, name="shift")]
