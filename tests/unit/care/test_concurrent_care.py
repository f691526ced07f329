"""Two who treat the same person at once are told, and a second consultation of one visit is asked about once."""

import pytest
from django.test import Client

from posta.acts.care.queue.arrival import record_arrival, record_arrival_status
from posta.chart.history.timeline import list_timeline
from posta.chart.record.person import Person
from tests.page_forms import PageForm, list_page_forms
from tests.post_fixture import TestPost

pytestmark = pytest.mark.django_db(transaction=True)
SEEN = {"complaint": "tos", "exam": "faringe roja", "dx_main": "ari_upper", "violence_link": "n", "disposition": "home"}


def opened(client: Client, address: str) -> PageForm:
    return next(one for one in list_page_forms(client.get(address).content.decode()) if one.action == address)


def consultations(post: TestPost, person) -> int:
    actor = post.actor()
    return sum("opd" in one.forms for one in list_timeline(actor.node.cursor, person.id, actor.node.keyring))


def test_who_has_a_page_of_the_person_half_written_is_told_and_since_when(post: TestPost) -> None:
    """Doctor and nurse wrote about the same patient, each without knowing of the other."""
    person = post.person()
    address = f"/people/{person.id.hex()}/consultation"
    post.client("nurse").post(f"/drafts{address}", opened(post.client("nurse"), address).fields | {"exam": ["x"]})
    post.later(minutes=7)
    page = post.client("doctor").get(address).content.decode()
    assert f"{post.actor('nurse').staff.name} está escribiendo sobre esta persona desde las 09:00." in page
    assert "está escribiendo" not in post.client("nurse").get(address).content.decode()
    post.later(hours=13)
    assert "está escribiendo" not in post.client("doctor").get(address).content.decode(), "left over, not under way"


def test_that_a_sealed_form_is_being_written_is_told_to_nobody(post: TestPost) -> None:
    person = post.person()
    key = f"people/{person.id.hex()}/contact/mh_base"
    post.client("psychologist").post(f"/drafts/{key}", {"note": "x"})
    page = post.client("doctor").get(f"/people/{person.id.hex()}/consultation").content.decode()
    assert post.actor("psychologist").staff.name not in page
    assert "está escribiendo" not in page


def test_who_called_the_person_is_told(post: TestPost) -> None:
    person = post.person()
    arrival = record_arrival(post.actor("nurse"), person, reason="feet")
    record_arrival_status(post.actor("nurse"), person, arrival, "called")
    for more in ("consultation", "contact/vitals"):
        page = post.client("doctor").get(f"/people/{person.id.hex()}/{more}").content.decode()
        assert f"{post.actor('nurse').staff.name} llamó a esta persona a las 09:00." in page


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
    assert f"{post.actor(other).staff.name} firmó una consulta de esta persona a las 09:03" in page
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
    return next(one for one in list_page_forms(page) if one.action == address)


def called(post: TestPost, person: Person, trade: str) -> None:
    """The person waits and a colleague calls them, both from the pages."""
    client, base = post.client(trade), f"/people/{person.id.hex()}/"
    client.post(f"{base}arrive", {"reason": "feet"})
    assert client.post(f"{base}arrival/called").status_code == 303


def take_over(post: TestPost, person: Person, trade: str) -> None:
    """A colleague presses the button that their page of the person has."""
    client, base = post.client(trade), f"/people/{person.id.hex()}/"
    form = next(
        one for one in list_page_forms(client.get(base).content.decode()) if one.action == f"{base}arrival/called"
    )
    assert client.post(form.action, form.fields).status_code == 303


def shown(post: TestPost, trade: str, address: str) -> str:
    return post.client(trade).get(address).content.decode()


def test_whose_call_was_taken_over_reads_it_on_the_board_and_who_took_over_on_the_page(post: TestPost) -> None:
    """A nurse had called somebody, a doctor went on with them, and nothing on either screen said that there were two."""
    person = post.person()
    base = f"/people/{person.id.hex()}/"
    called(post, person, "nurse")
    assert "relevó" not in shown(post, "nurse", "/")
    post.later(minutes=12)
    take_over(post, person, "doctor")
    assert "Doctor le relevó a las 09:12" in shown(post, "nurse", "/")
    assert "usted relevó a Nurse a las 09:12" in shown(post, "doctor", "/")
    assert "Doctor relevó a Nurse a las 09:12" in shown(post, "promoter", "/")
    assert "usted relevó a Nurse a las 09:12" in shown(post, "doctor", base)
    assert "Doctor le relevó a las 09:12" in shown(post, "nurse", base)
    for more in ("consultation", "contact/vitals"):
        assert "Usted relevó a Nurse a las 09:12." in shown(post, "doctor", f"{base}{more}")
        assert "Doctor le relevó a las 09:12." in shown(post, "nurse", f"{base}{more}")


def test_who_had_called_somebody_reads_that_another_has_seen_them(post: TestPost) -> None:
    """A doctor signed the consultation of whom a nurse had called: the person was gone from her board without a word."""
    person = post.person()
    called(post, person, "nurse")
    post.later(minutes=12)
    form = opened(post.client("doctor"), f"/people/{person.id.hex()}/consultation")
    assert post.client("doctor").post(form.action, form.fields | SEEN).status_code == 303
    assert "Doctor atendió a la persona y firmó a las 09:12" in shown(post, "nurse", "/")
    assert "Doctor atendió" in shown(post, "nurse", "/board/poll")
    for trade in ("doctor", "promoter"):
        assert "atendió a la persona" not in shown(post, trade, "/")
    post.later(hours=3)
    assert "atendió a la persona" not in shown(post, "nurse", "/")


def test_who_saw_the_person_themselves_reads_nothing_of_it(post: TestPost) -> None:
    person = post.person()
    called(post, person, "nurse")
    form = opened(post.client("nurse"), f"/people/{person.id.hex()}/consultation")
    assert post.client("nurse").post(form.action, form.fields | SEEN).status_code == 303
    assert "atendió a la persona" not in shown(post, "nurse", "/")


def test_one_takes_over_from_whom_the_page_named_and_nobody_twice(post: TestPost) -> None:
    """Two pages offered to take over from the nurse; the second would have taken the person from the doctor unasked."""
    person = post.person()
    base = f"/people/{person.id.hex()}/"
    called(post, person, "nurse")
    page = list_page_forms(shown(post, "midwife", base))
    stale = next(one for one in page if one.action == f"{base}arrival/called")
    take_over(post, person, "doctor")
    post.later(minutes=5)
    assert post.client("midwife").post(stale.action, stale.fields).status_code == 303
    assert "usted relevó a Nurse" in shown(post, "doctor", "/")
    assert f"{base}arrival/called" not in shown(post, "doctor", base)
    assert "Doctor" in shown(post, "midwife", base)


def test_of_a_reserved_visit_nobody_is_told_who_took_over_and_nobody_takes_it_over(post: TestPost) -> None:
    person, psychologist = post.person(), post.actor("psychologist")
    arrival = record_arrival(psychologist, person, reserved=True)
    record_arrival_status(psychologist, person, arrival, "called")
    base = f"/people/{person.id.hex()}/"
    assert f"{base}arrival/called" not in shown(post, "doctor", base)
    post.client("doctor").post(f"{base}arrival/called", {"from": ""})
    for trade in ("doctor", "psychologist"):
        assert "relev" not in shown(post, trade, "/")
