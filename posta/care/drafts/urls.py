"""Where drafts are kept by the page, listed and taken up."""

from django.urls import path

from posta.care.drafts import views

urlpatterns = [
    path("awake", views.keep_session_alive, name="awake"),
    path("drafts/", views.list_drafts, name="drafts"),
    path("drafts/<path:key>", views.keep_draft, name="draft"),
]
