"""Addresses of the agenda."""

from django.urls import path

from posta.care.agenda import views

urlpatterns = [
    path("agenda/", views.show_agenda, name="agenda"),
    path("agenda/<code>", views.set_outcome, name="agenda-visit"),
    path("people/<code>/expected", views.set_expected, name="person-expected"),
]
