"""Who may correct whose entry: judged by every computer that folds the log, whatever the screen of the writer allowed."""

from collections.abc import Mapping
from datetime import date
from itertools import permutations

import pytest

from posta.acts.actor import draft_entry
from posta.acts.care.queue.arrival import record_arrival
from posta.acts.care.undo import mark_entered_in_error, record_undo
from posta.acts.care.visits.encounter import record_encounter
from posta.catalog import kinds
from posta.catalog.compartments import Compartment
from posta.catalog.encoding.codec import ClinicalPayload, FactsPayload
from posta.catalog.language.form import get_form
from posta.chart.agenda.planned_visits import find_next_due
from posta.chart.history.judged_corrections import find_refused, list_refused_at, list_refused_of
from posta.chart.history.timeline import RevisionStatus, TimelineItem, list_corrections, list_timeline
from posta.chart.record.person import Person
from posta.clock import to_epoch_day
from posta.figures.counts import count_by_day, count_visits_by_week
from posta.ids import EntryId
from posta.mission.errors import Refused
from posta.mission.rules.correction_rule import EMPTY, LEAVES_OUT, NOT_A_VISIT, NOT_RECEIVED, NOT_YOURS
from posta.scribe.incoming.receive import receive
from posta.scribe.replay import decrypt_with_new_keys, replay, state_hash
from posta.scribe.write import write
from posta.seal.epochs import derive_pseudonym
from tests.in_memory_mission import InMemoryMission
from tests.naive_chart import compare
from tests.unit.scribe.test_withdrawals import (
    EVERYBODY,
    HERE,
    OPD,
    THERE,
    TRACKS,
    copy_desk,
    house,
    meet,
    registered,
    segments_of,
)

__all__ = ["house"]
SIGNS = {"temp_c": 37.0, "weight_kg": 61.5}
SINCE = date(2018, 11, 1)
Forms = Mapping[str, Mapping[str, object]]


def body_of(forms: Forms, compartment: Compartment) -> dict[int, object]:
    """Answers by number, as they stand in a part."""
    found: dict[int, object] = {}
    for name, answers in forms.items():
        fields = {get_form(name).field(key): value for key, value in answers.items()}
        found[get_form(name).number] = {f.number: v for f, v in fields.items() if f.compartment is compartment}
    return found


def forge(
    house: InMemoryMission, post: str, person: Person, refers: EntryId, trade: str | None, forms: Forms
) -> EntryId:
    """What a turned computer writes without its screens: a correction in the name of whomever it likes."""
    node, place = house.node(post), house.actor(post).post.number
    secret = node.keyring.pseudonym_secret
    assert secret is not None
    author, known = house.people[trade][0] if trade else None, derive_pseudonym(secret, person.id)
    care, facts = (body_of(forms, one) for one in (Compartment.CARE, Compartment.FACTS))
    said = ClinicalPayload(kinds.CORRECTION, 1, author, person.id, house.clock.millis(), 0, place, refers, care)
    counted = FactsPayload(kinds.CORRECTION, 1, place, 17_860, known, "", "", "", "", refers, facts)
    return write(
        node, [draft_entry([(Compartment.FACTS, counted), (Compartment.CARE, said)], person.network, held=False)]
    )[0]


def visit(house: InMemoryMission, trade: str = "doctor", forms: Forms | None = None) -> tuple[Person, EntryId]:
    """A visit at Tenosique that a colleague wrote."""
    person, _ = registered(house)
    return person, record_encounter(house.actor(HERE, trade), person, forms or {"opd": OPD}).entry


def seen(house: InMemoryMission, post: str, person: Person) -> list[TimelineItem]:
    node = house.node(post)
    return [one for one in list_timeline(node.cursor, person.id, node.keyring) if one.kind in (2, 6)]


def receive_at(house: InMemoryMission, post: str, person: Person) -> None:
    """The person comes to a post and waits."""
    record_arrival(house.actor(post, "nurse"), person, reason="respiratory")


MAY = {"visit": {"doctor", "nurse", "midwife"}, "vital signs": {"doctor", "nurse", "midwife"}}
WRITTEN: dict[str, Forms] = {"visit": {"opd": OPD}, "vital signs": {"vitals": SIGNS}}
CHANGED: dict[str, Forms] = {
    "visit": {"opd": {**OPD, "complaint": "Fiebre"}},
    "vital signs": {"vitals": {"temp_c": 38.5}},
}


