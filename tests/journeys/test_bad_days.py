"""Bad days: what comes in is broken, strange, from tomorrow or from yesterday; two people disagree; somebody pulls the plug.

Each test says what happened, and what people at the post then still have.
"""

import io
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import zstandard
from django.db import connections

from posta.acts.actor import Actor
from posta.acts.care.queue.arrival import record_arrival
from posta.acts.care.registration import record_amendment, record_person
from posta.acts.care.undo import mark_entered_in_error
from posta.acts.care.visits.encounter import record_encounter
from posta.catalog import kinds
from posta.catalog import structural_acts as s
from posta.catalog.compartments import Compartment
from posta.catalog.encoding.codec import ClinicalPayload
from posta.chart import chart_projection as chart
from posta.chart.history.timeline import RevisionStatus, TimelineItem, list_timeline
from posta.chart.record.person import Person
from posta.chart.record.person_registers import find_person
from posta.clock import FixedClock, to_millis
from posta.ids import EntryId, PersonId
from posta.ledger import queries
from posta.ledger.queries import count_entries
from posta.mission.errors import Refused
from posta.node.storage.database import UnsafeSqlite
from posta.node.storage.sqlcipher import base as sqlcipher
from posta.scribe.context.node_context import NodeContext
from posta.scribe.replay import apply_unapplied, replay, state_hash
from posta.scribe.write import EntryDraft, PartDraft, write
from posta.seal import envelope
from posta.sync.exchange import exchange
from posta.sync.file_transfer import export_bundle, import_bundle
from posta.sync.status import describe_status
from posta.sync.transports.memory import MemoryTransport
from posta.wire import bundle
from posta.wire.bundle import to_age_recipient, write_bundle
from tests.in_memory_mission import InMemoryMission, add_post, make_context, make_mission
from tests.journeys.test_thread import OPD, PERSON
from tests.ledger_queries import list_quarantine_rules, list_unread

DAY = 86_400_000
HERE, THERE = "tenosique_la72", "coatzacoalcos_casa"


@pytest.fixture
def house() -> InMemoryMission:
    return make_mission([HERE, THERE])


# What a stick brings


