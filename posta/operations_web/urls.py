"""The addresses of what is under way."""

from django.urls import include, path

urlpatterns = [
    path("", include("posta.operations_web.referrals.urls")),
    path("", include("posta.operations_web.directory.urls")),
    path("", include("posta.operations_web.signals.urls")),
]
