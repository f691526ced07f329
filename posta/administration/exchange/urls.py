"""Addresses of the exchange."""

from django.urls import path

from posta.administration.exchange import views

urlpatterns = [
    path("sync/", views.overview, name="sync"),
    path("sync/state", views.sync_state, name="sync-state"),
    path("sync/now", views.sync_now, name="sync-now"),
    path("sync/peers", views.peer_add, name="sync-peers"),
    path("sync/peers/remove", views.peer_remove, name="sync-peer-remove"),
    path("sync/bundle", views.download_bundle, name="sync-bundle"),
    path("sync/import", views.receive_bundle, name="sync-import"),
    path("sync/imported", views.import_result, name="sync-imported"),
]
