"""Logging in at a post over HTTP, as a browser does: send five words, follow to the first page."""

from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

OK, SEE_OTHER = 200, 303


def log_in(address: str, words: str) -> str | None:
    """Return the first page after the login, or None if the words did not open it."""
    where = urlsplit(address)
    connection = HTTPConnection(where.hostname or "", where.port, timeout=30)
    body = urlencode({"words": words, "lang": "es"})
    connection.request("POST", "/unlock", body, {"Content-Type": "application/x-www-form-urlencoded"})
    answer = connection.getresponse()
    cookie = (answer.getheader("Set-Cookie") or "").split(";")[0]
    answer.read()
    connection.close()
    if answer.status != SEE_OTHER or not cookie:
        return None
    connection = HTTPConnection(where.hostname or "", where.port, timeout=30)
    connection.request("GET", "/", headers={"Cookie": cookie})
    page = connection.getresponse()
    text = page.read().decode()
    connection.close()
    return text if page.status == OK else None
