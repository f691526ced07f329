"""The addresses of the screens of care."""

from django.urls import include, path

urlpatterns = [
    path("", include("posta.care.board.urls")),
    path("", include("posta.care.agenda.urls")),
    path("", include("posta.care.cases.urls")),
    path("", include("posta.care.search.urls")),
    path("", include("posta.care.lists.urls")),
    path("", include("posta.care.registration.urls")),
    path("", include("posta.care.door.urls")),
    path("", include("posta.care.stops.urls")),
    path("", include("posta.care.cohort.urls")),
    path("", include("posta.care.route.urls")),
    path("", include("posta.care.drafts.urls")),
    path("", include("posta.care.consultation.urls")),
    path("", include("posta.care.triage.urls")),
    path("", include("posta.care.forms.urls")),
    path("", include("posta.care.person.urls")),
    path("", include("posta.care.withdrawn.urls")),
    path("", include("posta.care.card.urls")),
    path("", include("posta.care.group.urls")),
    path("", include("posta.care.choices.urls")),
    path("", include("posta.care.shift.urls")),
    path("", include("posta.care.prints.urls")),
    path("", include("posta.web.session.display_preferences")),
]
