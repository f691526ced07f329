"""Guards sealed forms: refuses colleagues without the compartment, and asks for the five words again after some time."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from posta.acts.actor import Actor
from posta.acts.care.visits.encounter import check_can_write
from posta.catalog.language.form import SEALED, Form
from posta.node.middleware import session_of
from posta.node.process_state import PROCESS


def needs_passphrase(request: HttpRequest, actor: Actor, form: Form) -> HttpResponse | None:
    """Return the page that asks for the five words, or None if the form may be shown. Raises Refused."""
    check_can_write(actor, [form.name])
    return require_recent_passphrase(request) if form.compartment in SEALED else None


def require_recent_passphrase(request: HttpRequest) -> HttpResponse | None:
    """Return the page that asks for the five words, or None while this person's sealed compartments are open."""
    session = session_of(request)
    if session is not None and PROCESS.sessions.has_sealed_access(session):
        return None
    context = {"next": request.path, "refused": "refused" in request.GET, "untried": "untried" in request.GET}
    return render(request, "web/reauthenticate.html", context, status=403)


def end_sealed_access(request: HttpRequest) -> None:
    """Close the sealed compartments of this session early."""
    if session := session_of(request):
        PROCESS.sessions.close_sealed(session)
