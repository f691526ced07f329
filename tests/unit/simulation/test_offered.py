"""What is invented at a place of the demonstration is offered there: nobody reports what a place does not give."""

from datetime import date, timedelta

import pytest

from posta.acts.mission.founding_file import SAMPLE, read_mission
from posta.catalog.frame import PERSON_FORM
from posta.catalog.language.form import Form, get_form
from posta.demo.node_homes import A_YEAR, TWO_WEEKS, SimulatedWork
from posta.demo.places import BY_CODE, CENTRE, PLACES
from posta.mission.places.offered_forms import is_form_offered
from posta.mission.places.service_calendar import OfferedServices
from posta.mission.roles import ROLES, may_record
from posta.simulation.events import GroupSession, SimulatedContact
from posta.simulation.visits import simulate

POSTS = {post.id: post for post in read_mission(SAMPLE, bytes(32)).posts}
# What the start page tells a colleague of a trade to try: the form of it, where it is one.
TRIED = {
    "doctor": ("opd",), "nurse": ("triage", "vitals"), "midwife": ("anc",), "psychologist": ("mh_fu",),
    "psychiatrist": ("psych",), "social_worker": ("sw", "referral"), "promoter": ("group",), "residence_staff": ("res",),
    "logistician": ("wash", "stock"), "team_leader": (), "epidemiologist": (), "administrator": (),
}  # fmt: skip
TRIED_THERE = {"acapulco_hospital": {"doctor": ("sv",), "psychologist": ("violence",)}}


def is_offered(code: str, form: Form) -> bool:
    """Whether a place of the sample mission offers a form today."""
    post = POSTS[code]
    services = OfferedServices(dict.fromkeys(post.services, "full"), declared=True)
    return form.service.is_offered_at(post.kind) and is_form_offered(form, services)


@pytest.mark.parametrize("work", [A_YEAR, TWO_WEEKS], ids=["a year", "two weeks"])
def test_nothing_is_invented_at_a_place_that_does_not_offer_it(work: SimulatedWork) -> None:
    """The hospital for survivors in Acapulco reported talks and social work that the mission had ended there."""
    today = date(2026, 11, 27)
    written = set()
    for event in simulate(work.people, work.days, work.seed, list(BY_CODE), today - timedelta(days=work.days)):
        if isinstance(event, SimulatedContact):
            written |= {(event.post, name) for name in event.forms}
        elif isinstance(event, GroupSession):
            written.add((event.post, event.form))
    assert {pair for pair in written if pair[1] != PERSON_FORM and not is_offered(pair[0], get_form(pair[1]))} == set()


def test_every_trade_of_the_mission_can_be_tried() -> None:
    assert {role for place in (*PLACES, CENTRE) for _, role in place.team} == set(ROLES)


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.code)
def test_what_a_colleague_is_told_to_try_is_offered_where_they_are(place) -> None:
    """Of each colleague at once: the place offers the form, their trade records it, and it has the key."""
    for name, role in place.team:
        for one in TRIED_THERE.get(place.code, {}).get(role, TRIED[role]):
            form = get_form(one)
            assert is_offered(place.code, form), (name, one)
            assert may_record(role, form), (name, one)
