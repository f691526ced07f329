"""What an exchange brings while a page is open: what the page had not shown is not emptied by saving it."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client

from posta.acts.care.queue.arrival import record_arrival
from posta.acts.care.registration import record_person
from posta.acts.care.visits.encounter import record_encounter
from posta.acts.mission import administration
from posta.catalog.compartments import Compartment
from posta.chart.history.timeline import list_timeline
from posta.chart.record.person import Person
from posta.chart.record.person_registers import find_person
from posta.formkit.shown_answers import encode_shown_answers, restore_unshown, was_shown
from posta.ids import EntryId
from posta.ledger.frontier import list_sendable_heads
from posta.scribe.incoming.receive import receive
from posta.sync.exchange import exchange, segments_offered
from posta.sync.transports.memory import MemoryTransport
from posta.wire.address import decode_segment, encode_segment
from posta.wire.compare import Offer
from tests.in_memory_mission import add_post
from tests.post_fixture import PERSON, TestPost
from tests.unit.care.test_forms_corrections import raw_of

pytestmark = pytest.mark.django_db(transaction=True)
THERE = "coatzacoalcos_casa"
OPD = {
    "complaint": "Dolor", "dx_main": "wound", "dx_status": "new", "history": "Tres días", "injury_cause": "X99",
    "injury_body": ("foot:r",), "injury_intent": "2", "violence_link": "y",
}  # fmt: skip
SIGNS = {"weight_kg": 61.5, "temp_c": 37.0}
Left = Callable[[int], bool]


def carry(post: TestPost, rejected: Left = lambda part: False) -> None:
    """Only what the other post wrote comes here, without the parts at these places."""
    there, here = post.house.node(THERE), post.actor().node
    post.house.clock.advance(minutes=2)
    (head,) = [one for one in list_sendable_heads(there.cursor, there.clock.millis()) if one.feed == there.device.feed]
    offer = Offer(head.feed, head.incarnation, 0, 0, head.sequence, head.hash)
    for data in segments_offered(there, offer):
        segment = decode_segment(data)
        entries = tuple(
            entry._replace(
                parts=tuple(p._replace(sealed=None) if rejected(n) else p for n, p in enumerate(entry.parts))
            )
            for entry in segment.entries
        )
        receive(here, [encode_segment(replace(segment, entries=entries))])


def known_at_both(post: TestPost) -> Person:
    add_post(post.house, THERE)
    person = post.person()
    post.meet(THERE)
    record_arrival(post.actor("nurse"), person, reason="injury")
    post.later(minutes=5)
    return person


def opened(client: Client, entry: EntryId) -> dict[str, list[str]]:
    return raw_of(client.get(f"/entries/{entry.hex()}/correct"))


def forms_now(post: TestPost, person: Person, trade: str = "doctor") -> dict:
    actor = post.actor(trade)
    items = list_timeline(actor.node.cursor, person.id, actor.node.keyring)
    (item,) = [one for one in items if one.kind in (2, 6)]
    return {name: dict(told) for name, told in item.forms.items()}


def test_a_sealed_answer_whose_key_came_while_the_correction_was_open_stays(post: TestPost) -> None:
    """A doctor corrected a weight. The key of the sealed answer came before she signed, and "assault" was emptied with it."""
    person = known_at_both(post)
    centre = post.house.node("coordination")
    administration.record_rotation(centre, Compartment.PROTECTED, "route", None)
    exchange(post.house.node(THERE), MemoryTransport(centre))
    post.house.refresh(THERE)
    entry = record_encounter(post.house.actor(THERE), person, {"vitals": SIGNS, "opd": OPD}).entry
    carry(post)
    doctor, address = post.client(), f"/entries/{entry.hex()}/correct"
    page = doctor.get(address)
    typed = raw_of(page) | {"weight_kg": ["65"]}
    assert "injury_intent" not in typed, "the key is not here yet"
    exchange(post.actor().node, MemoryTransport(centre))

    answer = doctor.post(address, typed)
    assert answer.status_code == 422, "it is shown before it is signed"
    words = answer.content.decode()
    assert "se puede leer más de este registro" in words
    assert forms_now(post, person)["opd"]["injury_intent"] == "2"
    assert forms_now(post, person)["vitals"]["weight_kg"] == 61.5
    shown = raw_of(answer)
    assert (shown["weight_kg"], shown["injury_intent"]) == (["65"], ["2"])
    signed = doctor.post(address, shown | {"dx_main": ["wound"]})  # a browser posts what its box shows
    assert signed.status_code == 303, signed.context and signed.context["summary"]
    assert forms_now(post, person)["opd"]["injury_intent"] == "2"
    assert forms_now(post, person)["opd"]["violence_link"] == "y"
    assert forms_now(post, person)["vitals"]["weight_kg"] == 65


def test_a_whole_sealed_form_whose_key_came_meanwhile_stays(post: TestPost) -> None:
    """Vital signs beside a midwife's sealed form: the page showed the vital signs alone, and the form was emptied."""
    from tests.spec.visibility.scene import answers_of

    person = known_at_both(post)
    centre = post.house.node("coordination")
    administration.record_rotation(centre, Compartment.SEXUAL_VIOLENCE, "route", None)
    exchange(post.house.node(THERE), MemoryTransport(centre))
    post.house.refresh(THERE)
    midwife = post.house.actor(THERE, "midwife")
    forms = {"vitals": SIGNS, "sv_fu": answers_of("sv_fu", midwife, person)}
    entry = record_encounter(midwife, person, forms).entry
    carry(post)
    here, address = post.client("midwife"), f"/entries/{entry.hex()}/correct"
    typed = raw_of(here.get(address)) | {"weight_kg": ["65"]}
    exchange(post.actor().node, MemoryTransport(centre))
    before = forms_now(post, person, "midwife")["sv_fu"]
    assert before

    answer = here.post(address, typed)
    assert answer.status_code == 422
    assert forms_now(post, person, "midwife")["sv_fu"] == before
    signed = here.post(address, raw_of(answer))
    assert signed.status_code == 303, signed.context and signed.context["summary"]
    after = forms_now(post, person, "midwife")
    assert after["sv_fu"] == before
    assert after["vitals"]["weight_kg"] == 65


