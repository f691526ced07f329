"""Addresses of choices, requests, copies and the privacy notice."""

from django.urls import path

from posta.care.choices import request_views, views

urlpatterns = [
    path("people/<code>/choices", views.edit_choices, name="person-choices"),
    path("people/<code>/open", views.open_record, name="person-open"),
    path("people/<code>/requests", request_views.add_request, name="person-request"),
    path("people/<code>/restricted", request_views.set_restricted, name="person-restricted"),
    path("requests/", request_views.list_requests, name="requests"),
    path("requests/<code>/forget", request_views.forget_person, name="request-forget"),
    path("requests/<code>/<state>", request_views.answer_request, name="request-answer"),
    path("people/<code>/copy", request_views.show_copy, name="person-copy"),
    path("people/<code>/copied", request_views.note_copy, name="person-copied"),
    path("notice/<language>", views.show_notice, name="notice"),
]
