"""A page belongs to the colleague who opened it: every form of every page, walked as a browser has it."""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass

import pytest
from django.test import Client

from posta.acts.care.queue.arrival import record_arrival
from posta.acts.care.registration import record_travel_group_member
from posta.acts.care.visits.encounter import check_can_write, record_encounter
from posta.catalog.compartments import Compartment
from posta.catalog.language.form import list_forms
from posta.mission.errors import Refused
from posta.node.drafts import get_draft
from posta.node.models import Draft
from posta.scribe.context.local_node import open_cursor
from tests.coordination_fixture import Coordination
from tests.in_memory_mission import ROLES
from tests.page_forms import PageForm, list_page_forms
from tests.post_fixture import TestPost, make_post

pytestmark = pytest.mark.django_db(transaction=True)

NOT_SIGNED = ("/lock", "/logout", "/view/", "/search", "/drafts/")  # nothing is recorded there
OPD = {"complaint": "Tos", "dx_main": "ari_upper", "dx_status": "new", "violence_link": "n"}
ALL = (*ROLES, "psychiatrist", "logistician", "team_leader", "residence_staff")


@dataclass(slots=True)
class Walk:
    """Pages of one place, who opens them, and who else gives their words in the same browser."""

    opened_by: Callable[[str], Client]
    other: Client
    pages: list[tuple[str, str]]
    other_name: str

    def forms(self) -> Iterator[tuple[str, str, PageForm]]:
        for role, path in self.pages:
            count = len(self.read(role, path))
            for place in range(count):
                form = self.read(role, path)[place : place + 1]  # opened anew: what was sent before changed it
                if form and not form[0].action.startswith(NOT_SIGNED):
                    yield role, path, form[0]

    def read(self, role: str, path: str) -> list[PageForm]:
        page = self.opened_by(role).get(path, follow=True)  # some forms have a page of their own
        assert page.status_code == 200, (role, path)
        return list_page_forms(page.content.decode())


