"""Addresses of the gallery, with stand-ins for the posts that the shared parts make."""

from django.urls import include, path

from posta.care.lists.urls import urlpatterns as lists
from posta.web.session.display_preferences import urlpatterns as look
from tests.browser.gallery import views

urlpatterns = [
    path("", views.board),
    path("search/", views.search),
    path("consultation/", views.consultation),
    path("components/", views.components),
    path("sheets/", views.sheets),
    path("form/<name>/", views.one_form),
    path("form/<name>/wrong/", views.wrong_form),
    path("lock", views.lock),
    path("draft", views.draft),
    *look,
    *lists,
    path("", include("posta.config.urls")),  # the shared parts lead to screens by name
]
