"""The addresses of the forms of the catalogue."""

from django.urls import path

from posta.care.forms import activity_views, correction_views, views

urlpatterns = [
    path("people/<str:code>/contact/", views.person_form_index, name="contact-forms"),
    path("people/<str:code>/contact/<str:name>", views.fill_person_form, name="contact-form"),
    path("work/", activity_views.list_of_activities, name="work-forms"),
    path("work/<str:name>", views.fill_activity_form, name="work-form"),
    path("activities/<str:code>/", activity_views.show_activity, name="activity"),
    path("activities/<str:code>/correct", activity_views.correct_activity, name="activity-correct"),
    path("entries/<str:code>/correct", correction_views.correct_entry, name="correct"),
]
