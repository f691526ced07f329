"""The addresses of the forms of the catalogue."""

from django.urls import path

from posta.care.forms import correction_views, views

urlpatterns = [
    path("people/<str:code>/contact/", views.person_form_index, name="contact-forms"),
    path("people/<str:code>/contact/<str:name>", views.fill_person_form, name="contact-form"),
    path("work/", views.activity_form_index, name="work-forms"),
    path("work/<str:name>", views.fill_activity_form, name="work-form"),
    path("entries/<str:code>/correct", correction_views.correct_entry, name="correct"),
]
