"""What a worker answers before Django is asked: lock, log out, come in, how are you.

These few addresses must work when everything else is in trouble, so they touch no database and no template engine.
Pages of other sites and ports cannot use them (`Origin`, `Sec-Fetch-Site`; the session cookie is `SameSite=Strict`).

    POST /lock      kill this worker; anybody with a session, and any page of ours on the computer itself
    POST /logout    end my session only
    GET  /locked    who locked it reads that it is locked for everybody, from the supervisor too
    GET  /login/    the page that asks for words; POST brings them (also to /unlock, from a page that still says locked)
    POST /words     my words again: my sealed compartments are open for another ten minutes, and back to `next`
    GET  /health    {"posta": "open"}
"""

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs

from posta.errors import PostaError
from posta.node.http import http_responses
from posta.node.http.cookies import LANGUAGE, SESSION, expire_all_cookies, read_cookie, session_cookie
from posta.node.http.http_responses import RawResponse
from posta.node.http.locked_page import LockReason, LoginProblem, known_language
from posta.node.http.login_throttle import HERE, classify_origin
from posta.node.http.request_head import is_foreign, is_from_our_page, size_of_form
from posta.node.http.return_page import kept_in, next_in, read_next
from posta.node.session import Session, Sessions
from posta.node.wsgi.host_names import is_ours, list_host_names
from posta.node.wsgi.passphrase_gate import DeviceDeclaredLost, GateBusy, PassphraseGate, TooSoon, read_form
from posta.seal.slots import NoFreeSlot

PROBLEMS: dict[type[PostaError], LoginProblem] = {
    GateBusy: LoginProblem.BUSY,
    TooSoon: LoginProblem.EARLY,
    DeviceDeclaredLost: LoginProblem.LOST,
    NoFreeSlot: LoginProblem.FULL,
}
DEVICES = "/v1/"
Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]


