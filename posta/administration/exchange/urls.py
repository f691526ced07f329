"""Addresses of the exchange."""

from django.urls import path

from posta.administration.exchange import views

urlpatterns = [
    path("sync/", views.overview),
    path("sync/state", views.sync_state),
    path("sync/now", views.sync_now),
    path("sync/peers", views.peer_add),
    path("sync/peers/remove", views.peer_remove),
    path("sync/bundle", views.download_bundle),
    path("sync/import", views.receive_bundle),
    path("sync/imported", views.import_result),
]
