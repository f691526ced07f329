"""Addresses of the chronic cohort."""

from django.urls import path

from posta.care.cohort import views

urlpatterns = [path("cohort/", views.show_cohort, name="cohort")]