@pytest.mark.unreplayed
def test_bundle_cut_anywhere_then_its_whole_blocks_are_kept_and_the_rest_is_named(
    house: InMemoryMission, monkeypatch: pytest.MonkeyPatch
) -> None:
    readers, data = _bundle_of_many_blocks(house, monkeypatch, readers=5)
    cuts = (5, len(data) // 3, len(data) // 2, len(data) - 40, len(data) - 1)
    kept = []
    for node, cut in zip(readers, cuts, strict=True):
        before = count_entries(node.cursor)
        receipt = import_bundle(node, io.BytesIO(data[:cut]))
        assert (receipt.aside, len(receipt.reasons)) == (1, 1)
        assert "copy the file again" in str(receipt.reasons[0])
        assert count_entries(node.cursor) == before + receipt.new
        kept.append(receipt.new)
    assert kept == sorted(kept)
    assert kept[0] == 0 < kept[1] < kept[2] < kept[3]
    for node in readers:
        assert import_bundle(node, io.BytesIO(data)).reasons == []
        assert state_hash(node) == state_hash(house.node(HERE))


@pytest.mark.unreplayed
def test_bundle_with_a_flipped_bit_then_the_block_is_named_and_a_better_copy_completes_it(
    house: InMemoryMission, monkeypatch: pytest.MonkeyPatch
) -> None:
    readers, data = _bundle_of_many_blocks(house, monkeypatch, readers=5)
    for number, node in enumerate(readers):
        place = 1000 + number * (len(data) // 5)
        receipt = import_bundle(node, io.BytesIO(data[:place] + bytes((data[place] ^ 4,)) + data[place + 1 :]))
        assert any("copy the file again" in str(reason) for reason in receipt.reasons)
        assert receipt.new > 0
        import_bundle(node, io.BytesIO(data))
        assert state_hash(node) == state_hash(house.node(HERE))


def test_bundle_of_another_mission_or_for_others_then_nothing_of_it_is_read(house: InMemoryMission) -> None:
    other = make_mission([HERE], seed=11)
    record_person(other.actor(HERE), PERSON)
    other.clock.advance(minutes=1)
    node = house.node(THERE)
    before = count_entries(node.cursor), state_hash(node)
    stranger = io.BytesIO()
    export_bundle(other.node(HERE), stranger)
    disguised = io.BytesIO()
    write_bundle(disguised, [b"segment"], [to_age_recipient(node.device.box_public)], bytes(16))
    for source, word in (
        (stranger, "bundle_for_others"),
        (disguised, "bundle_of_another_mission"),
        (io.BytesIO(b"GIF89a"), "not_a_bundle"),
    ):
        source.seek(0)
        receipt = import_bundle(node, source)
        assert (receipt.new, receipt.aside) == (0, 1)
        assert receipt.reasons[0].code == word
    assert (count_entries(node.cursor), state_hash(node)) == before


@pytest.mark.unreplayed
def test_part_that_unpacks_to_a_mountain_then_set_aside_and_what_follows_is_applied(
    house: InMemoryMission, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An enrolled device, broken or taken over, seals 200 MB of zeros into some kilobytes, signed and in order."""
    actor = house.actor(HERE)
    bomb = b"\x00\xff\xff" + zstandard.ZstdCompressor(19).compress(bytes(200_000_000))
    with monkeypatch.context() as patch:
        patch.setattr(envelope, "_wrap", lambda plain, dictionary: bomb)
        record_person(actor, PERSON)
    person, _ = record_person(actor, PERSON)
    house.clock.advance(minutes=1)
    there = house.node(THERE)
    receipt = exchange(there, MemoryTransport(actor.node)).received
    assert (receipt.new, receipt.aside) == (2, 1)
    assert list_quarantine_rules(there.cursor) == ["MalformedSeal"]
    assert find_person(there.cursor, person) is not None


class Pulled(io.BytesIO):
    """A stick that is pulled out while it is read."""

    def read(self, size: int | None = -1) -> bytes:
        if self.tell() > len(self.getbuffer()) // 2:
            raise OSError(5, "Input/output error")
        return super().read(size)


@pytest.mark.unreplayed
def test_stick_pulled_out_while_it_is_read_then_what_came_is_kept_and_said(
    house: InMemoryMission, monkeypatch: pytest.MonkeyPatch
) -> None:
    (node,), data = _bundle_of_many_blocks(house, monkeypatch, readers=1)
    receipt = import_bundle(node, Pulled(data))
    assert receipt.new > 0
    assert (receipt.aside, receipt.reasons) == (1, [receipt.reasons[0]])
    assert receipt.reasons[0].code == "stick_not_read"


# Two people disagree


def test_two_posts_edit_one_person_apart_then_both_values_stay_until_somebody_decides(house: InMemoryMission) -> None:
    here, person = _registered(house)
    _meet(house)
    house.clock.advance(minutes=1)
    record_amendment(here, person, {"family_name": "Mejía Fernández"})
    there = house.actor(THERE, "nurse")
    house.clock.advance(minutes=1)
    record_amendment(there, _known(there.node, person.id), {"family_name": "Mejilla", "blood_group": "o_pos"})
    house.clock.advance(minutes=1)
    _meet(house)
    for node in (here.node, there.node):
        seen = _known(node, person.id)
        assert seen.conflicts == {"family_name": ("Mejilla", "Mejía Fernández")}
        assert seen.answers["blood_group"] == "o_pos"
    assert state_hash(here.node) == state_hash(there.node)

    record_amendment(there, _known(there.node, person.id), {"family_name": "Mejía Fernández"})
    house.clock.advance(minutes=1)
    _meet(house)
    for node in (here.node, there.node):
        assert _known(node, person.id).conflicts == {}
        assert _known(node, person.id).answers["family_name"] == "Mejía Fernández"
        replay(node)
    assert state_hash(here.node) == state_hash(there.node)


def test_two_posts_name_two_allergies_apart_then_neither_is_lost(house: InMemoryMission) -> None:
    here, person = _registered(house)
    _meet(house)
    penicillin, sulfa = (({"allergen": code, "severity": "sev"},) for code in ("penicillin", "sulfa"))
    record_amendment(here, person, {"allergies": penicillin})
    there = house.actor(THERE, "nurse")
    record_amendment(there, _known(there.node, person.id), {"allergies": sulfa})
    house.clock.advance(minutes=1)
    _meet(house)
    for node in (here.node, there.node):
        held = _known(node, person.id).answers["allergies"]
        assert isinstance(held, tuple)
        assert {row["allergen"] for row in held} == {"penicillin", "sulfa"}


def test_an_allergy_removed_here_does_not_come_back_with_one_that_is_added_there(house: InMemoryMission) -> None:
    """Penicillin was written on the wrong person and removed; the other post added latex from a page that still had it."""
    here, person = _registered(house)
    rows = {code: {"allergen": code} for code in ("penicillin", "latex")}
    record_amendment(here, person, {"allergies": (rows["penicillin"],)})
    house.clock.advance(minutes=1)
    _meet(house)
    there = house.actor(THERE, "nurse")
    shown_there = _known(there.node, person.id)
    record_amendment(here, _known(here.node, person.id), {"allergies": None})
    house.clock.advance(minutes=1)
    record_amendment(there, shown_there, {"allergies": tuple(rows.values())})
    house.clock.advance(minutes=1)
    _meet(house)
    for node in (here.node, there.node):
        assert _known(node, person.id).answers["allergies"] == (rows["latex"],)
    assert state_hash(here.node) == state_hash(there.node)


def test_emptied_here_and_changed_there_then_both_are_kept_until_somebody_decides(house: InMemoryMission) -> None:
    here, person = _registered(house)
    house.clock.advance(minutes=1)
    _meet(house)
    there = house.actor(THERE, "nurse")
    record_amendment(here, person, {"family_name": None})
    house.clock.advance(minutes=1)
    record_amendment(there, _known(there.node, person.id), {"family_name": "Mejilla"})
    house.clock.advance(minutes=1)
    _meet(house)
    for node in (here.node, there.node):
        assert _known(node, person.id).conflicts == {"family_name": ("Mejilla", None)}
    record_amendment(there, _known(there.node, person.id), {"family_name": None})
    house.clock.advance(minutes=1)
    _meet(house)
    for node in (here.node, there.node):
        seen = _known(node, person.id)
        assert (seen.conflicts, seen.name) == ({}, "Wilmer")
        assert "family_name" not in seen.answers
    replay(here.node)
    assert state_hash(here.node) == state_hash(there.node)


def test_two_posts_correct_one_visit_apart_then_both_stand_until_one_is_withdrawn(house: InMemoryMission) -> None:
    here, person = _registered(house)
    visit = record_encounter(here, person, {"vitals": {"weight_kg": 61.5}, "opd": OPD}).entry
    house.clock.advance(minutes=1)
    _meet(house)
    record_arrival(house.actor(THERE, "nurse"), person, reason="respiratory")
    for actor, weight in ((here, 65.1), (house.actor(THERE), 56.1)):
        house.clock.advance(minutes=1)
        record_encounter(actor, person, {"vitals": {"weight_kg": weight}, "opd": OPD}, corrects=visit)
    house.clock.advance(minutes=1)
    _meet(house)
    for post in (HERE, THERE):
        assert _weights(house, post, person) == {65.1: RevisionStatus.DISPUTED, 56.1: RevisionStatus.DISPUTED}

    wrong = next(item for item in _visits(house, HERE, person) if item.forms["vitals"]["weight_kg"] == 56.1)
    with pytest.raises(Refused):  # whose entry it is not, corrects it or asks the other post
        mark_entered_in_error(here, person, wrong.entry, "Peso de otra persona")
    mark_entered_in_error(house.actor(THERE), person, wrong.entry, "Peso de otra persona")
    house.clock.advance(minutes=1)
    _meet(house)
    for post in (HERE, THERE):
        assert _weights(house, post, person) == {65.1: RevisionStatus.CORRECTED}
        replay(house.node(post))
    assert state_hash(house.node(HERE)) == state_hash(house.node(THERE))


# Clocks


@pytest.mark.parametrize("years", [-7, 4])
def test_clock_years_off_then_order_is_kept_nobody_follows_it_and_the_banner_knows(
    house: InMemoryMission, years: int
) -> None:
    """The battery of a clock is dead, or somebody set 2022. What that post writes stands in the order it was written."""
    here, person = _registered(house)
    _meet(house)
    clock = FixedClock(house.clock.now() + timedelta(days=365 * years))
    there = house.actor(THERE)
    wrong = replace(there, node=replace(there.node, clock=clock))
    entries = []
    for n in range(3):
        clock.advance(minutes=1)
        entries.append(record_encounter(wrong, person, {"opd": {**OPD, "history": f"Visita {n}"}}).entry)
    clock.advance(minutes=1)
    exchange(wrong.node, MemoryTransport(here.node))
    rows = list_timeline(here.node.cursor, person.id, here.node.keyring)
    assert [row.entry for row in rows if "opd" in row.forms] == entries[::-1]

    own = record_encounter(here, person, {"opd": OPD}).entry
    assert abs((_clock_of(here.node, own) >> 16) - here.node.clock.millis()) < DAY
    exchange(wrong.node, MemoryTransport(here.node))
    told = [
        describe_status(d.cursor, d.device.feed, [], now=d.clock.millis(), last=None) for d in (here.node, wrong.node)
    ]
    assert [one.clock.state for one in told] == ["right", "behind" if years < 0 else "ahead"]
    assert told[0].ahead == 0
    assert (told[1].ahead > 365 * DAY) == (years < 0)  # the banner of whoever is behind
    for node in (here.node, wrong.node):
        before = state_hash(node)
        replay(node)
        assert state_hash(node) == before


def test_clock_set_back_between_two_acts_then_the_second_still_comes_after_the_first(house: InMemoryMission) -> None:
    actor, person = _registered(house)
    first = record_encounter(actor, person, {"opd": OPD}).entry
    house.clock.at -= timedelta(hours=5)
    second = record_encounter(actor, person, {"opd": OPD}).entry
    assert _clock_of(actor.node, second) > _clock_of(actor.node, first)


# A newer version


class Vigil(s.Act, frozen=True, array_like=True, kw_only=True):
    """An act that only a newer program knows."""

    watch: str


NEWER = 200


def test_entry_of_a_newer_version_then_kept_carried_counted_and_projected_after_the_upgrade(
    house: InMemoryMission, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A post was updated first. The others carry what it wrote, say how much waits, and read it once they are updated."""
    here, person = _registered(house)
    with monkeypatch.context() as updated:
        _update(updated)
        entry = write(here.node, [_vigil(here, person)])[0]
    _meet(house)
    there = house.node(THERE)
    waiting = [part for part in list_unread(there.cursor) if part.epoch in there.keyring.by_id]
    assert len(waiting) == 1
    assert list_quarantine_rules(there.cursor) == []
    add_post(house, "coatzacoalcos_vias")
    further = house.node("coatzacoalcos_vias")
    assert exchange(further, MemoryTransport(there)).received.reasons == []  # carried on by who cannot read it

    _update(monkeypatch)
    for node in (there, further):
        assert apply_unapplied(node) == 1
        assert node.cursor.execute("SELECT id FROM chart_item WHERE kind = ?", (NEWER,)).fetchall() == [(entry,)]
        after = state_hash(node)
        replay(node)
        assert state_hash(node) == after
    exchange(further, MemoryTransport(here.node))
    assert state_hash(further) == state_hash(there)


class LaterArrival(s.Arrival, frozen=True, array_like=True, kw_only=True):
    """An arrival as a later version writes it: one field more, at the end, with a default."""

    escorted: bool = False


def test_known_kind_of_a_newer_version_then_waits_and_is_read_after_the_upgrade_beside_older_ones(
    house: InMemoryMission, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, person = _registered(house)
    record_arrival(here, person, reason="feet")
    house.clock.advance(minutes=1)
    later = kinds.Kind(kinds.ARRIVAL, "arrival", "", version=2, act=LaterArrival, upcasters={1: lambda body: body})
    act = LaterArrival(reason="skin", escorted=True)
    said = ClinicalPayload(kinds.ARRIVAL, 2, here.staff.id, person.id, to_millis(here.now), 0, 1, None, act)
    with monkeypatch.context() as updated:
        updated.setitem(kinds.KINDS, kinds.ARRIVAL, later)
        write(here.node, [EntryDraft((PartDraft(Compartment.CARE, "route", said),), held=False)])
    _meet(house)
    there = house.node(THERE)
    reasons = "SELECT reason FROM chart_arrival ORDER BY at"
    assert there.cursor.execute(reasons).fetchall() == [("feet",)]
    monkeypatch.setitem(kinds.KINDS, kinds.ARRIVAL, later)
    assert apply_unapplied(there) == 1
    assert there.cursor.execute(reasons).fetchall() == [("feet",), ("skin",)]
    assert state_hash(there) == state_hash(here.node)


def _update(patch: pytest.MonkeyPatch) -> None:
    """The program as of the next version."""
    patch.setitem(kinds.KINDS, NEWER, kinds.Kind(NEWER, "vigil", "somebody is watched", act=Vigil))
    patch.setitem(chart._PROJECT, NEWER, lambda rows, fresh, said: chart._item(rows, fresh, said))


def _vigil(actor: Actor, person: Person) -> EntryDraft:
    said = ClinicalPayload(NEWER, 1, actor.staff.id, person.id, to_millis(actor.now), 0, 1, None, Vigil(watch="night"))
    return EntryDraft((PartDraft(Compartment.CARE, "route", said),), held=False)


# The engine


def test_engine_that_can_lose_records_then_the_node_refuses_to_open_and_says_which_and_why(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sqlcipher.Database, "sqlite_version", "3.46.1")
    settings = {**connections["default"].settings_dict, "NAME": tmp_path / "node.db"}
    with pytest.raises(UnsafeSqlite) as refused:
        sqlcipher.DatabaseWrapper(settings).get_new_connection({"database": str(tmp_path / "node.db")})
    assert "3.46.1" in str(refused.value)
    assert "WAL-reset bug" in str(refused.value)
    assert "sqlcipher3" in str(refused.value)  # what to do
    assert not (tmp_path / "node.db").exists()


# Helpers


def _registered(house: InMemoryMission) -> tuple[Actor, Person]:
    actor = house.actor(HERE)
    person, _ = record_person(actor, PERSON)
    house.clock.advance(minutes=1)
    return actor, _known(actor.node, person)


def _known(node: NodeContext, person: PersonId) -> Person:
    found = find_person(node.cursor, person)
    assert found is not None
    return found


def _visits(house: InMemoryMission, post: str, person: Person) -> list[TimelineItem]:
    actor = house.actor(post)
    return [
        item for item in list_timeline(actor.node.cursor, person.id, actor.node.keyring) if item.forms.get("vitals")
    ]


def _weights(house: InMemoryMission, post: str, person: Person) -> dict[object, RevisionStatus]:
    return {item.forms["vitals"]["weight_kg"]: item.standing for item in _visits(house, post, person)}


def _clock_of(node: NodeContext, entry: EntryId) -> int:
    row = node.cursor.execute("SELECT hlc FROM ledger_entry WHERE substr(hash, 1, 16) = ?", (entry,)).fetchone()
    assert row is not None
    return int(row[0])


def _meet(house: InMemoryMission) -> None:
    exchange(house.node(THERE), MemoryTransport(house.node(HERE)))
    exchange(house.node(HERE), MemoryTransport(house.node(THERE)))


def _bundle_of_many_blocks(
    house: InMemoryMission, monkeypatch: pytest.MonkeyPatch, readers: int
) -> tuple[list[NodeContext], bytes]:
    """A stick from the first post in small blocks, and new posts that know the mission and nothing else."""
    monkeypatch.setattr(bundle, "_FULL", 16 << 10)
    monkeypatch.setattr(queries, "MAX_BYTES", 12 << 10)
    actor, fresh = house.actor(HERE), []
    for _ in range(readers):
        add_post(house, THERE, make_context(house.clock, house.random))
        fresh.append(house.node(THERE))
    for _ in range(60):
        person, _ = record_person(actor, PERSON)
        long = "".join(house.random.choices("abcdefghij ", k=900))
        record_encounter(actor, _known(actor.node, person), {"opd": {**OPD, "history": long}})
    house.clock.advance(minutes=1)
    exchange(house.node(HERE), MemoryTransport(house.node("coordination")))
    stick = io.BytesIO()
    export_bundle(house.node(HERE), stick)
    return fresh, stick.getvalue()
