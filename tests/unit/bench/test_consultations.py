"""The benchmark entry as Posta writes it: every record is one that the forms accept, in three parts."""

from bench.measured.consultations import consultations, drop_sealed_part, forms_of, register, rewrite_for_person
from bench.measured.open_work import list_open_work
from bench.records import NOTE_WORDS, records
from posta.catalog.compartments import Compartment
from posta.catalog.encoding.codec import ClinicalPayload, FactsPayload, read_forms
from posta.catalog.language.form import get_form
from posta.chart.agenda.planned_visits import count_agenda
from posta.clock import to_epoch_day
from posta.operations.referrals.referral_lists import count_inbox, list_outbox
from posta.scribe.write import write
from tests.in_memory_mission import make_mission

POST = "tenosique_la72"


def _duty():
    return make_mission([POST]).actor(POST)


def test_consultations_when_made_from_records_then_each_is_accepted_and_has_three_parts():
    actor = _duty()
    people, _ = register(actor, 10, seed=1)
    sheets = consultations(actor, people, records(120, seed=3))
    expected = (Compartment.FACTS, Compartment.CARE, Compartment.PROTECTED)
    assert {tuple(part.compartment for part in sheet.parts) for sheet in sheets} == {expected}
    assert len(write(actor.node, sheets)) == 120


def test_forms_when_a_record_is_told_then_nothing_of_it_is_lost():
    [record] = records(1, seed=5)
    forms = forms_of(record)
    assert forms["opd"]["dx_main"] == record["diagnoses"][0]
    assert len(forms["opd"]["history"].split()) == NOTE_WORDS
    assert forms["vitals"] == record["vitals"]
    assert [row["days"] for row in forms["opd"]["rx"]] == [drug["days"] for drug in record["drugs"]]


def test_retold_when_about_another_person_then_only_person_and_time_differ():
    actor = _duty()
    people, _ = register(actor, 2, seed=1)
    [sheet] = [drop_sealed_part(s) for s in consultations(actor, people[:1], records(1))]
    again = rewrite_for_person(sheet, people[1], b"p" * 12, 86_400_000 * 100)
    facts, care = (part.content for part in again.parts)
    assert isinstance(facts, FactsPayload)
    assert isinstance(care, ClinicalPayload)
    assert (facts.person, facts.day, care.person, care.occurred) == (b"p" * 12, 100, people[1].id, 8_640_000_000)
    assert read_forms(care) == read_forms(sheet.parts[1].content)
    assert get_form("opd").number in read_forms(care)


def test_open_work_when_written_then_half_of_the_referrals_arrive_and_every_visit_is_open():
    actor = make_mission([POST]).actor(POST)
    people, sheets = register(actor, 7, seed=1)
    write(actor.node, sheets)
    write(actor.node, list(list_open_work(actor, people, 20)))
    cursor, post, today = actor.node.cursor, actor.post.number, to_epoch_day(actor.today)
    assert (count_inbox(cursor, post), len(list_outbox(cursor, post))) == (10, 10)
    assert count_agenda(cursor, post, today - 90, today + 90) == 20
