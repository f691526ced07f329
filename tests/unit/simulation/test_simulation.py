"""The simulation is the same for the same seed, in order, plausible, and fits the forms of the catalogue."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

import pytest

from posta.catalog.answers import validate
from posta.catalog.language.answer_context import FormContext
from posta.catalog.language.form import SEALED, Form, get_form
from posta.clock import DEFAULT_TIME_ZONE
from posta.demo.node_homes import A_YEAR, TWO_WEEKS, SimulatedWork
from posta.demo.places import BY_CODE
from posta.mission.roles import ROLES, may_record
from posta.simulation import name_stock
from posta.simulation.events import Event, GroupSession, Registration, SimulatedContact
from posta.simulation.ground_truth import GroundTruth
from posta.simulation.name_noise import first_recording, later_recording
from posta.simulation.population import list_people
from posta.simulation.visits import simulate

POSTS = ("tenosique_la72", "coatzacoalcos_casa", "reynosa_albergue_1", "reynosa_recepcion", "nuevo_laredo_nazareth")
START = date(2018, 9, 1)


@pytest.fixture(scope="module")
def simulated():
    truth = GroundTruth()
    return list(truth.watch(simulate(1_200, 90, 7, POSTS, START))), truth


def test_simulate_when_the_seed_is_the_same_then_so_is_everything():
    one, other = (list(simulate(40, 30, seed, POSTS, START)) for seed in (3, 3))
    assert one == other
    assert one != list(simulate(40, 30, 4, POSTS, START))


def test_simulate_events_come_in_order_and_within_the_days(simulated):
    events, _ = simulated
    moments = [event.at for event in events]
    assert moments == sorted(moments)
    days = {moment.astimezone(DEFAULT_TIME_ZONE).date() for moment in moments}
    assert min(days) >= START
    assert max(days) < START + timedelta(days=90)


def test_simulate_contacts_follow_their_registration_at_the_same_post(simulated):
    events, _ = simulated
    seen = {}
    for event in events:
        if isinstance(event, Registration):
            assert event.previous is None or event.previous in seen
            seen[event.number] = event
        elif isinstance(event, SimulatedContact):
            told = seen[event.registration]
            assert (told.post, told.true_id) == (event.post, event.true_id)


def test_simulate_every_kind_of_care_occurs(simulated):
    events, _ = simulated
    forms = Counter(form for event in events if isinstance(event, SimulatedContact) for form in event.forms)
    expected = {"visit", "vitals", "triage", "opd", "anc", "ncd", "vacc", "mh_base", "mh_fu", "sw", "violence"}
    assert set(forms) == expected
    assert any(isinstance(event, GroupSession) for event in events)


def test_who_is_looked_at_again_had_an_appointment_for_that_day(simulated):
    """Nobody was due back on the board of the demo: people came again for a second look that no visit had announced."""
    events, _ = simulated
    visits = [event for event in events if isinstance(event, SimulatedContact) and event.programme == "OPD"]
    announced = {(one.registration, one.forms["visit"].get("next_appt")) for one in visits}
    again = [one for one in visits if one.forms["opd"]["dx_status"] == "follow_up"]
    assert len(again) > 20
    for one in again:
        assert (one.registration, one.at.astimezone(DEFAULT_TIME_ZONE).date()) in announced


def work_of_the_demo(work: SimulatedWork, today: date) -> Iterator[Event]:
    """What happens at the places of a demo until a day."""
    return simulate(work.people, work.days, work.seed, list(BY_CODE), today - timedelta(days=work.days))


@pytest.mark.parametrize("days_later", [0, 40, 150, 300])
def test_the_morning_of_the_demo_has_people_who_are_due_back_wherever_there_is_a_doctor(days_later: int):
    """Whatever day somebody opens the demo on, these boards show the third of their columns at work."""
    today = date(2026, 11, 27) + timedelta(days=days_later)
    contacts = (event for event in work_of_the_demo(A_YEAR, today) if isinstance(event, SimulatedContact))
    due = Counter(one.post for one in contacts if one.forms["visit"].get("next_appt") == today)
    assert {"tenosique_la72", "coatzacoalcos_casa", "coatzacoalcos_vias", "reynosa_movil"} <= due.keys()


@pytest.mark.parametrize("work", [A_YEAR, TWO_WEEKS], ids=["a year", "two weeks"])
def test_the_demo_has_a_colleague_for_everything_that_happens_at_its_places(work: SimulatedWork):
    """Nothing of the demo is left out: each contact finds somebody at its place who may record all of its forms."""
    seen = Counter()
    for event in work_of_the_demo(work, date(2026, 11, 27)):
        forms = {Registration: ["person"], GroupSession: ["group"]}.get(type(event)) or list(event.forms)
        roles = [role for _, role in BY_CODE[event.post].team]
        assert any(all(records(role, get_form(name)) for name in forms) for role in roles), (event.post, forms)
        seen[event.post] += 1
    assert seen.keys() == BY_CODE.keys() or work is TWO_WEEKS


def records(role: str, form: Form) -> bool:
    """Return whether a role records a form and receives the key of its compartment."""
    return may_record(role, form) and (form.compartment not in SEALED or form.compartment in ROLES[role].compartments)


def test_truth_knows_who_registered_twice(simulated):
    events, truth = simulated
    again = [event for event in events if isinstance(event, Registration) and event.previous]
    assert len(again) > 200
    assert all(truth.same(event.number, event.previous) for event in again)
    judged = truth.judge((event.number, event.previous) for event in again)
    assert judged.precision == 1.0
    assert 0.8 < judged.recall <= 1.0


def test_simulate_at_a_post_nobody_knows_then_people_stop_there_too():
    assert {event.post for event in simulate(50, 40, 1, ("aqui", "alla"), START)} == {"aqui", "alla"}


def test_people_have_the_shares_of_the_recipe():
    people = list(list_people(6_000, 90, 11, START))
    countries = Counter(person.country for person in people)
    assert len({person.true_id for person in people}) == len(people) == 6_000
    assert abs(countries["HN"] / 6_000 - 0.42) < 0.04
    assert abs(countries["VE"] / 6_000 - 0.04) < 0.02
    assert abs(sum(person.sex == "m" for person in people) / 6_000 - 0.67) < 0.04
    assert all(person.birth <= person.sets_out for person in people)


def test_surnames_are_as_common_as_the_registers_say():
    random = Random(2)
    drawn = Counter(name_stock.pick_surname(random, "HN") for _ in range(20_000))
    assert [name for name, _ in drawn.most_common(3)] == ["Hernández", "López", "Martínez"]
    assert 0.035 < drawn["Hernández"] / 20_000 < 0.055


def test_hear_again_when_asked_elsewhere_then_mostly_written_otherwise():
    random = Random(4)
    people = list(list_people(2_000, 60, 3, START))
    same = sum(first_recording(person, random).text == later_recording(person, random).text for person in people)
    exact = sum(first_recording(person, random).birth is not None for person in people)
    assert same / 2_000 < 0.2
    assert abs(exact / 2_000 - 0.55) < 0.04


def test_answers_when_closing_then_the_catalogue_accepts_them(simulated):
    """Five hundred contacts spread over the rehearsal, each with its registration, and every group session."""
    events, _ = simulated
    check_answers(events)


def test_what_few_places_do_is_accepted_too():
    """Somebody moves in and out, a psychiatrist sees them each third week; at the hospital violence is asked about."""
    events = list(simulate(200, 150, 7, ("cdmx_centro_terapeutico", "acapulco_hospital"), START))
    contacts = [event for event in events if isinstance(event, SimulatedContact)]
    assert {"res", "psych", "violence"} <= {name for event in contacts for name in event.forms}
    stays = [event.forms["res"] for event in contacts if "res" in event.forms]
    assert 0 < sum("exit_date" in stay for stay in stays) < len(stays) / 2, "some live there still"
    check_answers(events)


def check_answers(events: list[Event]) -> None:
    """The catalogue accepts the answers of these events: of five hundred contacts, and of every session."""
    told = {event.number: event for event in events if isinstance(event, Registration)}
    contacts = [event for event in events if isinstance(event, SimulatedContact)]
    for event in contacts[:: max(1, len(contacts) // 500)]:
        day, now = event.at.astimezone(DEFAULT_TIME_ZONE).date(), event.at + timedelta(hours=3)
        person = told[event.registration].answers
        around = FormContext(day, now, person, event.forms["visit"], event.forms, closing=True, pregnant=event.pregnant)
        validate(get_form("person"), person, around)
        for name, given in event.forms.items():
            validate(get_form(name), given, around)
    for event in events:
        if isinstance(event, GroupSession):
            day = event.at.astimezone(DEFAULT_TIME_ZONE).date()
            validate(get_form("group"), event.answers, FormContext(day, event.at, closing=True))
