"""The addresses of the help."""

from django.urls import path

from posta.web.help import views

urlpatterns = [
    path("ayuda/", views.guide_list, name="help"),
    path("ayuda/<slug:name>/", views.guide_detail, name="help-guide"),
]
