"""Where the general consultation is written."""

from django.urls import path

from posta.care.consultation import views

urlpatterns = [path("people/<str:code>/consultation", views.consultation, name="consultation")]
