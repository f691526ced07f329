"""Warns when two colleagues treat the same person: shows who has the person open, and asks about a second consultation.

A sealed form is never shown here: that a colleague writes one would reveal why the person came.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta

from django.utils.translation import gettext as _

from posta.acts.actor import Actor
from posta.catalog import kinds
from posta.catalog.errors import Problem, UnknownForm
from posta.catalog.frame import VISIT_FORM
from posta.catalog.language.form import SEALED, get_form
from posta.chart.board import QueueItem
from posta.chart.history.timeline import TimelineItem
from posta.chart.record.person import Person
from posta.clock import from_millis, to_local
from posta.formkit.field_names import FormData
from posta.ids import StaffId
from posta.mission.staff import find_staff
from posta.node.drafts import list_colleague_drafts
from posta.web.pages.page_instance import get_opened_at

ACTIVE_FOR = timedelta(hours=12)  # a draft not typed in for longer is left over, not in use
DISPOSITION_PATH = f"{VISIT_FORM}.disposition"


def describe_concurrent_care(actor: Actor, person: Person, waiting: QueueItem | None) -> tuple[str, ...]:
    """Return who else called this person, took them over or has a draft about them, and since when."""
    texts = [*_list_callers(actor, waiting), *_list_writers(actor, person)]
    return tuple(dict.fromkeys(texts))


def second_visit_warnings(actor: Actor, items: Iterable[TimelineItem], raw: FormData, form: str) -> tuple[Problem, ...]:
    """Return a warning if a consultation of the same form was signed after this page was opened.

    The warning asks whether this is a second consultation.
    """
    since = get_opened_at(raw)
    signed = (one for one in items if one.kind == kinds.ENCOUNTER and form in one.forms)
    found = next((one for one in signed if since and one.recorded > since), None)
    if found is None:
        return ()
    words = _("%(who)s signed a consultation of this person at %(hour)s, after this page was opened. Add a second one?")
    message = words % {"who": _staff_name(actor, found.author), "hour": _format_hour(actor, found.recorded)}
    return (Problem(DISPOSITION_PATH, message.replace("%", "%%")),)


def takeover_text(actor: Actor, waiting: QueueItem, names: Mapping[bytes, str]) -> str:
    """Return in a few words who took the person over from whom; empty if nobody did.

    The words address the colleague who reads them.
    """
    if waiting.reserved or waiting.before_at is None or waiting.called_at is None or waiting.called_by is None:
        return ""
    params = {
        "who": names.get(waiting.called_by) or _("A colleague"),
        "whom": names.get(waiting.before_by or b"") or _("A colleague"),
        "hour": _format_hour(actor, waiting.called_at),
    }
    if waiting.called_by == actor.staff.id:
        return _("you took over from %(whom)s at %(hour)s") % params
    if waiting.before_by == actor.staff.id:
        return _("%(who)s took over from you at %(hour)s") % params
    return _("%(who)s took over from %(whom)s at %(hour)s") % params


def _list_callers(actor: Actor, waiting: QueueItem | None) -> Iterator[str]:
    if waiting is None or waiting.called_at is None or waiting.called_by is None:
        return
    over = takeover_text(
        actor, waiting, {staff: _staff_name(actor, staff) for staff in (waiting.called_by, waiting.before_by) if staff}
    )
    if over:
        yield f"{over[:1].upper()}{over[1:]}."
    elif waiting.called_by != actor.staff.id:
        words = _("%(who)s called this person at %(hour)s.")
        yield words % {"who": _staff_name(actor, waiting.called_by), "hour": _format_hour(actor, waiting.called_at)}


def _list_writers(actor: Actor, person: Person) -> Iterator[str]:
    for one in list_colleague_drafts(actor.staff.id, f"people/{person.id.hex()}/", clock=actor.node.clock):
        if actor.now - one.kept_at < ACTIVE_FOR and not _is_sealed(one.key):
            hour = f"{to_local(one.begun_at, actor.zone):%H:%M}"
            yield _("%(who)s is writing about this person since %(hour)s.") % {
                "who": _staff_name(actor, one.staff),
                "hour": hour,
            }


def _is_sealed(key: str) -> bool:
    try:
        return get_form(key.rpartition("/")[2]).compartment in SEALED
    except UnknownForm:
        return False


def _staff_name(actor: Actor, staff: bytes | None) -> str:
    colleague = find_staff(actor.node.cursor, StaffId(staff)) if staff else None
    return colleague.name if colleague else _("A colleague")


def _format_hour(actor: Actor, millis: int) -> str:
    return f"{to_local(from_millis(millis), actor.zone):%H:%M}"
