"""The addresses of long lists."""

from django.urls import path

from posta.care.lists import views

urlpatterns = [path("lists/<str:mark>/<str:systems>.<str:spoken>", views.place_options, name="place-options")]
