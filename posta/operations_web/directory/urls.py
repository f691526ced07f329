"""The addresses of the directory."""

from django.urls import path

from posta.operations_web.directory import views

urlpatterns = [
    path("directory/", views.show_directory, name="directory"),
    path("directory/new", views.add_partner, name="directory-new"),
    path("directory/<slug:code>/", views.edit_partner, name="directory-entry"),
]
