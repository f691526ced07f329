"""Addresses of the exchange."""

from django.urls import path

from posta.care.exchange import views

urlpatterns = [
    path("sync/", views.overview),
    path("sync/state", views.state),
    path("sync/now", views.exchange_now),
    path("sync/peers", views.add),
    path("sync/peers/remove", views.remove),
    path("sync/bundle", views.take_along),
    path("sync/import", views.take_in),
    path("sync/imported", views.taken_in),
]
