"""Where the forms of the catalogue are filled."""

from django.urls import path

from posta.care.forms import corrections, views

urlpatterns = [
    path("people/<str:code>/contact/", views.index, name="contact-forms"),
    path("people/<str:code>/contact/<str:name>", views.form, name="contact-form"),
    path("work/", views.work_index, name="work-forms"),
    path("work/<str:name>", views.work, name="work-form"),
    path("entries/<str:code>/correct", corrections.correct, name="correct"),
]
