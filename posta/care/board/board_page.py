"""The values that the board shows: rows in the order of urgency, and alerts in plain words."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from django.urls import reverse
from django.utils.translation import gettext as _

from posta.acts.actor import Actor
from posta.acts.operations.sealed_referrals import list_opened_referrals
from posta.care.alerts.concurrent_care import takeover_text
from posta.care.alerts.next_in_queue import queue_order
from posta.care.alerts.vital_alerts import NO_ALERTS, VitalAlerts, list_vital_alerts
from posta.care.board.board_rows import BoardRow, arrival_url, person_url, shown_row
from posta.care.board.promised import (
    PROMISED_SHOWN,
    BoardReferrals,
    count_referrals,
    list_promised,
    present_promised,
)
from posta.care.display.agenda.late_visits import LateVisits, bundle_late
from posta.care.display.agenda.own_visits import list_own_visits
from posta.care.display.agenda.planned_visits import PlannedRow, present_planned_rows
from posta.care.display.arrivals import TRIAGE_LEVELS, visit_label, waits_for_label
from posta.care.display.first_pages import first_page
from posta.care.display.for_whom import takes_reserved, waits_for
from posta.care.display.form_links import FormButton, find_lead
from posta.catalog.frame import TRIAGE_FORM
from posta.catalog.language.form import get_form
from posta.chart.agenda.planned_visits import DueVisit, count_agenda, list_due
from posta.chart.board import (
    EndedArrival,
    QueueItem,
    count_seen,
    list_board,
    list_ended_by_others,
    with_triage,
)
from posta.chart.record.person import Person
from posta.chart.record.person_registers import list_people
from posta.clinical.signs.triage_priority import is_late
from posta.clock import to_epoch_day, to_millis
from posta.figures.alerts import list_alerts
from posta.ids import PersonId
from posta.mission.places.offered_forms import is_form_offered
from posta.mission.rules.permissions import can_give_care, can_record
from posta.operations.signals.report import get_report_form
from posta.web.formatting import (
    format_age,
    format_long_date,
    format_waiting_since,
    masked_name,
    to_local_time,
)
from posta.web.notices.alert_words import AlertNotice, present_alert
from posta.web.view_helpers import load_staff_names

MINUTE = 60_000
TAKEOVER_SHOWN_MS = 120 * MINUTE  # how long the board says that another colleague saw the person
CALLED = "called"
OVERDUE_DAYS, OVERDUE_SHOWN = 30, 5  # the board shows the latest of those who did not come; the agenda shows all
OWN_READ = 100  # so many own visits of today and before are read


@dataclass(frozen=True, slots=True, repr=False)
class Board:
    """Everything the board shows; `middle` and `side` are the templates beside the queue, in their order.

    Who is due and overdue is of this colleague's trade; those of others are counted.
    `lead` is the main button where something is done here more often than calling the next one.
    """

    day: str
    waiting: tuple[BoardRow, ...]
    inside: tuple[BoardRow, ...]
    over: tuple[BoardRow, ...]
    due: tuple[BoardRow, ...]
    due_for_others: int
    overdue: tuple[BoardRow, ...]
    overdue_count: str
    overdue_for_others: int
    notes: tuple[AlertNotice, ...]
    seen: int
    first_day: bool
    referrals: BoardReferrals = BoardReferrals()
    promised: tuple[BoardRow, ...] = ()
    promised_count: int = 0
    middle: tuple[str, ...] = ()
    side: tuple[str, ...] = ()
    triages: bool = True
    lead: FormButton | None = None

    @property
    def mine(self) -> tuple[BoardRow, ...]:
        """Return those who wait for this trade."""
        return tuple(row for row in self.waiting if row.mine)

    @property
    def others(self) -> tuple[BoardRow, ...]:
        """Return those who wait for another trade."""
        return tuple(row for row in self.waiting if not row.mine)

    @property
    def untriaged(self) -> int:
        """Return how many wait without a colour, of those whom this trade sees first; none for who triages nobody."""
        return sum(row.triage is None for row in self.mine) if self.triages else 0


def present_board(actor: Actor) -> Board:
    """Return the board of this post now; the number of queries does not depend on how many wait."""
    cursor, post = actor.node.cursor, actor.post.number
    arrivals = with_triage(cursor, list_board(cursor, post, actor.queue_start), actor.node.keyring)
    today = to_epoch_day(actor.today)
    here = {one.person for one in arrivals}
    due = _read_due(actor, today, here)
    on_day, missed = due.on_day, due.missed
    alone = [one.visits[0] for one in missed if one.party is None]
    promised = list_promised(actor, opened := list_opened_referrals(actor))
    referred = [one.person for one in promised[:PROMISED_SHOWN] if one.person is not None]
    people = list_people(
        cursor, [*(one.person for one in arrivals), *(one.person for one in (*on_day, *alone)), *referred]
    )
    known = [one for one in arrivals if one.person in people]
    judged = list_vital_alerts(actor, [people[one.person] for one in known])
    waiting = [one for one in known if one.state != CALLED]
    waiting.sort(key=lambda one: queue_order(one, judged.get(one.person, NO_ALERTS)))
    inside = [one for one in known if one.state == CALLED]
    names = load_staff_names(cursor)
    seen = count_seen(cursor, post, actor.day_start)
    planned = {row.id: _due_row(row) for row in present_planned_rows(actor, [*on_day, *alone], shared=True)}
    reports, reserved_too = can_record(actor.staff, get_report_form()), takes_reserved(actor)
    present = partial(_waiting_row, actor=actor, judged=judged, reserved_too=reserved_too)
    return Board(
        day=format_long_date(actor.today),
        waiting=tuple(shown_row(people[one.person], partial(present, one)) for one in waiting),
        inside=tuple(
            shown_row(people[one.person], partial(_in_consultation_row, one, names=names, actor=actor, judged=judged))
            for one in inside
        ),
        over=_takeover_rows(actor, names),
        due=tuple(row for one in on_day if (row := planned.get(one.id.hex()))),
        due_for_others=due.for_others,
        overdue=tuple(row for one in missed if (row := _missed_row(one, planned, today))),
        overdue_count=due.late_words,
        overdue_for_others=due.late_for_others,
        notes=tuple(present_alert(alert, reports) for alert in list_alerts(cursor, post, actor.today)),
        seen=seen,
        triages=_triages(actor),
        first_day=not (known or due.anything or seen),
        referrals=count_referrals(actor, opened),
        promised=present_promised(actor, promised, people),
        promised_count=len(promised),
        middle=_templates(first_page(actor.staff.role).middle),
        side=_templates(first_page(actor.staff.role).side),
        lead=find_lead(actor),
    )


@dataclass(frozen=True, slots=True, repr=False)
class _Due:
    """Who is due today and what was missed, of this colleague's trade; `late` ones in all, and how many of others."""

    on_day: list[DueVisit]
    missed: list[LateVisits]
    late: int
    more: bool
    for_others: int
    late_for_others: int

    @property
    def late_words(self) -> str:
        """Return how many are overdue; where there are more than were read, at least how many."""
        return f"{self.late}+" if self.more else str(self.late)

    @property
    def anything(self) -> bool:
        """Return whether anybody is due or overdue, with this colleague or with others."""
        return bool(self.on_day or self.late or self.for_others or self.late_for_others)


