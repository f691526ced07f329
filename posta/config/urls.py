"""Which room answers which address."""

from django.urls import include, path

urlpatterns = [
    path("", include("posta.care.urls")),
    path("", include("posta.care.exchange.urls")),
    path("", include("posta.care.administration.urls")),
    path("", include("posta.coordination.urls")),
    path("", include("posta.courier.door")),
]
handler403 = "posta.care.errors.forbidden"
handler404 = "posta.care.errors.not_found"
handler500 = "posta.care.errors.broken"
