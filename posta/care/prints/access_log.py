"""The access log of a post as its team reads it: who opened which chart, who printed what, and when.

Who leads the team or corrects its records sees every row; everybody else their own. A colleague whose trade already
tells why a person came is named to nobody else.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from posta.acts.actor import Actor
from posta.chart.access_log import LoggedAccess, list_accesses, list_prints
from posta.chart.record.person import Person
from posta.chart.record.person_registers import list_people
from posta.clock import MINUTE_MILLIS
from posta.ids import format_short_code
from posta.mission.staff import Staff, list_staff
from posta.web.formatting import format_day, to_local_day, to_local_time
from posta.web.printing import CARD, CERTIFICATE, DAY_SHEET, DUE_LIST, LETTER, PRESCRIPTION, SLIP, STOP_REPORT

MOST_ROWS = 200


@dataclass(frozen=True, slots=True, repr=False)
class AccessRow:
    """One row of the log: when, who, what was done, and the code of the record."""

    when: str
    who: str
    what: str
    printed: bool
    code: str
    href: str


@dataclass(frozen=True, slots=True, repr=False)
class AccessLog:
    """The rows that a colleague may read; `whole` says that they are everybody's."""

    rows: tuple[AccessRow, ...]
    whole: bool


def present_access_log(actor: Actor) -> AccessLog:
    """Return the newest rows for a colleague; what this minute brought follows with the next."""
    cursor = actor.node.cursor
    trade = actor.staff.trade
    whole = trade.corrects or trade.counts
    logged = [*list_accesses(cursor, most=MOST_ROWS), *list_prints(cursor, actor.post.number, most=MOST_ROWS)]
    own = [one for one in logged if whole or one.staff == actor.staff.id]
    shown = sorted(own, key=lambda one: (one.minute, one.what), reverse=True)[:MOST_ROWS]
    staff: dict[bytes, Staff] = {one.id: one for one in list_staff(cursor)}
    people = list_people(cursor, [one.person for one in shown if one.person is not None])
    return AccessLog(tuple(_row(actor, one, staff, people) for one in shown), whole)


def _row(actor: Actor, one: LoggedAccess, staff: Mapping[bytes, Staff], people: Mapping[bytes, Person]) -> AccessRow:
    at = one.minute * MINUTE_MILLIS
    known = one.person is not None and one.person in people
    day = format_day(to_local_day(actor, at), actor.today)
    return AccessRow(
        when=f"{day}, {to_local_time(actor, at):%H:%M}",
        who=_staff_name(actor, staff.get(one.staff)),
        what=sheet_label(one.what) if one.what else _("Opened the record"),
        printed=bool(one.what),
        code=format_short_code(one.person) if one.person is not None else "",
        href=reverse("person", args=[one.person.hex()]) if known and one.person is not None else "",
    )


def _staff_name(actor: Actor, staff: Staff | None) -> str:
    if staff is None or (staff.trade.hides_author and staff.id != actor.staff.id):
        return _("A colleague")
    return staff.name


def sheet_label(what: str) -> str:
    """Return the name of a printed sheet; one of a newer program is a sheet all the same."""
    return {
        CARD: _("Follow-up card"),
        LETTER: _("Letter of referral"),
        PRESCRIPTION: _("Prescription"),
        CERTIFICATE: _("Certificate of care"),
        DAY_SHEET: _("Day sheet"),
        SLIP: _("Queue number"),
        DUE_LIST: _("Due list"),
        STOP_REPORT: _("Stop report"),
    }.get(what) or _("Another sheet")
