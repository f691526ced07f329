"""The address of open cases."""

from django.urls import path

from posta.care.cases import views

urlpatterns = [path("cases/<slug:form>/", views.show_cases, name="cases")]
