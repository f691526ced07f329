"""The gate before a sealed form: refused to those without the compartment, the words again when they were given long ago."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from posta.acts.contact import check_can_write
from posta.acts.duty import Duty
from posta.catalog.form import SEALED, Form
from posta.node.middleware import session_of
from posta.node.session import SESSIONS


def ask_again(request: HttpRequest, duty: Duty, form: Form) -> HttpResponse | None:
    """The page that asks for the words, or None when the form may be shown. Raises Refused."""
    check_can_write(duty, [form.name])
    return ask_for_words(request) if form.compartment in SEALED else None


def ask_for_words(request: HttpRequest) -> HttpResponse | None:
    """The page that asks for the words, or None while this person's sealed compartments are open."""
    session = session_of(request)
    if session is not None and SESSIONS.opens_sealed(session):
        return None
    context = {"next": request.path, "refused": "refused" in request.GET, "untried": "untried" in request.GET}
    return render(request, "care/words_again.html", context, status=403)


def close_sealed(request: HttpRequest) -> None:
    """Close the sealed compartments of this session before their time."""
    if session := session_of(request):
        SESSIONS.close_sealed(session)
