"""The toast after an act: what was done, without a name, and the link to undo it while that is possible.

Nothing is stored for it: the address names the entry (`?done=`), and the entry's age limits how long it shows.
"""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from posta.acts.actor import Actor
from posta.catalog import kinds
from posta.catalog.language.form import get_form
from posta.chart.board import WAITING, BoardAct, find_board_act
from posta.chart.history.timeline import TimelineItem, find_item
from posta.chart.record.conflicting_values import list_unseen, list_unseen_by
from posta.clock import to_millis
from posta.figures.group_activities import find_activity_entry
from posta.ids import ID_SIZE, EntryId
from posta.operations.referrals.referral_lists import find_referral_of_step
from posta.web.formatting import trade_label
from posta.web.layout import Notice, Toast
from posta.web.pages.concurrent_changes import describe_changes
from posta.web.view_helpers import UNDO_PARAM

UNDO_MILLIS = 30_000
PERMANENT_KINDS = (kinds.WITHDRAWAL, kinds.REINSTATEMENT)  # their counterpart undoes these


def build_toast(request: HttpRequest, actor: Actor) -> Toast | None:
    """Return the toast that this address asks for, if its entry is known and recent."""
    entry = _parse_entry(request.GET.get(UNDO_PARAM, ""))
    if entry is None or request.method != "GET":
        return None
    found = find_item(actor.node.cursor, entry, actor.node.keyring)
    if found is not None:
        return _toast(actor, entry, _message(found[1]), found[1].recorded, lasts=found[1].kind in PERMANENT_KINDS)
    moved = find_board_act(actor.node.cursor, entry)
    if moved is not None:
        return _toast(actor, entry, _board_message(moved), to_millis(actor.now))
    if find_referral_of_step(actor.node.cursor, entry):
        return _toast(actor, entry, _("Recorded."), to_millis(actor.now))
    work = find_activity_entry(actor.node.cursor, entry)
    return _toast(actor, entry, _("Recorded."), work.recorded) if work is not None else None


def concurrent_change_notices(request: HttpRequest, actor: Actor) -> list[Notice]:
    """Return what colleagues changed while the page about a person, just saved, was being written."""
    entry = _parse_entry(request.GET.get(UNDO_PARAM, ""))
    if entry is None or request.method != "GET":
        return []
    unseen = list_unseen_by(actor.node.cursor, entry, actor.node.keyring)
    own = list_unseen(actor.node.cursor, [entry], actor.node.keyring) if unseen else ()
    both = any(one.names & other.names for one in unseen for other in own)
    more = _("Both answers to the same question are kept; choose the right one.") if both else ""
    return [Notice(words, more, "info", "users") for words in describe_changes(actor, unseen)]


def _toast(actor: Actor, entry: EntryId, words: str, since: int, *, lasts: bool = False) -> Toast | None:
    """Return the toast for as long as the entry can be undone; `lasts` for one that cannot."""
    left = since + UNDO_MILLIS - to_millis(actor.now)
    return Toast(words, "" if lasts else reverse("entry-undo", args=[entry.hex()]), left) if left > 0 else None


def _message(item: TimelineItem) -> str:
    if item.kind == kinds.ENCOUNTER and not any(get_form(name).service.ends_visit for name in item.forms):
        return _("Signed.")
    words = {
        kinds.PERSON: _("Registered."),
        kinds.ARRIVAL: _("Added to the waiting list."),
        kinds.ENCOUNTER: _("Visit signed."),
        kinds.CORRECTION: _("Corrected."),
        kinds.WITHDRAWAL: _("Undone."),
        kinds.REINSTATEMENT: _("Reinstated."),
    }
    return words.get(item.kind, _("Saved"))


def _board_message(moved: BoardAct) -> str:
    if moved.trade:
        return _("Handed over to: %(trade)s.") % {"trade": trade_label(moved.trade)}
    words = {WAITING: _("Back on the waiting list."), "left": _("Left without care.")}
    return words.get(moved.state, _("Called to consultation."))


def _parse_entry(code: str) -> EntryId | None:
    try:
        found = bytes.fromhex(code)
    except ValueError:
        return None
    return EntryId(found) if len(found) == ID_SIZE else None