@pytest.mark.parametrize("what", sorted(WRITTEN))
@pytest.mark.parametrize("trade", [*sorted(EVERYBODY), "administrator", None])
@pytest.mark.parametrize("place", ["its post", "elsewhere", "where the person came"])
def test_a_correction_stands_only_of_author_or_role_where_the_person_is_cared_for(
    house: InMemoryMission, what: str, trade: str | None, place: str
) -> None:
    """A computer far away, or a promoter, wrote something else in the place of the doctor's visit: the visit was gone."""
    writer = "doctor" if what == "visit" else "nurse"
    person, entry = visit(house, writer, WRITTEN[what])
    meet(house, THERE, HERE)
    if place == "where the person came":
        receive_at(house, THERE, person)
    correction = forge(house, HERE if place == "its post" else THERE, person, entry, trade, CHANGED[what])
    meet(house, THERE, HERE)
    meet(house, TRACKS, HERE)
    stands = place != "elsewhere" and (trade in MAY[what] or (trade is None and place == "its post"))
    for post in (HERE, THERE, TRACKS):
        (item,) = seen(house, post, person)
        assert (item.entry, item.standing) == (
            (correction, RevisionStatus.CORRECTED) if stands else (entry, RevisionStatus.WRITTEN)
        )  # fmt: skip
        refused = find_refused(house.node(post).cursor, correction)
        assert (refused.why if refused else "") == (
            "" if stands else NOT_RECEIVED if place == "elsewhere" else NOT_YOURS
        )
        assert compare(house.node(post)) == []


BOTH: Forms = {"opd": OPD, "vitals": SIGNS}
LEFT: dict[str, tuple[Forms, str, str]] = {  # what the correction says, why not at its post, why not elsewhere
    "nothing": ({}, EMPTY, EMPTY),
    "forms without an answer": ({"opd": {}, "vitals": {}}, EMPTY, EMPTY),
    "empty answers": ({"opd": {"complaint": ""}, "vitals": {}}, EMPTY, EMPTY),
    "the envelope alone": ({"visit": {"disposition": "home"}}, EMPTY, EMPTY),
    "another form": ({"triage": {"colour": "green"}}, EMPTY, EMPTY),
    "one of two forms": ({"vitals": SIGNS}, "", LEAVES_OUT),
    "both forms": ({"opd": {"complaint": "Fiebre"}, "vitals": {"temp_c": 38.5}}, "", ""),
}


@pytest.mark.parametrize("what", sorted(LEFT))
@pytest.mark.parametrize("post", [HERE, THERE])
def test_a_correction_that_leaves_nothing_is_no_withdrawal_by_another_name(
    house: InMemoryMission, what: str, post: str
) -> None:
    """An empty correction, and the visit had "nothing to show" at every post; no list of errors named it."""
    forms, here, there = LEFT[what]
    person, entry = visit(house, forms=BOTH)
    meet(house, THERE, HERE)
    receive_at(house, THERE, person)
    correction = forge(house, post, person, entry, "doctor", forms)
    meet(house, THERE, HERE)
    why = here if post == HERE else there
    for place in (HERE, THERE):
        (item,) = seen(house, place, person)
        assert item.entry == (entry if why else correction)
        assert set(item.forms) - {"visit"} == (set(BOTH) if why else set(forms))
        refused = find_refused(house.node(place).cursor, correction)
        assert (refused.why if refused else "") == why
        assert compare(house.node(place)) == []


def test_what_another_post_cannot_leave_out_at_once_it_cannot_in_two_steps(house: InMemoryMission) -> None:
    person, entry = visit(house, forms=BOTH)
    meet(house, THERE, HERE)
    receive_at(house, THERE, person)
    first = forge(house, THERE, person, entry, "doctor", BOTH)
    second = forge(house, THERE, person, first, "doctor", {"vitals": SIGNS})
    meet(house, THERE, HERE)
    for post in (HERE, THERE):
        assert [item.entry for item in seen(house, post, person)] == [first]
        assert find_refused(house.node(post).cursor, second).why == LEAVES_OUT  # type: ignore[union-attr]


def test_who_came_after_the_correction_was_not_cared_for_there_before(house: InMemoryMission) -> None:
    person, entry = visit(house)
    meet(house, THERE, HERE)
    forge(house, THERE, person, entry, "doctor", CHANGED["visit"])
    house.clock.advance(minutes=1)
    receive_at(house, THERE, person)
    meet(house, THERE, HERE)
    assert [item.entry for item in seen(house, HERE, person)] == [entry]


