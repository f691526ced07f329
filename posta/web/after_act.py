"""What the page after an act shows, kept in this worker's memory beside the session: no address says it.

An act leads to a page whose address names the entry (`?done=`) and nothing that was answered: the history of a browser
tells nobody of harm, of a sealed visit or of what a person needs. Back and Reload work. A new worker has forgotten it;
the chart, the agenda and the board have all that was recorded.
"""

from collections import OrderedDict
from collections.abc import Mapping

from django.http import HttpRequest

from posta.node.middleware import session_of
from posta.node.process_state import PROCESS
from posta.web.view_helpers import UNDO_PARAM

MAX_ACTS = 12  # acts of one session
NOTHING: Mapping[str, object] = {}


def keep_after(request: HttpRequest, entry: bytes | None, **shown: object) -> None:
    """Keep what the page after this entry shows; nothing is kept without an entry or without anything to show."""
    session, kept = session_of(request), {name: value for name, value in shown.items() if value}
    if session is None or entry is None or not kept:
        return
    _purge_closed_sessions()
    acts = PROCESS.after_acts.setdefault(session.token, OrderedDict())
    acts[entry.hex()] = kept
    acts.move_to_end(entry.hex())
    while len(acts) > MAX_ACTS:
        acts.popitem(last=False)


def find_after(request: HttpRequest) -> Mapping[str, object]:
    """Return what was kept for the entry in the address, in this session; nothing for any other."""
    session = session_of(request)
    acts = PROCESS.after_acts.get(session.token) if session is not None else None
    return acts.get(request.GET.get(UNDO_PARAM, ""), NOTHING) if acts else NOTHING


def _purge_closed_sessions() -> None:
    for token in [token for token in PROCESS.after_acts if PROCESS.sessions.find(token) is None]:
        del PROCESS.after_acts[token]
