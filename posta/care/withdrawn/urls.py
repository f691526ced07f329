"""Addresses of entries marked as made in error."""

from django.urls import path

from posta.care.withdrawn import views

urlpatterns = [
    path("withdrawn/", views.show_withdrawn, name="withdrawn"),
    path("people/<code>/withdrawn", views.show_withdrawn_of, name="person-withdrawn"),
    path("entries/<code>/reinstate", views.reinstate, name="entry-reinstate"),
]
