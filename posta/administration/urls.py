"""Addresses of administration."""

from django.urls import path

from posta.administration import (
    card_views,
    colleague_views,
    device_views,
    excluded_entries,
    missing_keys,
    overview,
    relay_erasures,
)

urlpatterns = [
    path("admin/", overview.overview, name="admin"),
    path("admin/colleagues/", colleague_views.colleague_list, name="admin-colleagues"),
    path("admin/colleagues/new", colleague_views.colleague_new, name="admin-colleague-new"),
    path("admin/colleagues/words/<str:token>", colleague_views.show_passphrase, name="admin-passphrase"),
    path("admin/colleagues/<str:code>/", colleague_views.colleague_detail, name="admin-colleague"),
    path("admin/colleagues/<str:code>/words", colleague_views.colleague_new_passphrase, name="admin-colleague-words"),
    path("admin/colleagues/<str:code>/end", colleague_views.colleague_end, name="admin-colleague-end"),
    path("admin/devices/", device_views.device_list, name="admin-devices"),
    path("admin/keys/", missing_keys.missing_keys, name="admin-keys"),
    path("admin/cards/", card_views.card_list, name="admin-cards"),
    path("admin/cards/renew", card_views.card_renewal, name="admin-cards-renew"),
    path("admin/cards/certificate", card_views.certificate, name="admin-certificate"),
    path("admin/devices/new", device_views.new_device_request, name="admin-device-new"),
    path("admin/devices/enrol", device_views.device_enrolment, name="admin-device-enrol"),
    path("admin/devices/<str:code>/", device_views.device_detail, name="admin-device"),
    path("admin/devices/<str:code>/invitation", device_views.download_invitation, name="admin-device-invitation"),
    path("admin/devices/<str:code>/revoke", device_views.device_revocation, name="admin-device-revoke"),
    path("admin/devices/<str:code>/aside", excluded_entries.review_excluded, name="admin-device-aside"),
    path("admin/forgotten/", relay_erasures.relay_erasures, name="admin-forgotten"),
]
