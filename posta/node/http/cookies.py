"""Names of cookies, with the port in them: browsers keep one box of cookies for all ports of a computer.

Two posts on one computer, or two of the demo, would otherwise end each other's sessions in the same browser. Names that
begin with `__Host-` would keep them apart by themselves, but need https.

>>> cookie_name("posta")
'posta'
"""

from http.cookies import CookieError, SimpleCookie

from posta.node.process_state import PROCESS

SESSION = "posta"
LANGUAGE = "django_language"  # what was chosen on the screens; the lock takes the cookie away
TOKEN = "csrftoken"
SUN, VEIL = "sun", "veil"  # how this post looks in this browser; stays when the post is locked


def use_port(port: int) -> None:
    """Note the port that this process serves, before anything asks for a name."""
    PROCESS.port = port


def cookie_name(base: str) -> str:
    """Return the name of a cookie of this post; outside a worker without a port."""
    return base if PROCESS.port is None else f"{base}_{PROCESS.port}"


def session_cookie(token: str) -> str:
    """Return the Set-Cookie value that carries a session."""
    return f"{cookie_name(SESSION)}={token}; Path=/; HttpOnly; SameSite=Strict"


def expire_all_cookies() -> tuple[tuple[str, str], ...]:
    """Return the headers that make a browser forget this post, and no other post of the same computer."""
    names = (cookie_name(each) for each in (SESSION, LANGUAGE, TOKEN))
    return (
        ("Clear-Site-Data", '"cache", "storage"'),  # these know the port; "cookies" would take those of every port
        *(("Set-Cookie", f"{name}=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict") for name in names),
    )


def read_cookie(header: str, base: str) -> str:
    """Return the value of one of our cookies in a Cookie header; empty if it is not there."""
    try:
        morsel = SimpleCookie(header).get(cookie_name(base))
    except CookieError:
        return ""
    return morsel.value if morsel else ""
