"""Every role signs every form that it is offered, over HTTP, and reads it again.

Residence staff and team leaders could sign nothing about anybody: the list of trades lacked theirs, and the page came back
without a word, because the question that was wrong stands on no page.
"""

import random
from dataclasses import replace
from itertools import count

import pytest

from posta.care.display.arrivals import REASONS
from posta.care.entry.form_context import build_context
from posta.catalog.answering import normalise
from posta.catalog.compartments import Compartment
from posta.catalog.language import codes
from posta.catalog.language.form import get_form, list_forms
from posta.catalog.language.service import ANY_REASON
from posta.catalog.tooling.fake_answers import fake_answers
from posta.chart.history.timeline import list_timeline
from posta.chart.record.person import Person
from posta.clinical.signs.door_signs import interview
from posta.formkit.prefill import to_form_data
from posta.mission.roles import ROLES
from posta.terms.lists import get_list
from tests import post_fixture as posts
from tests.post_fixture import TestPost

TREATED = {"sex": "f", "age_value": 26}
OTHERS = (
    {"sex": "m", "age_value": 33},
    {"sex": "f", "age_value": 5, "age_unit": "d"},
    {"sex": "m", "age_value": 3},
    {"sex": "f", "age_value": 71},
)
CONSULTATION = {"why": ["pain"], "dx_main": "ari_upper", "violence_link": "n"}
GIVE_CARE = [code for code, role in ROLES.items() if role.gives_care]


@pytest.fixture
def crew(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> TestPost:
    """A post at which every role is at work."""
    return posts.make_post(monkeypatch, "tenosique_la72", trades=tuple(ROLES))


def offered_to(client, person: Person | None) -> list[str]:
    """The addresses of the forms that the pages of choice show to a colleague."""
    if person is None:
        return [row["href"] for row in client.get("/work/").context["rows"]]
    shown = client.get(f"/people/{person.id.hex()}/contact/").context
    return [row["href"] for rows in (shown["usual"], *shown["groups"].values()) for row in rows]


def typed_into(address: str, actor, person: Person | None) -> dict[str, list[str]]:
    """Plausible answers to the form of an address, as a browser would post them."""
    name = address.rpartition("/")[2]
    if name == "consultation":
        return {key: [value] if isinstance(value, str) else value for key, value in CONSULTATION.items()}
    context = build_context(actor, person, {})
    some = (
        fake_answers(get_form(name), random.Random(seed), context) for seed in count(11)
    )  # of some no question is needed
    return to_form_data(get_form(name), next(filter(None, some)))


def sign(client, address: str, raw: dict[str, list[str]]):
    """Sign, and again where something is asked once."""
    raw = {"disposition": ["home"]} | raw | {"token": [client.get(address).context["frame"].opening.token]}
    answer = client.post(address, raw)
    if answer.status_code == 422 and answer.context["frame"].doubts:
        answer = client.post(address, raw | {"accepted": list(answer.context["frame"].accepted)})
    return answer


def told(answer) -> object:
    return answer.context and (answer.context["summary"], answer.context["frame"].doubts)


@pytest.mark.parametrize(("role", "who"), [(role, TREATED) for role in GIVE_CARE] + [
    (role, who) for who in OTHERS for role in ("doctor", "midwife")
])  # fmt: skip
def test_a_role_signs_every_form_about_a_person_that_it_is_offered(crew, role, who):
    """Of a man, a newborn, a child and an old woman too: what does not fit is asked about, and signed as it is."""
    person, client, actor = crew.person(**who), crew.client(role), crew.actor(role)
    for address in offered_to(client, person):
        answer = sign(client, address, typed_into(address, actor, person))
        assert answer.status_code == 303, (role, address, told(answer))
        newest = list_timeline(actor.node.cursor, person.id, actor.node.keyring)[0]
        name = address.rpartition("/")[2]
        sealed = newest.reserved and get_form("opd" if name == "consultation" else name).service.opens
        assert sealed or {"consultation": "opd"}.get(name, name) in newest.forms, "a sealed referral is deposited"
        assert client.get(f"/people/{person.id.hex()}/").status_code == 200
        assert client.get(f"/entries/{newest.entry.hex()}/").status_code == 200
        crew.later(minutes=1)


@pytest.mark.parametrize("role", [code for code, role in ROLES.items() if not role.administers])
def test_a_role_signs_every_form_about_the_post_that_it_is_offered(crew, role):
    client, actor = crew.client(role), crew.actor(role)
    for address in offered_to(client, None):
        answer = sign(client, address, typed_into(address, actor, None))
        assert answer.status_code == 303, (role, address, told(answer))


def test_every_role_that_gives_care_is_a_trade_of_the_visit():
    assert set(GIVE_CARE) <= set(get_list("staff_role").codes)


def test_a_problem_whose_question_stands_on_no_page_is_told_in_words(post, monkeypatch):
    """The page of a referral came back with status 422 and not a word on it."""
    known = get_list("staff_role")
    without = replace(known, options=tuple(one for one in known.options if one.code != "nurse"))
    for room in (normalise, codes):
        monkeypatch.setattr(room, "get_list", lambda name: without if name == "staff_role" else get_list(name))
    person = post.person()
    back = post.client("nurse").post(f"/people/{person.id.hex()}/contact/vitals", {"hr": "80"})
    page = back.content.decode()
    assert back.status_code == 422
    assert ("", "Rol de quien atiende", "Elija una respuesta de la lista.") in back.context["summary"]["problems"]
    assert "Rol de quien atiende: Elija una respuesta de la lista." in page


def test_every_form_is_offered_to_somebody(crew):
    person = crew.person(**TREATED)
    seen = {
        address.rpartition("/")[2]
        for role, code in ((crew.client(role), role) for role in ROLES if not ROLES[role].administers)
        for address in (*offered_to(role, None), *(offered_to(role, person) if ROLES[code].gives_care else ()))
    }
    own = {"person", "visit"}  # have pages of their own, or come with every other form
    own |= {form.name for form in list_forms() if form.compartment is Compartment.FACTS and form.service.screen}
    own |= {form.name for form in list_forms() if form.service.opens == "signal"} | {interview()[0]}
    assert {form.name for form in list_forms()} - own <= {"opd" if name == "consultation" else name for name in seen}


def test_every_reason_that_a_form_answers_can_be_given_at_the_door() -> None:
    known = {*REASONS, ANY_REASON}
    assert [(form.name, one) for form in list_forms() for one in form.service.reasons if one not in known] == []
