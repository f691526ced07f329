"""Which room answers which address."""

from django.urls import include, path

urlpatterns: list[object] = [
    path("", include("posta.care.look")),
    path("", include("posta.care.drafts.urls")),
    path("", include("posta.care.consultation.urls")),
    path("", include("posta.care.forms.urls")),
]
