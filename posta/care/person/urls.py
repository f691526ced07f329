"""Addresses of a person and of entries: ids only, never a name."""

from django.urls import path

from posta.care.person import edit, entries, views

urlpatterns = [
    path("people/<code>/", views.show_person),
    path("people/<code>/arrive", views.add_to_queue),
    path("people/<code>/arrival/<state>", views.set_arrival_status),
    path("people/<code>/edit", edit.edit_person),
    path("entries/<code>/", entries.show_entry),
    path("entries/<code>/undo", entries.undo),
    path("entries/<code>/error", entries.mark_error),
]
