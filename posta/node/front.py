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
from posta.node import answers
from posta.node.answers import Answer
from posta.node.attempts import HERE, origin_of
from posta.node.cookies import LANGUAGE, read_cookie, take_back_all
from posta.node.gate import Gate, GateBusy, OutOfService, TooSoon, read_form
from posta.node.heads import is_foreign, is_from_our_page, size_of_form
from posta.node.hosts import is_ours, names_of
from posta.node.local_page import kept_in, next_in, read_next
from posta.node.locked_page import Problem, Reason, known_language
from posta.node.session import COOKIE, Session, Sessions, cookie
from posta.seal.slots import NoFreeSlot

PROBLEMS: dict[type[PostaError], Problem] = {
    GateBusy: Problem.BUSY,
    TooSoon: Problem.EARLY,
    OutOfService: Problem.LOST,
    NoFreeSlot: Problem.FULL,
}
DEVICES = "/v1/"
Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]


def with_front(application: Application, sessions: Sessions, gate: Gate) -> Application:
    """The application with these addresses in front of it, for browsers that ask for this post by a name of its own."""
    names = names_of(gate.home)

    def answer(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        ours = _refuse_name(environ, names) or _answer(environ, sessions, gate)
        if ours is None:
            return application(environ, start_response)
        start_response(ours.status, list(ours.headers))
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [ours.body]

    return answer


def is_for_the_door(method: str, path: str) -> bool:
    """Return whether a request brings words, locks or leaves: it is answered even when all threads are at work."""
    return method == "POST" and path.rstrip("/") in ("/lock", "/logout", "/login", "/unlock", "/words")


def session_of(environ: Environ, sessions: Sessions) -> Session | None:
    """The session whose cookie came with this request."""
    return sessions.find(_cookie(environ, COOKIE) or None)


def _refuse_name(environ: Environ, names: tuple[str, ...]) -> Answer | None:
    """Refuse a browser that was led here under somebody else's name; devices prove themselves by card and signature."""
    if environ.get("PATH_INFO", "/").startswith(DEVICES) or is_ours(environ.get("HTTP_HOST", ""), names):
        return None
    return answers.misdirected(_language(environ))


def _answer(environ: Environ, sessions: Sessions, gate: Gate) -> Answer | None:
    """Our answer, or None if the address is the application's."""
    asked = environ["REQUEST_METHOD"], environ.get("PATH_INFO", "/").rstrip("/") or "/"
    match asked:
        case ("POST", "/lock" | "/logout" | "/login" | "/unlock" | "/words") if is_foreign(_fields(environ)):
            return answers.see_other("/")
        case ("POST", "/lock"):
            return _lock(environ, sessions)
        case ("POST", "/logout"):
            return _log_out(environ, sessions)
        case ("POST", "/login" | "/unlock"):
            return _log_in(environ, sessions, gate)
        case ("POST", "/words"):
            return _open_again(environ, sessions, gate)
        case ("GET" | "HEAD", "/locked" | "/login") if sessions.closing:
            return answers.page(_language(environ), reason=Reason.CLOSED)
        case ("GET" | "HEAD", "/login"):
            query = environ.get("QUERY_STRING", "")
            back, kept = next_in(query), kept_in(query)
            return answers.page(_language(environ), reason=Reason.JOINING, back=back, kept=kept)
        case ("GET" | "HEAD", "/locked.css"):
            return answers.stylesheet()
        case ("GET" | "HEAD", "/health"):
            return answers.health("open")
        case (_, "/lock" | "/locked" | "/logout" | "/unlock" | "/words"):
            return answers.see_other("/")
    return None


def _lock(environ: Environ, sessions: Sessions) -> Answer:
    session, target = session_of(environ, sessions), "/"
    if session or _is_at_the_keyboard(environ):
        sessions.lock()
        language = known_language(_cookie(environ, LANGUAGE)[:2], session.language if session else "")
        target = f"/locked?lang={language}"
    return answers.see_other(target, *take_back_all())


def _log_out(environ: Environ, sessions: Sessions) -> Answer:
    if session := session_of(environ, sessions):
        sessions.end(session)
    return answers.see_other("/", *take_back_all())


def _log_in(environ: Environ, sessions: Sessions, gate: Gate) -> Answer:
    body = _body(environ)
    (words, language), back = read_form(body), read_next(body)
    before = session_of(environ, sessions)
    try:
        session = gate.enter(words, environ.get("REMOTE_ADDR", ""), language)
    except PostaError as error:
        problem = PROBLEMS.get(type(error), Problem.LATER)
        return answers.page(language, reason=Reason.JOINING, problem=problem, back=back)
    if session is None:
        return answers.page(language, reason=Reason.JOINING, problem=Problem.REFUSED, back=back)
    if before:  # one browser, one person: whoever was here before has left
        sessions.end(before)
    return answers.see_other(back, ("Set-Cookie", cookie(session)))


def _open_again(environ: Environ, sessions: Sessions, gate: Gate) -> Answer:
    """The words of the person who is already at work here; the page that asked says what came of them."""
    body, session = _body(environ), session_of(environ, sessions)
    target = read_next(body)
    if session is None:
        return answers.see_other("/")
    try:
        outcome = "" if gate.enter_again(session, read_form(body)[0]) else "refused"
    except PostaError:  # too many wait, or a disk fails: nothing is said against the words
        outcome = "untried"
    return answers.see_other(f"{target}{'&' if '?' in target else '?'}{outcome}" if outcome else target)


def _cookie(environ: Environ, name: str) -> str:
    return read_cookie(environ.get("HTTP_COOKIE", ""), name)


def _body(environ: Environ) -> bytes:
    body: bytes = environ["wsgi.input"].read(size_of_form(_fields(environ)))
    return body


def _fields(environ: Environ) -> dict[str, str]:
    """The headers that say what a form is and where it comes from."""
    names = {"HTTP_HOST": "host", "HTTP_ORIGIN": "origin", "HTTP_SEC_FETCH_SITE": "sec-fetch-site"}
    names |= {"CONTENT_LENGTH": "content-length"}
    return {name: environ[key] for key, name in names.items() if key in environ}


def _is_at_the_keyboard(environ: Environ) -> bool:
    """Whether one of our own pages asks, in a browser on this computer."""
    return origin_of(environ.get("REMOTE_ADDR", "")) == HERE and is_from_our_page(_fields(environ))


def _language(environ: Environ) -> str:
    return known_language(parse_qs(environ.get("QUERY_STRING", "")).get("lang", [""])[0])
