"""The toast after an act: what was done, without a name, and the way to take it back while that is possible.

Nothing is kept for it: the address names the entry (`?done=`), and the entry's own age says for how long.
"""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from posta.acts.duty import Duty
from posta.care.amending import tell_changed
from posta.care.clinic import DONE
from posta.care.shell import Notice, Toast
from posta.catalog import kinds
from posta.chart.board import find_person_of_step
from posta.chart.claims import list_unseen, list_unseen_by
from posta.chart.timeline import Item, find_item
from posta.clock import millis_of
from posta.figures.work import find_work
from posta.ids import ID_SIZE, EntryId

UNDO_MILLIS = 30_000
LASTING = (kinds.WITHDRAWAL, kinds.REINSTATEMENT)  # these are taken back by their counterpart


def toast_of(request: HttpRequest, duty: Duty) -> Toast | None:
    """The toast that this address asks for, if its entry is known and young."""
    entry = _entry(request.GET.get(DONE, ""))
    if entry is None or request.method != "GET":
        return None
    found = find_item(duty.desk.cursor, entry, duty.desk.keyring)
    if found is not None:
        return _toast(duty, entry, _said(found[1]), found[1].recorded, lasts=found[1].kind in LASTING)
    if find_person_of_step(duty.desk.cursor, entry):
        return _toast(duty, entry, _("Done."), millis_of(duty.now))
    work = find_work(duty.desk.cursor, entry)
    return _toast(duty, entry, _("Recorded."), work.recorded) if work is not None else None


def notices_of_done(request: HttpRequest, duty: Duty) -> list[Notice]:
    """What colleagues had changed while the page of somebody's data, just saved, was being written."""
    entry = _entry(request.GET.get(DONE, ""))
    if entry is None or request.method != "GET":
        return []
    unseen = list_unseen_by(duty.desk.cursor, entry, duty.desk.keyring)
    own = list_unseen(duty.desk.cursor, [entry], duty.desk.keyring) if unseen else ()
    both = any(one.names & other.names for one in unseen for other in own)
    more = _("Both answers to the same question are kept; choose the right one.") if both else ""
    return [Notice(words, more, "info", "users") for words in tell_changed(duty, unseen)]


def _toast(duty: Duty, entry: EntryId, words: str, since: int, *, lasts: bool = False) -> Toast | None:
    """The words for as long as it can be undone; `lasts` for what cannot."""
    left = since + UNDO_MILLIS - millis_of(duty.now)
    return Toast(words, "" if lasts else f"/entries/{entry.hex()}/undo", left) if left > 0 else None


def _said(item: Item) -> str:
    if item.kind == kinds.CONTACT and "opd" not in item.forms:
        return _("Signed.")
    words = {
        kinds.PERSON: _("Registered."),
        kinds.ARRIVAL: _("On the board."),
        kinds.CONTACT: _("Visit signed."),
        kinds.CORRECTION: _("Corrected."),
        kinds.WITHDRAWAL: _("Undone."),
        kinds.REINSTATEMENT: _("Reinstated."),
    }
    return words.get(item.kind, _("Saved"))


def _entry(code: str) -> EntryId | None:
    try:
        found = bytes.fromhex(code)
    except ValueError:
        return None
    return EntryId(found) if len(found) == ID_SIZE else None
