"""Addresses of registration."""

from django.urls import path

from posta.care.registration import views

urlpatterns = [path("people/new", views.new_person, name="person-new")]
