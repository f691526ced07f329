"""Whether a contact is written as new or as a follow-up, when the form does not ask."""

import random
from datetime import date

import pytest

from posta.acts.care.visits.encounter import record_encounter
from posta.care.entry.form_context import build_context
from posta.catalog.language.form import get_form
from posta.catalog.tooling.fake_answers import fake_answers
from posta.chart.history.timeline import list_timeline
from posta.chart.record.person import Person
from tests.post_fixture import TestPost
from tests.unit.care.test_surroundings import ANC

pytestmark = pytest.mark.django_db(transaction=True)
NCD = {"ncd_dx": ("htn",), "dx_known": "new", "enrol_date": date(2018, 11, 20), "adher7": 7, "complic": ("none",), "tobacco": "never", "ncd_exit": "active",
       "sbp": 150, "dbp": 95, "days_supplied": 30}  # fmt: skip
TRADE = {"anc": "midwife", "fp": "midwife", "mh_base": "psychologist", "mh_fu": "psychologist", "sw": "social_worker"}


def signed(post: TestPost, person: Person, name: str, **answers: object) -> str:
    """The type of visit with which this form was stored, as its author reads it."""
    actor = post.actor(TRADE.get(name, "doctor"))
    form = get_form(name)
    plain = answers or fake_answers(form, random.Random(3), build_context(actor, person, {}))
    record_encounter(actor, person, {name: plain}, accepts=lambda warning: True)
    post.later(minutes=1)
    stored = list_timeline(actor.node.cursor, person.id, actor.node.keyring)[0].forms
    assert name in stored
    return str(stored["visit"]["visit_type"])


def test_the_second_antenatal_visit_is_a_follow_up(post: TestPost) -> None:
    """Every form but the consultation was stored as "first time for this problem", whatever had been before."""
    woman = post.person(sex="f", age_value=26)
    assert signed(post, woman, "anc", **ANC) == "new"
    post.later(days=30)
    assert signed(post, woman, "anc", **ANC | {"anc_visit": "2"}) == "fu"
    elsewhere = post.person(alias="Keyla", sex="f", age_value=26)
    assert signed(post, elsewhere, "anc", **ANC | {"anc_visit": "3"}) == "fu", "the first two were in another place"


def test_a_long_illness_is_followed_for_a_year_and_another_form_follows_nothing(post: TestPost) -> None:
    person = post.person(sex="f", age_value=56)
    record_encounter(post.actor("nurse"), person, {"vitals": {"temp_c": 37.0}})
    assert signed(post, person, "ncd", **NCD) == "new"
    post.later(days=90)
    assert signed(post, person, "ncd", **NCD) == "fu"
    post.later(days=366)
    assert signed(post, person, "ncd", **NCD) == "new"


def test_sessions_follow_the_first_consultation_and_its_name_says_which_is_which(post: TestPost) -> None:
    person = post.person(sex="f", age_value=26)
    assert signed(post, person, "mh_base") == "new"
    assert signed(post, person, "mh_fu") == "fu"
    assert signed(post, person, "sw") == "new"
    assert signed(post, person, "sw") == "fu", "earlier sealed contacts count for who opens them"


def test_what_was_told_or_is_corrected_is_left_as_it_is(post: TestPost) -> None:
    person = post.person(sex="f", age_value=56)
    first = record_encounter(post.actor(), person, {"ncd": NCD}).entry
    post.later(minutes=1)
    record_encounter(post.actor(), person, {"ncd": NCD | {"adher7": 5}}, corrects=first)
    actor = post.actor()
    item = list_timeline(actor.node.cursor, person.id, actor.node.keyring)[0]
    assert (item.forms["ncd"]["adher7"], item.forms["visit"]["visit_type"]) == (5, "new")
    post.later(days=20)
    record_encounter(post.actor(), person, {"visit": {"visit_type": "new"}, "ncd": NCD})
    actor = post.actor()
    assert list_timeline(actor.node.cursor, person.id, actor.node.keyring)[0].forms["visit"]["visit_type"] == "new"