@pytest.mark.parametrize("through_a_draft", [False, True])
def test_contents_that_came_while_the_correction_was_open_stay(post: TestPost, through_a_draft: bool) -> None:
    """The facts of a visit had been left out on the way: its correction had no diagnosis, and signing it emptied the one that came."""
    person = known_at_both(post)
    cough = {
        "complaint": "Tos",
        "dx_main": "ari_upper",
        "dx_status": "new",
        "violence_link": "n",
        "history": "Tres días",
    }
    entry = record_encounter(post.house.actor(THERE), person, {"vitals": {"weight_kg": 61.5}, "opd": cough}).entry
    carry(post, rejected=lambda part: part == 0)
    nurse, address = post.client("nurse"), f"/entries/{entry.hex()}/correct"
    typed = raw_of(nurse.get(address)) | {"history": ["Cuatro días"]}
    assert "dx_main" not in typed
    if through_a_draft:
        assert nurse.post(address, typed | {"draft": "1"}).status_code in (302, 303)
    post.meet(THERE)
    assert forms_now(post, person, "nurse")["opd"]["dx_main"] == "ari_upper"

    answer = nurse.get(address) if through_a_draft else nurse.post(address, typed)
    assert answer.status_code == (200 if through_a_draft else 422)
    assert "se puede leer más de este registro" in answer.content.decode()
    shown = raw_of(answer)
    assert (shown["dx_main"], shown["history"]) == (["ari_upper"], ["Cuatro días"])
    signed = nurse.post(address, shown)
    assert signed.status_code == 303, signed.context and signed.context["summary"]
    opd = forms_now(post, person, "nurse")["opd"]
    assert (opd["dx_main"], opd["history"]) == ("ari_upper", "Cuatro días")