def _read_due(actor: Actor, today: int, here: set[PersonId]) -> _Due:
    """Return who is due today and what was missed lately, without those who are here already."""
    cursor, post, since = actor.node.cursor, actor.post.number, today - OVERDUE_DAYS
    own = list_own_visits(actor, since, today, most=OWN_READ)
    due = [one for one in own.visits if one.person not in here]
    on_day = _distinct([one for one in due if one.due == today])
    expected, late = {one.person for one in on_day}, sum(one.due < today for one in own.visits)
    with_others = {one.person for one in list_due(cursor, post, today)} - here - expected
    late_of_all = 0 if own.more else count_agenda(cursor, post, since, today - 1)
    return _Due(
        on_day=sorted(on_day, key=lambda one: one.entry),
        missed=_bundle_missed(actor, [one for one in due if one.due < today], expected),
        late=late,
        more=own.more,
        for_others=len(with_others),
        late_for_others=max(0, late_of_all - late),
    )


def _triages(actor: Actor) -> bool:
    """Return whether this colleague triages at this post: to others the count of those without a colour says nothing."""
    form = get_form(TRIAGE_FORM)
    return is_form_offered(form, actor.offered) and can_record(actor.staff, form)


def _templates(sections: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"care/board/sections/{name}.html" for name in sections)


