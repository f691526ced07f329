"""Addresses of the door."""

from django.urls import path

from posta.care.door import busload_views, views

urlpatterns = [
    path("door/", views.register_arrival, name="door"),
    path("door/<code>/slip", views.show_slip, name="door-slip"),
    path("busloads/", busload_views.count_busload, name="busloads"),
    path("busloads/<code>/", busload_views.ask_person, name="busload-people"),
]