@pytest.mark.parametrize("page", ["edit", "contact/person"])
def test_data_that_came_while_the_page_of_a_person_was_open_stays(post: TestPost, page: str) -> None:
    """A registration had come without its facts; whoever added a surname emptied the country that came meanwhile."""
    add_post(post.house, THERE)
    post.meet(THERE)
    person_id, _ = record_person(post.house.actor(THERE), {**PERSON, "family_name": "Mejía", "country_origin": "HN"})
    carry(post, rejected=lambda part: part == 0)
    nurse, address = post.client("nurse"), f"/people/{person_id.hex()}/{page}"
    opened = nurse.get(address)
    form = opened.context["form"] if page == "edit" else opened.context["forms"][0]
    typed = {one.name: [one.value] for one in form.fields if one.value}
    typed |= {
        one.name: [c.code for c in one.choices if c.chosen] for one in form.fields if any(c.chosen for c in one.choices)
    }
    typed |= {"seen": [opened.context["seen"]], "answered": [opened.context["answered"]]}
    assert "country_origin" not in typed
    post.meet(THERE)
    known = find_person(post.actor().node.cursor, person_id)
    assert known is not None
    assert known.answers["country_origin"] == "HN"

    signed = nurse.post(address, typed | {"family_name": ["Mejía Hernández"]})
    assert signed.status_code == 303
    known = find_person(post.actor().node.cursor, person_id)
    assert known is not None
    assert known.answers["family_name"] == "Mejía Hernández"
    assert known.answers.get("country_origin") == "HN"
    assert known.answers.get("sex") == "m"


def test_an_answer_that_the_page_showed_may_be_emptied_and_one_that_it_did_not_comes_back() -> None:
    now = {"opd": {"complaint": "Tos", "history": "Tres días"}}
    raw, labels = restore_unshown(now, {"answered": [encode_shown_answers({"opd": {"history": "Tres días"}})]})
    assert raw["complaint"] == ["Tos"]
    assert "history" not in raw
    assert len(labels) == 1
    again, labels = restore_unshown(now, {name: values for name, values in raw.items() if name != "complaint"})
    assert "complaint" not in again
    assert labels == ()


def test_of_rows_and_choices_each_is_shown_by_itself() -> None:
    """Two medicines stood on the page, a third came: all three are there, and the page's own changes too."""
    rows = [{"drug": drug, "dose": "1"} for drug in ("paracetamol", "amoxicillin", "zinc")]
    shown = encode_shown_answers({"opd": {"rx": rows[:2]}, "triage": {"yellow_signs": ["a"]}})
    posted = {"answered": [shown], "rx.0.drug": ["paracetamol"], "rx.0.dose": ["2"], "yellow_signs": ["a"]}
    raw, labels = restore_unshown({"opd": {"rx": rows}, "triage": {"yellow_signs": ["a", "b"]}}, posted)
    assert (raw["rx.0.dose"], raw["rx.1.drug"]) == (["2"], ["zinc"])
    assert "rx.2.drug" not in raw
    assert raw["yellow_signs"] == ["a", "b"]
    assert len(labels) == 2


def test_what_was_typed_where_the_page_showed_nothing_stays_as_typed() -> None:
    raw, labels = restore_unshown({"opd": {"complaint": "Tos"}}, {"complaint": ["Fiebre"]})
    assert raw["complaint"] == ["Fiebre"]
    assert labels, "and the page says so first"
    raw, _ = restore_unshown({"opd": {"dx_main": "wound"}}, {"dx_main__text": ["Tos"]})
    assert "dx_main" not in raw


def test_a_page_that_says_nothing_of_answers_is_read_as_before() -> None:
    assert was_shown({}, "person", "alias")
    assert not was_shown({"answered": [""]}, "person", "alias")
    assert was_shown({"answered": [encode_shown_answers({"person": {"alias": "Ana"}})]}, "person", "alias")