def wrap_app(application: Application, sessions: Sessions, gate: PassphraseGate) -> Application:
    """Return the application with these addresses in front of it.

    It serves browsers that ask for this post by a name of its own.
    """
    names = list_host_names(gate.home)

    def answer(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        ours = _refuse_name(environ, names) or _answer(environ, sessions, gate)
        if ours is None:
            return application(environ, start_response)
        start_response(ours.status, list(ours.headers))
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [ours.body]

    return answer


def is_auth_request(method: str, path: str) -> bool:
    """Return whether a request brings words, locks or leaves: it is answered even when all threads are at work."""
    return method == "POST" and path.rstrip("/") in ("/lock", "/logout", "/login", "/unlock", "/words")


def session_of(environ: Environ, sessions: Sessions) -> Session | None:
    """Return the session whose cookie came with this request."""
    return sessions.find(_cookie(environ, SESSION) or None)


def _refuse_name(environ: Environ, names: tuple[str, ...]) -> RawResponse | None:
    """Refuse a browser that asks for a foreign host name; devices prove themselves by card and signature."""
    if environ.get("PATH_INFO", "/").startswith(DEVICES) or is_ours(environ.get("HTTP_HOST", ""), names):
        return None
    return http_responses.wrong_host_page(_language(environ))


def _answer(environ: Environ, sessions: Sessions, gate: PassphraseGate) -> RawResponse | None:
    """Return our answer, or None if the address is the application's."""
    path = environ.get("PATH_INFO", "/").rstrip("/") or "/"
    if environ["REQUEST_METHOD"] == "POST":
        answer = _answer_to_post(path, environ, sessions, gate)
    elif environ["REQUEST_METHOD"] in ("GET", "HEAD"):
        answer = _page(path, environ, sessions)
    else:
        answer = None
    if answer is None and path in ("/lock", "/locked", "/logout", "/unlock", "/words"):
        return http_responses.redirect("/")
    return answer


def _answer_to_post(path: str, environ: Environ, sessions: Sessions, gate: PassphraseGate) -> RawResponse | None:
    if is_auth_request("POST", path) and is_foreign(_fields(environ)):
        return http_responses.redirect("/")
    match path:
        case "/lock":
            return _lock(environ, sessions)
        case "/logout":
            return _log_out(environ, sessions)
        case "/login" | "/unlock":
            return _log_in(environ, sessions, gate)
        case "/words":
            return _reauthenticate(environ, sessions, gate)
    return None


def _page(path: str, environ: Environ, sessions: Sessions) -> RawResponse | None:
    match path:
        case "/locked" | "/login" if sessions.closing:
            return http_responses.passphrase_page(_language(environ), reason=LockReason.CLOSED)
        case "/login":
            query = environ.get("QUERY_STRING", "")
            back, kept = next_in(query), kept_in(query)
            return http_responses.passphrase_page(_language(environ), reason=LockReason.JOINING, back=back, kept=kept)
        case "/locked.css":
            return http_responses.stylesheet()
        case "/health":
            return http_responses.health_response("open")
    return None if session_of(environ, sessions) else _help_without_session(path, environ)


def _help_without_session(path: str, environ: Environ) -> RawResponse | None:
    """Return the guide that the page of words leads to; colleagues read it inside the program."""
    query = environ.get("QUERY_STRING", "")
    return http_responses.help_page(
        path, _language(environ), opens_at=LockReason.JOINING.address, back=next_in(query), kept=kept_in(query)
    )


def _lock(environ: Environ, sessions: Sessions) -> RawResponse:
    session, target = session_of(environ, sessions), "/"
    if session or _is_local_browser(environ):
        sessions.lock()
        language = known_language(_cookie(environ, LANGUAGE)[:2], session.language if session else "")
        target = f"/locked?lang={language}"
    return http_responses.redirect(target, *expire_all_cookies())


def _log_out(environ: Environ, sessions: Sessions) -> RawResponse:
    if session := session_of(environ, sessions):
        sessions.end(session)
    return http_responses.redirect("/", *expire_all_cookies())


def _log_in(environ: Environ, sessions: Sessions, gate: PassphraseGate) -> RawResponse:
    body = _body(environ)
    (words, language), back = read_form(body), read_next(body)
    before = session_of(environ, sessions)
    try:
        session = gate.enter(words, environ.get("REMOTE_ADDR", ""), language)
    except PostaError as error:
        problem = PROBLEMS.get(type(error), LoginProblem.LATER)
        return http_responses.passphrase_page(language, reason=LockReason.JOINING, problem=problem, back=back)
    if session is None:
        return http_responses.passphrase_page(
            language, reason=LockReason.JOINING, problem=LoginProblem.REFUSED, back=back
        )
    if before:  # one browser, one person: the session before this one has ended
        sessions.end(before)
    return http_responses.redirect(back, ("Set-Cookie", session_cookie(session.token)))


def _reauthenticate(environ: Environ, sessions: Sessions, gate: PassphraseGate) -> RawResponse:
    """Try the words of the colleague who is already at work here.

    The page that asked says what came of them.
    """
    body, session = _body(environ), session_of(environ, sessions)
    target = read_next(body)
    if session is None:
        return http_responses.redirect("/")
    try:
        outcome = "" if gate.reunlock(session, read_form(body)[0]) else "refused"
    except PostaError:  # too many wait, or a disk fails: nothing is said against the words
        outcome = "untried"
    return http_responses.redirect(f"{target}{'&' if '?' in target else '?'}{outcome}" if outcome else target)


def _cookie(environ: Environ, name: str) -> str:
    return read_cookie(environ.get("HTTP_COOKIE", ""), name)


def _body(environ: Environ) -> bytes:
    body: bytes = environ["wsgi.input"].read(size_of_form(_fields(environ)))
    return body


def _fields(environ: Environ) -> dict[str, str]:
    """Return the headers that say what a form is and where it comes from."""
    names = {"HTTP_HOST": "host", "HTTP_ORIGIN": "origin", "HTTP_SEC_FETCH_SITE": "sec-fetch-site"}
    names |= {"CONTENT_LENGTH": "content-length"}
    return {name: environ[key] for key, name in names.items() if key in environ}


def _is_local_browser(environ: Environ) -> bool:
    """Return whether one of our own pages asks, in a browser on this computer."""
    return classify_origin(environ.get("REMOTE_ADDR", "")) == HERE and is_from_our_page(_fields(environ))


def _language(environ: Environ) -> str:
    return known_language(parse_qs(environ.get("QUERY_STRING", "")).get("lang", [""])[0])