def test_a_correction_of_what_is_no_visit_or_of_another_person_has_no_effect(house: InMemoryMission) -> None:
    """A correction "of" a registration took the registration off the timeline."""
    person, registration = registered(house)
    arrival = record_arrival(house.actor(HERE, "nurse"), person, reason="respiratory")
    other, entry = visit(house)
    for refers in (registration, arrival, entry, EntryId(bytes(16))):
        forge(house, HERE, person, refers, "doctor", {"opd": OPD})
    cursor = house.node(HERE).cursor
    shown = [one.entry for one in list_timeline(cursor, person.id, house.node(HERE).keyring)]
    assert sorted(shown) == sorted([registration, arrival])
    assert [one.entry for one in seen(house, HERE, other)] == [entry]
    assert {one.why for one in list_refused_of(cursor, person.id)} == {NOT_A_VISIT}
    assert compare(house.node(HERE)) == []


def test_what_corrects_a_refused_correction_changes_nothing_either(house: InMemoryMission) -> None:
    person, entry = visit(house)
    meet(house, THERE, HERE)
    first = forge(house, THERE, person, entry, "doctor", CHANGED["visit"])
    second = forge(house, THERE, person, first, "doctor", CHANGED["visit"])
    meet(house, THERE, HERE)
    assert [item.entry for item in seen(house, HERE, person)] == [entry]
    cursor = house.node(HERE).cursor
    assert {one.correction for one in list_refused_of(cursor, person.id)} == {first, second}
    assert compare(house.node(HERE)) == []


def test_forty_empty_corrections_of_a_turned_computer(house: InMemoryMission) -> None:
    """Forty of forty visits disappeared from the timeline and from the counts, and no list said so."""
    visits = [visit(house) for _ in range(40)]
    meet(house, THERE, HERE)
    for person, entry in visits:
        forge(house, THERE, person, entry, "doctor", {})
    meet(house, THERE, HERE)
    meet(house, "coordination", HERE)
    actor = house.actor(HERE)
    for person, entry in visits:
        assert [item.entry for item in seen(house, HERE, person)] == [entry]
    for name in (HERE, "coordination"):
        assert [(week.post, week.visits) for week in count_visits_by_week(house.node(name).cursor, SINCE)] == [
            (actor.post.number, 40)
        ]
        assert compare(house.node(name)) == []
    listed = list_refused_at(actor.node.cursor, actor.post.number, 0)
    assert {one.target for one in listed} == {entry for _, entry in visits}


def test_a_refused_correction_takes_no_appointment_away_and_makes_none(house: InMemoryMission) -> None:
    """A mother was due back on Thursday; a computer elsewhere said Friday, and on Thursday nobody expected her."""
    person, actor = registered(house)[0], house.actor(HERE)
    back, other = date(2018, 12, 20), date(2018, 12, 21)
    entry = record_encounter(actor, person, {"opd": OPD, "visit": {"next_appt": back, "disposition": "home"}}).entry
    meet(house, THERE, HERE)
    forge(house, THERE, person, entry, "doctor", {"opd": OPD, "visit": {"next_appt": to_epoch_day(other)}})
    meet(house, THERE, HERE)
    for post in (HERE, THERE):
        due = find_next_due(house.node(post).cursor, person.id, to_epoch_day(actor.today))
        assert due is not None
        assert due.day == to_epoch_day(back)


def test_a_refused_correction_keeps_nobody_from_undoing_or_correcting(house: InMemoryMission) -> None:
    person, entry = visit(house)
    forge(house, HERE, person, entry, "promoter", CHANGED["visit"])
    cursor = house.node(HERE).cursor
    assert list_corrections(cursor, entry, house.node(HERE).keyring) == []
    record_undo(house.actor(HERE), person, entry)


def test_counts_stay_where_care_goes_on_elsewhere(house: InMemoryMission) -> None:
    """A visit that was corrected at the next post was counted there instead of where it took place."""
    person, entry = visit(house)
    meet(house, THERE, HERE)
    receive_at(house, THERE, person)
    house.clock.advance(minutes=1)
    record_encounter(house.actor(THERE), person, {"opd": {**OPD, "dx_main": "foot_tinea"}}, corrects=entry)
    meet(house, THERE, HERE)
    meet(house, "coordination", HERE)
    post = house.actor(HERE).post.number
    for name in (HERE, THERE, "coordination"):
        cursor = house.node(name).cursor
        assert [(week.post, week.visits) for week in count_visits_by_week(cursor, SINCE)] == [(post, 1)]
        assert list(count_by_day(cursor, post, SINCE)) == ["foot_tinea"]
        assert compare(house.node(name)) == []


