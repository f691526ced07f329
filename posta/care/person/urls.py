"""Addresses of a person and of entries: ids only, never a name."""

from django.urls import path

from posta.care.person import amend, entries, views

urlpatterns = [
    path("people/<code>/", views.show_person),
    path("people/<code>/arrive", views.arrive),
    path("people/<code>/arrival/<state>", views.step),
    path("people/<code>/edit", amend.edit_person),
    path("entries/<code>/", entries.show_entry),
    path("entries/<code>/undo", entries.undo),
    path("entries/<code>/error", entries.mark_error),
]
