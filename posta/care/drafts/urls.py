"""The addresses where the page saves drafts, and where a colleague lists and continues them."""

from django.urls import path

from posta.care.drafts import views

urlpatterns = [
    path("awake", views.keep_session_alive, name="awake"),
    path("drafts/", views.list_drafts, name="drafts"),
    path("drafts/<path:key>", views.keep_draft, name="draft"),
]
