"""Which room answers which address."""

from django.urls import include, path

urlpatterns = [
    path("", include("posta.care.urls")),
    path("", include("posta.operations_web.urls")),
    path("", include("posta.administration.exchange.urls")),
    path("", include("posta.administration.places.urls")),
    path("", include("posta.administration.urls")),
    path("", include("posta.coordination.urls")),
    path("", include("posta.web.help.urls")),
    path("", include("posta.web.more")),
    path("", include("posta.sync.peer_api")),
]
handler403 = "posta.web.errors.forbidden"
handler404 = "posta.web.errors.not_found"
handler500 = "posta.web.errors.server_error"
