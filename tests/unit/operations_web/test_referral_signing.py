"""A referral is kept or sent by the button that signs it; nobody is asked for its state, and a correction keeps it."""

from datetime import timedelta

import pytest
from django.utils.timezone import localtime

from posta.acts.care.visits.encounter import record_encounter
from posta.chart.history.timeline import list_timeline
from posta.chart.record.person import Person
from posta.ids import EntryId
from posta.operations.referrals.referral_lists import list_of_person
from tests.page_forms import list_page_forms
from tests.post_fixture import TestPost

pytestmark = pytest.mark.django_db(transaction=True)
SENT = {"to_type": "hosp", "reason": "higher", "urgency": "u24", "consent": "y"}
TYPED = {name: [value] for name, value in SENT.items()}
STATES = ("status", "status_dt", "outcome")


def form_of(post: TestPost, address: str) -> dict[str, list[str]]:
    """The fields of the page's form as a browser would post them."""
    page = post.client().get(address).content.decode()
    (entry,) = [one for one in list_page_forms(page) if "to_name__text" in one.fields]
    return entry.fields


def record(post: TestPost, person: Person, **answers: object) -> EntryId:
    """Record a referral without its page, as an earlier version or another computer did."""
    actor = post.actor()
    moments = {"sent_dt": actor.now, "status_dt": actor.now}
    return record_encounter(actor, person, {"referral": {**SENT, **moments, **answers}}).entry


def answers_of(post: TestPost, person: Person) -> dict[str, object]:
    """The answers of a person's referral as its latest correction has them."""
    actor = post.actor()
    items = list_timeline(actor.node.cursor, person.id, actor.node.keyring)
    return dict(next(item.forms["referral"] for item in items if "referral" in item.forms))


@pytest.mark.parametrize(
    ("pressed", "consent", "state", "status"),
    [
        ("keep", "y", "draft", "proposed"),
        ("send", "y", "sent", "sent"),
        ("", "y", "sent", "sent"),  # the key to sign, and an older page
        ("send", "n", "closed", "refused"),
    ],
)
def test_the_button_decides_the_state(post: TestPost, pressed: str, consent: str, state: str, status: str) -> None:
    person = post.person()
    address = f"/people/{person.id.hex()}/contact/referral"
    page = post.client().get(address).content.decode()
    assert "Guardar como borrador" in page
    assert "Firmar y enviar" in page
    fields = form_of(post, address)
    assert not set(STATES) & {name.partition("__")[0] for name in fields}, "the state is not asked"
    button = {"signed_with": [pressed]} if pressed else {}
    assert post.client().post(address, {**fields, **TYPED, "consent": [consent], **button}).status_code == 303
    (one,) = list_of_person(post.actor().node.cursor, person.id)
    assert one.state == state
    assert answers_of(post, person)["status"] == status


def test_a_correction_keeps_the_state_and_its_moment(post: TestPost) -> None:
    person = post.person()
    kept = record(post, person, status="proposed")
    before = answers_of(post, person)
    post.house.clock.advance(minutes=20)
    address = f"/entries/{kept.hex()}/correct"
    page = post.client().get(address).content.decode()
    assert "Guardar como borrador" not in page
    fields = form_of(post, address)
    assert "status" not in fields
    assert post.client().post(address, {**fields, "urgency": ["imm"]}).status_code == 303
    (one,) = list_of_person(post.actor().node.cursor, person.id)
    assert (one.state, one.urgency) == ("draft", "imm")
    after = answers_of(post, person)
    assert after["urgency"] == "imm"
    assert (after["status"], after["status_dt"]) == (before["status"], before["status_dt"])


def test_sending_it_later_moves_its_state_along(post: TestPost) -> None:
    """The state cannot be older than the sending; nobody could correct a moment that no page shows."""
    sent = record(post, post.person(), status="sent")
    later = localtime(post.actor().now + timedelta(minutes=40), post.actor().zone)
    post.house.clock.advance(hours=2)
    address = f"/entries/{sent.hex()}/correct"
    moved = {"sent_dt": [later.strftime("%d/%m/%Y")], "sent_dt__time": [later.strftime("%H:%M")]}
    assert post.client().post(address, {**form_of(post, address), **moved}).status_code == 303


def test_a_state_that_no_button_gives_can_still_be_corrected(post: TestPost) -> None:
    person = post.person()
    received = record(post, person, status="received", outcome="Se queda hasta el lunes")
    address = f"/entries/{received.hex()}/correct"
    fields = form_of(post, address)
    assert fields["status"] == ["received"]
    assert post.client().post(address, {**fields, "status": ["sent"]}).status_code == 303
    (one,) = list_of_person(post.actor().node.cursor, person.id)
    assert one.state == "sent"


def test_a_wrong_moment_is_named_once(post: TestPost) -> None:
    address = f"/people/{post.person().id.hex()}/contact/referral"
    fields = {**form_of(post, address), **TYPED, "sent_dt": ["31/12/2030"], "status": ["rubbish"]}
    back = post.client().post(address, fields)
    assert back.status_code == 422
    assert [label for _id, label, _words in back.context["summary"]["problems"]] == ["Fecha y hora de envío"]
