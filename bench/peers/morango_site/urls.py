"""Morango's own API, and beside it what the benchmark asks of the server."""

import ends
from django.http import JsonResponse
from django.urls import include, path

urlpatterns = [
    path("bench/spent", lambda request: JsonResponse(ends.spent())),
    path("bench/held", lambda request: JsonResponse(ends.held())),
    path("", include("morango.urls")),
]
