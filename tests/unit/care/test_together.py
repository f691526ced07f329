"""Two who treat the same person at once are told, and a second consultation of one visit is asked about once."""

import pytest
from django.test import Client

from posta.acts.arrival import record_arrival, record_step
from posta.chart.timeline import list_timeline
from tests.forms_of import PageForm, forms_of
from tests.post import TestPost

pytestmark = pytest.mark.django_db(transaction=True)
SEEN = {"complaint": "tos", "exam": "faringe roja", "dx_main": "ari_upper", "violence_link": "n", "disposition": "home"}


def opened(client: Client, address: str) -> PageForm:
    return next(one for one in forms_of(client.get(address).content.decode()) if one.action == address)


def consultations(post: TestPost, person) -> int:
    duty = post.duty()
    return sum("opd" in one.forms for one in list_timeline(duty.desk.cursor, person.id, duty.desk.keyring))


def test_who_has_a_page_of_the_person_half_written_is_told_and_since_when(post: TestPost) -> None:
    """Doctor and nurse wrote about the same patient, each without knowing of the other."""
    person = post.person()
    address = f"/people/{person.id.hex()}/consultation"
    post.client("nurse").post(f"/drafts{address}", opened(post.client("nurse"), address).fields | {"exam": ["x"]})
    post.later(minutes=7)
    page = post.client("doctor").get(address).content.decode()
    assert f"{post.duty('nurse').staff.name} está escribiendo sobre esta persona desde las 09:00." in page
    assert "está escribiendo" not in post.client("nurse").get(address).content.decode()
    post.later(hours=13)
    assert "está escribiendo" not in post.client("doctor").get(address).content.decode(), "left over, not under way"


def test_that_a_sealed_form_is_being_written_is_told_to_nobody(post: TestPost) -> None:
    person = post.person()
    key = f"people/{person.id.hex()}/contact/mh_base"
    post.client("psychologist").post(f"/drafts/{key}", {"note": "x"})
    page = post.client("doctor").get(f"/people/{person.id.hex()}/consultation").content.decode()
    assert post.duty("psychologist").staff.name not in page
    assert "está escribiendo" not in page


def test_who_called_the_person_is_told(post: TestPost) -> None:
    person = post.person()
    arrival = record_arrival(post.duty("nurse"), person, reason="feet")
    record_step(post.duty("nurse"), person, arrival, "called")
    for more in ("consultation", "contact/vitals"):
        page = post.client("doctor").get(f"/people/{person.id.hex()}/{more}").content.decode()
        assert f"{post.duty('nurse').staff.name} llamó a esta persona a las 09:00." in page


@pytest.mark.parametrize("more", ["consultation", "contact/opd"])
@pytest.mark.parametrize("other", ["nurse", "doctor"])
def test_a_second_consultation_is_asked_about_once(post: TestPost, more: str, other: str) -> None:
    """Both pages signed: two consultations of one visit, and nobody was told that the other exists."""
    person, doctor = post.person(), post.client("doctor")
    address = f"/people/{person.id.hex()}/{more}"
    mine = opened(doctor, address).fields | {"unscripted": ["1"]} | {name: [words] for name, words in SEEN.items()}
    if more == "contact/opd":
        mine |= {"dx_status": ["new"]}
    post.later(minutes=3)
    theirs = opened(post.client(other), f"/people/{person.id.hex()}/consultation")
    assert post.client(other).post(theirs.action, theirs.fields | SEEN).status_code == 303
    asked = doctor.post(address, mine)
    page = asked.content.decode()
    assert asked.status_code == 422
    assert f"{post.duty(other).staff.name} firmó una consulta de esta persona a las 09:03" in page
    assert consultations(post, person) == 1
    again = opened_in(page, address)
    assert doctor.post(address, mine | {"accepted": again.fields["accepted"]}).status_code == 303
    assert consultations(post, person) == 2


def test_a_page_opened_afterwards_asks_nothing(post: TestPost) -> None:
    person, doctor = post.person(), post.client("doctor")
    address = f"/people/{person.id.hex()}/consultation"
    for _ in range(2):
        form = opened(doctor, address)
        assert doctor.post(address, form.fields | SEEN).status_code == 303
        post.later(hours=2)
    assert consultations(post, person) == 2


def opened_in(page: str, address: str) -> PageForm:
    return next(one for one in forms_of(page) if one.action == address)
