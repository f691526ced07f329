"""Whoever has what is treated in a hospital as a rule goes on their way only when that was asked, once."""

import re
from html import unescape

import pytest
from django.test import Client

from tests.post_fixture import TestPost

pytestmark = pytest.mark.django_db(transaction=True)
FAST = {"complaint": "Fiebre", "violence_link": "n", "disposition": "home"}
ASKED = "¿Se va de todos modos?"


def sign(client: Client, post: TestPost, **typed: object):
    return client.post(f"/people/{post.person().id.hex()}/consultation", {**FAST, **typed})


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"dx_main": "meningitis", "case_class": "suspected"}, "Por lo general se trata en un hospital: Meningitis"),
        ({"dx_main": "ari_upper", "dx_other": ["acute_abd"]}, "Por lo general se trata en un hospital: Abdomen agudo"),
        ({"dx_main": "awd", "dehydration": "C"}, "Por lo general se trata en un hospital: Plan de hidratación Plan C"),
        (
            {"dx_main": "htn_crisis", "bp": "190/120"},
            "Signos de alarma: TA 190/120 ↑. Por lo general se trata en un hospital: Crisis hipertensiva",
        ),
    ],
)
def test_a_diagnosis_for_a_hospital_is_asked_about(post: TestPost, typed: dict[str, object], said: str) -> None:
    """A doctor wrote meningitis; "goes on their way" was already chosen, and the visit was signed in one press."""
    client, person = post.client(), post.person()
    address = f"/people/{person.id.hex()}/consultation"
    asked = client.post(address, {**FAST, **typed})
    words = unescape(asked.content.decode())
    assert asked.status_code == 422
    assert said in words
    assert ASKED in words
    seen = [unescape(one) for one in re.findall(r'name="accepted" value="([^"]*)"', asked.content.decode())]
    assert client.post(address, {**FAST, **typed, "accepted": seen}).status_code == 303


@pytest.mark.parametrize("typed", [
    {"dx_main": "meningitis", "case_class": "suspected", "disposition": "ref_moh"}, {"dx_main": "ari_upper"},
    {"dx_main": "awd", "dehydration": "A"},
])  # fmt: skip
def test_who_is_referred_or_has_a_lighter_illness_is_not_asked_about(post: TestPost, typed: dict[str, object]) -> None:
    assert sign(post.client(), post, **typed).status_code == 303