def test_a_refused_correction_that_is_withdrawn_is_listed_no_more(house: InMemoryMission) -> None:
    person, entry = visit(house)
    correction = forge(house, HERE, person, entry, "promoter", CHANGED["visit"])
    cursor = house.node(HERE).cursor
    assert [one.correction for one in list_refused_of(cursor, person.id)] == [correction]
    mark_entered_in_error(house.actor(HERE), person, correction, "not theirs")
    assert list_refused_of(cursor, person.id) == []
    assert [item.entry for item in seen(house, HERE, person)] == [entry]


@pytest.mark.parametrize("trade", sorted(EVERYBODY))
def test_the_act_refuses_what_would_not_stand(house: InMemoryMission, trade: str) -> None:
    person, entry = visit(house, "nurse", {"vitals": SIGNS})
    changed: Forms = {"vitals": {"temp_c": 38.5}}
    meet(house, THERE, HERE)
    if trade in MAY["vital signs"]:
        with pytest.raises(Refused, match="not received here"):
            record_encounter(house.actor(THERE, trade), person, changed, corrects=entry)
        receive_at(house, THERE, person)
        house.clock.advance(minutes=1)
        record_encounter(house.actor(THERE, trade), person, changed, corrects=entry)
        assert [item.forms["vitals"] for item in seen(house, THERE, person)] == [changed["vitals"]]
    else:
        with pytest.raises(Refused, match="another trade"):
            record_encounter(house.actor(HERE, trade), person, changed, corrects=entry)


def test_a_form_is_left_out_at_its_post_alone(house: InMemoryMission) -> None:
    """Whoever treats the person now cannot mark another post's vital signs as an error, nor leave them out instead."""
    person, entry = visit(house, forms=BOTH)
    meet(house, THERE, HERE)
    receive_at(house, THERE, person)
    house.clock.advance(minutes=1)
    with pytest.raises(Refused, match="leave it out"):
        record_encounter(house.actor(THERE), person, {"opd": OPD, "vitals": {}}, corrects=entry)
    record_encounter(house.actor(HERE), person, {"opd": OPD, "vitals": {}}, corrects=entry)
    assert set(seen(house, HERE, person)[0].forms) == {"opd", "visit"}


def test_the_order_of_arrival_does_not_matter(house: InMemoryMission) -> None:
    """The correction came before what it names, before the arrival or before its writer's appointment: one state."""
    person, entry = visit(house)
    meet(house, THERE, HERE)
    forge(house, THERE, person, entry, "doctor", {})
    receive_at(house, THERE, person)
    house.clock.advance(minutes=1)
    stands = record_encounter(house.actor(THERE), person, CHANGED["visit"], corrects=entry).entry
    states = set()
    feeds = [segments_of(house, name) for name in ("coordination", HERE, THERE)]
    for order in permutations(range(3)):
        other = copy_desk(house)
        for which in order:
            receive(other, reversed(feeds[which]) if order[0] else feeds[which])
        for _ in range(2):
            for feed in feeds:
                receive(other, feed)
            other = decrypt_with_new_keys(other)
        assert compare(other) == []
        items = list_timeline(other.cursor, person.id, other.keyring)
        assert [one.entry for one in items if one.kind == kinds.CORRECTION] == [stands]
        states.add(state_hash(other))
        replay(other)
        states.add(state_hash(other))
    assert len(states) == 1


def test_a_role_held_when_it_was_written_decides(house: InMemoryMission) -> None:
    """A nurse who became the coordinator corrected vital signs over the years: they stay corrected."""
    from posta.acts.mission import administration

    person, entry = visit(house, "doctor", {"vitals": SIGNS})
    correction = forge(house, HERE, person, entry, "nurse", CHANGED["vital signs"])
    staff, keys = house.people["nurse"]
    house.clock.advance(minutes=1)
    act = administration.build_appointment(staff, "Nurse", "epidemiologist", keys.box_public, keys.verify_key)
    administration.record_appointment(house.node("coordination"), act, house.epochs, None)
    meet(house, HERE, "coordination")
    assert [item.entry for item in seen(house, HERE, person)] == [correction]
    late = forge(house, HERE, person, entry, "nurse", CHANGED["vital signs"])
    assert find_refused(house.node(HERE).cursor, late) is not None
    assert compare(house.node(HERE)) == []
