"""Two colleagues at the same person: who else has them open is told at once, and a second consultation is asked about.

Sealed forms are not told of: that somebody writes one says why the person came.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta

from django.utils.translation import gettext as _

from posta.acts.duty import Duty
from posta.care.fields.names import Raw
from posta.care.opening import opened_at
from posta.catalog import kinds
from posta.catalog.errors import Problem, UnknownForm
from posta.catalog.form import SEALED, get_form
from posta.chart.board import Waiting
from posta.chart.people import Person
from posta.chart.timeline import Item
from posta.clock import at_place, moment_of
from posta.ids import StaffId
from posta.mission.staff import find_staff
from posta.node.drafts import list_beside

AT_WORK = timedelta(hours=12)  # what was last typed longer ago is left over, not under way
CONSULTATION = "opd"
ASKED = "visit.disposition"


def tell_beside(duty: Duty, person: Person, waiting: Waiting | None) -> tuple[str, ...]:
    """Return who else called this person, took them over or has a page of theirs half written, and since when."""
    told = [*_called(duty, waiting), *_writing(duty, person)]
    return tuple(dict.fromkeys(told))


def doubts_about_a_second(duty: Duty, items: Iterable[Item], raw: Raw) -> tuple[Problem, ...]:
    """The doubt whether this is a second consultation: one was signed after this page was opened."""
    since = opened_at(raw)
    signed = (one for one in items if one.kind == kinds.CONTACT and CONSULTATION in one.forms)
    found = next((one for one in signed if since and one.recorded > since), None)
    if found is None:
        return ()
    words = _("%(who)s signed a consultation of this person at %(hour)s, after this page was opened. Add a second one?")
    told = words % {"who": _name(duty, found.author), "hour": _hour(duty, found.recorded)}
    return (Problem(ASKED, told.replace("%", "%%")),)


def over_words(duty: Duty, waiting: Waiting, names: Mapping[bytes, str]) -> str:
    """Return in a few words who took over whom from whom, as this colleague is told it; empty if nobody did."""
    if waiting.reserved or waiting.before_at is None or waiting.called_at is None or waiting.called_by is None:
        return ""
    told = {
        "who": names.get(waiting.called_by) or _("A colleague"),
        "whom": names.get(waiting.before_by or b"") or _("A colleague"),
        "hour": _hour(duty, waiting.called_at),
    }
    if waiting.called_by == duty.staff.id:
        return _("you took over from %(whom)s at %(hour)s") % told
    if waiting.before_by == duty.staff.id:
        return _("%(who)s took over from you at %(hour)s") % told
    return _("%(who)s took over from %(whom)s at %(hour)s") % told


def _called(duty: Duty, waiting: Waiting | None) -> Iterator[str]:
    if waiting is None or waiting.called_at is None or waiting.called_by is None:
        return
    over = over_words(
        duty, waiting, {staff: _name(duty, staff) for staff in (waiting.called_by, waiting.before_by) if staff}
    )
    if over:
        yield f"{over[:1].upper()}{over[1:]}."
    elif waiting.called_by != duty.staff.id:
        words = _("%(who)s called this person at %(hour)s.")
        yield words % {"who": _name(duty, waiting.called_by), "hour": _hour(duty, waiting.called_at)}


def _writing(duty: Duty, person: Person) -> Iterator[str]:
    for one in list_beside(duty.staff.id, f"people/{person.id.hex()}/", clock=duty.desk.clock):
        if duty.now - one.kept_at < AT_WORK and not _is_sealed(one.key):
            hour = f"{at_place(one.begun_at, duty.zone):%H:%M}"
            yield _("%(who)s is writing about this person since %(hour)s.") % {
                "who": _name(duty, one.staff),
                "hour": hour,
            }


def _is_sealed(key: str) -> bool:
    try:
        return get_form(key.rpartition("/")[2]).compartment in SEALED
    except UnknownForm:
        return False


def _name(duty: Duty, staff: bytes | None) -> str:
    colleague = find_staff(duty.desk.cursor, StaffId(staff)) if staff else None
    return colleague.name if colleague else _("A colleague")


def _hour(duty: Duty, millis: int) -> str:
    return f"{at_place(moment_of(millis), duty.zone):%H:%M}"
