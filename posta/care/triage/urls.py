"""Where the triage is written."""

from django.urls import path

from posta.care.triage import views

urlpatterns = [path("people/<str:code>/triage", views.triage, name="triage")]
