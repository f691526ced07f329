"""Recent searches, in this worker's memory beside the session, so that no address contains a name.

A search is posted, and the address of its results carries only a code that this worker knows. Back and Reload work;
the history of the browser reveals to nobody for whom a colleague searched.
"""

import re
import secrets
from collections import OrderedDict

from django.http import HttpRequest

from posta.node.middleware import session_of
from posta.node.process_state import PROCESS

CODE_PARAM = "at"
MAX_SEARCH_LENGTH = 200
MAX_SEARCHES = 12  # searches of one session
_CODE = re.compile(r"[0-9a-f]{12}")


def save_search(request: HttpRequest) -> tuple[str, str]:
    """Return the posted words, tidied, and the code under which this session finds them again."""
    words = " ".join(request.POST.get("q", "").split())[:MAX_SEARCH_LENGTH]
    code = request.POST.get(CODE_PARAM, "")
    code = code if _CODE.fullmatch(code) else new_code()
    session = session_of(request)
    if session is not None:
        _purge_closed_sessions()
        searches = PROCESS.searches.setdefault(session.token, OrderedDict())
        searches[code] = words
        searches.move_to_end(code)
        while len(searches) > MAX_SEARCHES:
            searches.popitem(last=False)
    return words, code


def load_search(request: HttpRequest) -> str:
    """Return the words of a code; nothing if this worker does not know it."""
    session = session_of(request)
    searches = PROCESS.searches.get(session.token) if session is not None else None
    return searches.get(request.GET.get(CODE_PARAM, ""), "") if searches else ""


def get_search_code(request: HttpRequest) -> str:
    """Return the code of the current address, or a new one for what is typed next."""
    code = request.GET.get(CODE_PARAM, "")
    return code if _CODE.fullmatch(code) else new_code()


def new_code() -> str:
    """Return a random code."""
    return secrets.token_hex(6)


def _purge_closed_sessions() -> None:
    for token in [token for token in PROCESS.searches if PROCESS.sessions.find(token) is None]:
        del PROCESS.searches[token]
