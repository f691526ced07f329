"""Addresses of administration."""

from django.urls import path

from posta.care.administration import aside, cards, colleagues, devices, keys, overview

urlpatterns = [
    path("admin/", overview.overview),
    path("admin/posts/", overview.posts),
    path("admin/colleagues/", colleagues.colleagues),
    path("admin/colleagues/new", colleagues.add),
    path("admin/colleagues/words/<str:token>", colleagues.words),
    path("admin/colleagues/<str:code>/", colleagues.one),
    path("admin/colleagues/<str:code>/words", colleagues.new_words),
    path("admin/colleagues/<str:code>/end", colleagues.end),
    path("admin/devices/", devices.devices),
    path("admin/keys/", keys.keys),
    path("admin/cards/", cards.cards),
    path("admin/cards/renew", cards.renew),
    path("admin/cards/certificate", cards.certificate),
    path("admin/devices/new", devices.ask),
    path("admin/devices/enrol", devices.enrol),
    path("admin/devices/<str:code>/", devices.one),
    path("admin/devices/<str:code>/invitation", devices.invitation),
    path("admin/devices/<str:code>/revoke", devices.revoke),
    path("admin/devices/<str:code>/aside", aside.show_aside),
]