def _bundle_missed(actor: Actor, late: list[DueVisit], due: set[PersonId]) -> list[LateVisits]:
    """Return the first of what was missed: one visit of a person who is not `due` today, one entry for a group."""
    found: dict[bytes, LateVisits] = {}
    for one in bundle_late(actor.node.cursor, late):
        if one.party or one.person not in due:
            found.setdefault(one.party or one.person, one)
    return list(found.values())[:OVERDUE_SHOWN]


def _missed_row(one: LateVisits, planned: Mapping[str, BoardRow], today: int) -> BoardRow | None:
    """Return the row of what was missed; the row of a group leads to the group and says how much, never what for."""
    if one.party is None:
        return planned.get(one.visits[0].id.hex())
    why = f"{one.why} · {one.late_words(today)}"
    return BoardRow(reverse("group", args=[one.party.hex()]), one.title, "", why, initial=str(one.size))


def _minutes_since(since: int, actor: Actor) -> int:
    return max(0, (to_millis(actor.now) - since) // MINUTE)


def _waiting_row(
    one: QueueItem, person: Person, actor: Actor, judged: Mapping[PersonId, VitalAlerts], reserved_too: bool
) -> BoardRow:
    minutes = _minutes_since(one.waits_since, actor)
    why = (
        waits_for_label(one, actor.staff.role),
        visit_label(one.why, reserved=one.reserved, signs=one.signs),
    )
    alarms = judged.get(one.person, NO_ALERTS).alarms
    return BoardRow(
        href=person_url(person),
        name=person.name,
        veiled=masked_name(person),
        why=" · ".join(filter(None, why)) or format_age(person.answers, actor.today),
        triage=TRIAGE_LEVELS.get(one.colour),
        end=format_waiting_since(actor, one.waits_since),
        late=is_late(one.colour, minutes),
        call=arrival_url(person, CALLED) if can_give_care(actor.staff) else "",
        alarms=alarms,
        mine=waits_for(actor.staff.role, one, alarms=bool(alarms), reserved_too=reserved_too),
        ticket=one.ticket,
    )


def _in_consultation_row(
    one: QueueItem, person: Person, names: Mapping[bytes, str], actor: Actor, judged: Mapping[PersonId, VitalAlerts]
) -> BoardRow:
    who = "" if one.reserved else takeover_text(actor, one, names) or names.get(one.called_by or b"", "")
    why = visit_label(one.why, reserved=one.reserved, signs=one.signs)
    return BoardRow(
        href=person_url(person),
        name=person.name,
        veiled=masked_name(person),
        why=" · ".join(word for word in (who, why) if word),
        triage=TRIAGE_LEVELS.get(one.colour),
        end=format_waiting_since(actor, one.called_at or one.since),
        alarms=judged.get(one.person, NO_ALERTS).alarms,
        ticket=one.ticket,
    )


def _takeover_rows(actor: Actor, names: Mapping[bytes, str]) -> tuple[BoardRow, ...]:
    """Return the people whom this colleague had called and another colleague has seen lately.

    Without these rows they would disappear from the board unexplained.
    """
    since = to_millis(actor.now) - TAKEOVER_SHOWN_MS
    ended = list_ended_by_others(actor.node.cursor, actor.post.number, since, actor.staff.id)
    people = list_people(actor.node.cursor, [one.person for one in ended])
    return tuple(
        shown_row(people[one.person], partial(_takeover_row, one, names=names, actor=actor))
        for one in ended
        if one.person in people
    )


def _takeover_row(one: EndedArrival, person: Person, names: Mapping[bytes, str], actor: Actor) -> BoardRow:
    params = {"who": names.get(one.by) or _("A colleague"), "hour": f"{to_local_time(actor, one.at):%H:%M}"}
    why = _("%(who)s saw them and signed at %(hour)s") % params
    return BoardRow(person_url(person), person.name, masked_name(person), why, initial=person.name[:1].upper())


def _distinct(visits: list[DueVisit]) -> list[DueVisit]:
    """Return one visit of each person: the first."""
    found: dict[PersonId, DueVisit] = {}
    for one in visits:
        found.setdefault(one.person, one)
    return list(found.values())


def _due_row(row: PlannedRow) -> BoardRow:
    """Return the row of a planned visit; the board says of it no more than a waiting room may read."""
    why = " · ".join(words for words in (row.why, row.late) if words)
    return BoardRow(row.href, row.name, row.veiled, why, initial=row.name[:1].upper())
