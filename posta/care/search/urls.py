"""Addresses of the search."""

from django.urls import path

from posta.care.search import views

urlpatterns = [
    path("search", views.search, name="search-now"),
    path("search/", views.search, name="search"),
    path("scan/", views.scan_code, name="scan"),
]
