"""Addresses of administration."""

from django.urls import path

from posta.administration import card_views, colleague_views, device_views, excluded_entries, missing_keys, overview

urlpatterns = [
    path("admin/", overview.overview),
    path("admin/posts/", overview.post_list),
    path("admin/colleagues/", colleague_views.colleague_list),
    path("admin/colleagues/new", colleague_views.colleague_new),
    path("admin/colleagues/words/<str:token>", colleague_views.show_passphrase),
    path("admin/colleagues/<str:code>/", colleague_views.colleague_detail),
    path("admin/colleagues/<str:code>/words", colleague_views.colleague_new_passphrase),
    path("admin/colleagues/<str:code>/end", colleague_views.colleague_end),
    path("admin/devices/", device_views.device_list),
    path("admin/keys/", missing_keys.missing_keys),
    path("admin/cards/", card_views.card_list),
    path("admin/cards/renew", card_views.card_renewal),
    path("admin/cards/certificate", card_views.certificate),
    path("admin/devices/new", device_views.new_device_request),
    path("admin/devices/enrol", device_views.device_enrolment),
    path("admin/devices/<str:code>/", device_views.device_detail),
    path("admin/devices/<str:code>/invitation", device_views.download_invitation),
    path("admin/devices/<str:code>/revoke", device_views.device_revocation),
    path("admin/devices/<str:code>/aside", excluded_entries.review_excluded),
]