@pytest.fixture
def crew(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> TestPost:
    """A post at which every trade is at work."""
    return make_post(monkeypatch, "tenosique_la72", trades=ALL)


def entries() -> int:
    return int(open_cursor().execute("SELECT COUNT(*) FROM ledger_entry").fetchone()[0])


def post_pages(crew: TestPost) -> list[tuple[str, str]]:
    """Every page with a form at a post, each with a trade that may open it."""
    person, waits = crew.person(sex="f"), crew.person(alias="Otra")
    at = record_encounter(crew.actor(), person, {"opd": OPD}).entry.hex()
    record_arrival(crew.actor(), waits, reason="feet")
    record_travel_group_member(crew.actor(), person, bytes(16))
    crew.later(minutes=5)
    here = f"/people/{person.id.hex()}/"
    plain = ["/", here, f"/people/{waits.id.hex()}/", f"{here}consultation", f"{here}edit", "/people/new", "/sync/",
             f"/entries/{at}/", f"/entries/{at}/correct", f"/groups/{bytes(16).hex()}/"]  # fmt: skip
    return [*(("doctor", path) for path in plain), *_form_pages(crew, here)]


def _form_pages(crew: TestPost, here: str) -> Iterator[tuple[str, str]]:
    for form in list_forms():
        role = next((one for one in ALL if may_write(crew, one, form.name)), None)
        if role is not None and form.name != "visit":
            yield role, f"/work/{form.name}" if form.compartment is Compartment.FACTS else f"{here}contact/{form.name}"


def may_write(crew: TestPost, role: str, form: str) -> bool:
    with suppress(Refused):
        check_can_write(crew.actor(role), [form])
        return True
    return False


def centre_pages(centre: Coordination) -> list[tuple[str, str]]:
    nurse, device = centre.appoint("nurse"), centre.device.feed.hex()
    pages = ["new", f"{nurse.id.hex()}/"]
    return [("administrator", f"/admin/colleagues/{one}") for one in pages] + [
        ("administrator", path) for path in ("/admin/devices/new", "/admin/cards/", f"/admin/devices/{device}/revoke")
    ]


def check_that_only_who_opened_it_signs(walk: Walk, least: int) -> None:
    tried = 0
    for role, path, form in walk.forms():
        before = entries()
        answer = walk.other.post(form.action or path, form.fields)
        assert answer.status_code == 409, (role, path, form.action)
        assert entries() == before, (role, path, form.action)
        assert walk.other_name in answer.content.decode()
        tried += 1
    assert tried >= least


def test_a_page_of_a_colleague_signs_nothing_in_another_session_of_the_browser(crew: TestPost) -> None:
    """A doctor's consultation half written in tab 1, a nurse's words in tab 2: it was signed as the nurse's."""
    walk = Walk(crew.client, crew.client("midwife"), post_pages(crew), crew.actor("midwife").staff.name)
    check_that_only_who_opened_it_signs(walk, 40)


def test_a_page_of_administration_acts_for_nobody_else(centre: Coordination) -> None:
    pages = centre_pages(centre)
    centre.appoint("team_leader")
    walk = Walk(centre.client, centre.client("team_leader"), pages, "Team_leader")
    check_that_only_who_opened_it_signs(walk, 7)


def test_what_was_typed_on_a_colleagues_page_is_their_draft_and_nobody_elses(crew: TestPost) -> None:
    """Sealed forms too: what the page of a psychologist sent in the doctor's session was the doctor's to open."""
    address = f"/people/{crew.person().id.hex()}/contact/mh_base"
    mine = next(
        f for f in list_page_forms(crew.client("psychologist").get(address).content.decode()) if f.action == address
    )
    typed = mine.fields | {"note": ["lo que contó"]}
    doctor = crew.client("doctor")
    assert doctor.post(f"/drafts{address}", typed).status_code == 409, "as the page keeps it by itself"
    assert doctor.post(address, typed).status_code == 409, "as its button sends it"
    psychologist, keys = crew.house.people["psychologist"]
    assert [bytes(row.staff) for row in Draft.objects.all()] == [psychologist]
    kept = get_draft(psychologist, address[1:], keys=keys, clock=crew.house.clock)
    assert kept is not None
    assert kept.content["note"] == ["lo que contó"]
    assert "lo que contó" in crew.client("psychologist").get(address).content.decode()


def test_the_name_of_who_signs_stands_on_every_page_that_is_signed(crew: TestPost) -> None:
    for role, path in post_pages(crew):
        page = crew.client(role).get(path).content.decode()
        if "data-entry" in page:
            assert f"Firma: {crew.actor(role).staff.name}" in page, path


def test_a_page_asks_whose_it_is_before_it_is_sent(crew: TestPost) -> None:
    mine = crew.actor("doctor").staff.id.hex()
    assert crew.client("doctor").get(f"/awake?by={mine}").status_code == 204
    told = crew.client("nurse").get(f"/awake?by={mine}")
    assert (told.status_code, crew.actor("doctor").staff.name in told.content.decode()) == (409, True)


def test_two_tabs_of_one_form_keep_two_drafts_and_say_so(crew: TestPost) -> None:
    """The tab typed in last wrote over the text of the other."""
    doctor, address = crew.client(), f"/people/{crew.person().id.hex()}/consultation"
    tabs = [
        next(f for f in list_page_forms(doctor.get(address).content.decode()) if f.action == address) for _ in range(2)
    ]
    for number, tab in enumerate(tabs):
        crew.later(minutes=1)
        doctor.post(f"/drafts{address}", tab.fields | {"exam": [f"texto {number}"]})
    page = doctor.get(address).content.decode()
    assert "texto 1" in page
    [other] = re.findall(r'href="(/people/[^"]*draft=\w+)"', page)
    assert "texto 0" in doctor.get(other).content.decode()
    shown = next(f for f in list_page_forms(page) if f.action == address)
    crew.later(minutes=1)
    doctor.post(f"/drafts{address}", tabs[1].fields | {"exam": ["texto 1, y más"]})
    doctor.post(f"/drafts{address}", shown.fields | {"exam": ["sigue de 1"]})
    staff, keys = crew.house.people["doctor"]
    kept = {get_draft(staff, address[1:], page=row.page, keys=keys, clock=crew.house.clock).content["exam"][0]
            for row in Draft.objects.all()}  # fmt: skip
    assert kept == {"texto 0", "texto 1, y más", "sigue de 1"}, "a draft that went on elsewhere is not taken over"


def test_a_draft_that_is_taken_up_is_one_draft(crew: TestPost) -> None:
    doctor, address = crew.client(), f"/people/{crew.person().id.hex()}/consultation"
    for words in ("uno", "dos"):
        tab = next(f for f in list_page_forms(doctor.get(address).content.decode()) if f.action == address)
        crew.later(minutes=1)
        doctor.post(f"/drafts{address}", tab.fields | {"exam": [words]})
    assert Draft.objects.count() == 1
    assert "dos" in doctor.get(address).content.decode()


@pytest.mark.parametrize("more", ["arrive", "error"])
def test_a_line_that_is_too_long_is_refused_and_stands_there_whole(crew: TestPost, more: str) -> None:
    """What somebody came for was cut at 80 letters, why an entry was an error at 200."""
    person = crew.person()
    at = record_encounter(crew.actor(), person, {"opd": OPD}).entry.hex()
    address = f"/people/{person.id.hex()}/arrive" if more == "arrive" else f"/entries/{at}/error"
    words, before = "y" * 201, entries()
    answer = crew.client().post(address, {"reason": words, "reason_text": words})
    assert (answer.status_code, entries()) == (422, before)
    assert words in answer.content.decode()
    assert "Escriba como máximo 200 caracteres." in answer.content.decode()
