"""Addresses of a person and of entries: ids only, never a name."""

from django.urls import path

from posta.care.person import edit, entries, views

urlpatterns = [
    path("people/<code>/", views.show_person, name="person"),
    path("people/<code>/arrive", views.add_to_queue, name="person-arrive"),
    path("people/<code>/arrival/<state>", views.set_arrival_status, name="person-arrival"),
    path("people/<code>/pass", views.hand_over, name="person-pass"),
    path("people/<code>/edit", edit.edit_person, name="person-edit"),
    path("entries/<code>/", entries.show_entry, name="entry"),
    path("entries/<code>/undo", entries.undo, name="entry-undo"),
    path("entries/<code>/error", entries.mark_error, name="entry-error"),
]
