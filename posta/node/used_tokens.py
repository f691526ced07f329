"""The tokens of saved pages, each with its response, so that a page sent twice acts once.

Plain SQL: every act that is saved asks and notes one, in its own transaction.

    store_answer("8f3a09c2d1e4b576", "/people/3f9a…/", clock.millis())
    find_stored_answer("8f3a09c2d1e4b576")     # "/people/3f9a…/"
"""

from datetime import timedelta

from django.db import connection

KEPT_FOR = timedelta(days=14)  # as long as a draft: a page that is older brings nothing back
LONGEST_ANSWER = 300
_FIND = "SELECT answer FROM node_spent WHERE token = %s"
_FORGET = "DELETE FROM node_spent WHERE at < %s"
_NOTE = "INSERT INTO node_spent (token, answer, at) VALUES (%s, %s, %s)"


def find_stored_answer(token: str) -> str | None:
    """Return what the page with this token was answered, or None if nothing was saved with it."""
    with connection.cursor() as cursor:
        row = cursor.execute(_FIND, [token]).fetchone()
    return None if row is None else str(row[0])


def store_answer(token: str, answer: str, now: int) -> None:
    """Note what this page is answered, in the caller's transaction; what is too old is forgotten."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, [now - int(KEPT_FOR.total_seconds() * 1000)])
        cursor.execute(_NOTE, [token, answer[:LONGEST_ANSWER], now])
