"""Requests meet the session: strangers are sent to the page, polling keeps nobody in, nothing is cached."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from posta.ids import StaffId
from posta.node.http.cookies import SESSION
from posta.node.middleware import SessionMiddleware, session_of
from posta.node.process_state import PROCESS
from posta.node.session import Session


@pytest.fixture
def session() -> Session:
    session = PROCESS.sessions.begin(StaffId(bytes(16)), None, language="es")
    session.last_seen -= 10
    yield session
    PROCESS.sessions.end(session)


def get(path: str, session: Session | None = None, **headers: str) -> tuple[HttpRequest, HttpResponse]:
    request = RequestFactory().get(path, headers=headers)
    if session:
        request.COOKIES[SESSION] = session.token
    return request, SessionMiddleware(lambda _: HttpResponse("inside"))(request)


def test_a_stranger_is_sent_to_the_page(settings) -> None:
    request, response = get("/people/")
    assert (response.status_code, response["Location"]) == (303, "/login/?next=/people/"), (
        "and back to the page once the words were given"
    )
    assert response["Cache-Control"] == "no-store"
    assert session_of(request) is None
    settings.POSTA_OPEN_PATHS = ("/odk/",)
    assert get("/odk/formList")[1].content == b"inside"


def test_who_has_a_session_comes_in_and_is_seen(session: Session) -> None:
    before = session.last_seen
    request, response = get("/people/", session)
    assert response.content == b"inside"
    assert session_of(request) is session
    assert session.last_seen > before
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize(("path", "headers"), [("/board/poll/", {}), ("/board/", {"HX-Polling": "true"})])
def test_a_page_that_refreshes_itself_is_nobodys_activity(session: Session, path: str, headers: dict) -> None:
    before = session.last_seen
    assert get(path, session, **headers)[1].content == b"inside"
    assert session.last_seen == before


def test_static_files_may_be_cached() -> None:
    assert "Cache-Control" not in get("/static/posta.css")[1]
