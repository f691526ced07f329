"""Registering: four things, near matches once, families in a row, and back again within 30 seconds."""

import re
from datetime import timedelta

import pytest

from posta.care.registration.form_layout import split_names
from posta.chart.agenda.planned_visits import list_expectations, list_expected
from posta.chart.board import list_board
from posta.chart.history.timeline import list_timeline
from posta.chart.people_search import find_people
from posta.chart.record.person_registers import find_person
from posta.chart.record.travel_groups import find_travel_group, list_travel_group
from posta.clock import from_epoch_day, to_epoch_day
from posta.ids import PersonId
from posta.node.middleware import CACHED_FOREVER
from posta.web.formatting import masked_name
from posta.web.templatetags.posta import hideable
from tests.in_memory_mission import add_post
from tests.page_text import squeeze
from tests.post_fixture import PERSON, TestPost

pytestmark = pytest.mark.django_db(transaction=True)
TYPED = {
    "alias": "Keyla", "family_name": "Zelaya Pineda", "sex": "f", "age_value": "23", "age_unit": "y", "pop_group": "migrant",
    "consent_care": "y", "consent_record": "y", "reason": "feet", "reason_text": "ampollas", "colour": "green",
}  # fmt: skip


def register(post: TestPost, path: str = "/people/new", **more: str) -> tuple[PersonId, str]:
    answer = post.client("nurse").post(path, TYPED | more)
    assert answer.status_code == 303, re.findall(r'class="summary.*?</div>', answer.content.decode(), re.S)
    code = answer["Location"].split("/")[2]
    return PersonId(bytes.fromhex(code)), answer["Location"]


def test_one_submit_registers_and_puts_on_the_board(post: TestPost) -> None:
    person, _ = register(post)
    actor = post.actor()
    [waiting] = list_board(actor.node.cursor, actor.post.number, actor.day_start)
    assert (waiting.person, waiting.reason, waiting.colour) == (person, "feet: ampollas", "green")


def test_only_register_leaves_the_board_alone(post: TestPost) -> None:
    register(post, only="1", reason_text="")
    actor = post.actor()
    assert list_board(actor.node.cursor, actor.post.number, actor.day_start) == []


@pytest.mark.parametrize("unkept", [{"reason": "reserved"}, {"only": "1"}], ids=("reserved", "not on the board"))
def test_own_words_that_would_be_kept_nowhere_are_refused(post: TestPost, unkept: dict[str, str]) -> None:
    """A nurse typed why somebody came and chose "reserved appointment", or only registered: the words were dropped."""
    typed = TYPED | unkept | {"reason_text": "me siguieron desde la terminal"}
    answer = post.client("nurse").post("/people/new", typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "estas palabras se perderían" in page
    assert 'value="me siguieron desde la terminal"' in page
    assert find_people(post.actor().node.cursor, "keyla zelaya") == []
    person, _ = register(post, **unkept, reason_text=" ")
    assert find_person(post.actor().node.cursor, person)


def test_own_words_beside_a_reserved_appointment_are_refused_at_the_person_too(post: TestPost) -> None:
    person = post.person()
    typed = {"reason": "reserved", "reason_text": "me siguieron"}
    answer = post.client("nurse").post(f"/people/{person.id.hex()}/arrive", typed)
    assert answer.status_code == 422
    assert 'name="reason_text" value="me siguieron"' in squeeze(answer.content.decode())
    actor = post.actor()
    assert list_board(actor.node.cursor, actor.post.number, actor.day_start) == []


def test_undo_within_thirty_seconds_takes_back_person_and_arrival(post: TestPost) -> None:
    _, location = register(post)
    client = post.client("nurse")
    page = client.get(location).content.decode()
    undo = re.search(r'action="(/entries/[0-9a-f]{32}/undo)"', page)
    assert undo
    assert client.post(undo[1]).status_code == 303
    actor = post.actor()
    assert find_people(actor.node.cursor, "keyla zelaya") == []
    assert list_board(actor.node.cursor, actor.post.number, actor.day_start) == []


def test_undo_is_not_offered_later(post: TestPost) -> None:
    _, location = register(post)
    post.later(seconds=31)
    assert "/undo" not in post.client("nurse").get(location).content.decode()


def test_someone_alike_is_shown_once_and_nothing_is_lost(post: TestPost) -> None:
    register(post)
    client = post.client("nurse")
    again = client.post("/people/new", TYPED | {"alias": "keila", "family_name": "Selaya Pineda"})
    assert again.status_code == 422
    page = again.content.decode()
    assert "¿Es una de estas personas?" in page
    assert 'value="Selaya Pineda"' in page
    assert client.post("/people/new", TYPED | {"anyway": "1"}).status_code == 303


def test_what_is_missing_is_named_and_what_was_typed_stays(post: TestPost) -> None:
    answer = post.client("nurse").post("/people/new", TYPED | {"sex": "", "age_value": "200"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="Zelaya Pineda"' in page
    assert 'href="#f-sex"' in page or 'href="#f-age_value"' in page


@pytest.mark.parametrize(("age", "unit"), [("0", "y"), ("0", "m"), ("72", "m")])
def test_an_age_in_the_wrong_unit_says_which_unit_to_write(post: TestPost, age: str, unit: str) -> None:
    """A child met "these answers do not agree: correct or confirm", with no rule and no way to confirm."""
    rule = "Menos de un mes: escriba los días. Menos de un año: días o meses. Desde los 5 años: los años."
    client, typed = post.client("nurse"), TYPED | {"age_value": age, "age_unit": unit}
    answer = client.post("/people/new", typed)
    assert answer.status_code == 422
    assert answer.context["form"].by_name["age_unit"].error == rule
    assert [words for _anchor, _label, words in answer.context["form"].problems] == [rule]
    person, _ = register(post)
    amended = client.post(f"/people/{person.hex()}/edit", typed)
    assert amended.context["form"].by_name["age_unit"].error == rule


def test_without_a_name(post: TestPost) -> None:
    """One tap once sex, age and group are chosen: a code word, what was not asked is not answered, no name finds them."""
    person, _ = register(post, alias="", family_name="", consent_care="", consent_record="", anonymous="1")
    cursor = post.actor().node.cursor
    known = find_person(cursor, person)
    assert known is not None
    assert re.fullmatch(r"Anónimo [0-9A-Z]{4}", known.name)
    assert (known.answers["consent_care"], known.answers["consent_record"]) == ("p", "p")
    assert known.wishes == {"anonymous"}
    assert find_people(cursor, known.name) == []
    assert [one.person.id for one in find_people(cursor, known.code)] == [person]


def test_without_a_name_and_age_only_the_age_is_asked(post: TestPost) -> None:
    answer = post.client("nurse").post("/people/new", {**TYPED, "age_value": "", "anonymous": "1"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert [path for path, _, _ in answer.context["form"].problems] == ["f-age_value"]
    assert re.search(r'value="Anónimo [0-9A-Z]{4}"', page)
    assert 'name="no_name" value="1"' in squeeze(page)


def test_a_family_is_registered_in_a_row(post: TestPost) -> None:
    first, _ = register(post)
    form = post.client("nurse").get(f"/people/new?with={first.hex()}").content.decode()
    assert 'value="Zelaya Pineda"' in form
    known = find_person(post.actor().node.cursor, first)
    assert known is not None
    assert hideable(known.name, masked_name(known)) in form  # "hide names" hides the companion's too
    second, _ = register(post, f"/people/new?with={first.hex()}", alias="Josué", sex="m", age_value="4")
    cursor = post.actor().node.cursor
    party = find_travel_group(cursor, first)
    assert party is not None
    assert [one.id for one in list_travel_group(cursor, party).members] == [first, second]


def test_typed_words_become_names() -> None:
    assert split_names("ana lucía hernández orellana") == {
        "alias": ["Ana Lucía"],
        "family_name": ["Hernández Orellana"],
    }
    assert split_names("M3VA-20B8") == {}


def test_enter_in_a_text_box_registers_nobody(post: TestPost) -> None:
    assert post.client("nurse").post("/people/new", TYPED | {"nothing": "1"}).status_code == 200
    assert find_people(post.actor().node.cursor, "keyla zelaya") == []


def test_consent_is_never_chosen_beforehand(post: TestPost) -> None:
    page = post.client("nurse").get("/people/new").content.decode()
    assert not re.search(r'name="consent_(care|record)" value="\w"[^>]* checked', page)


def test_no_page_carries_every_country(post: TestPost) -> None:
    """Registration weighed 68 kB, most of it the states of six countries; the list is fetched once and kept."""
    client = post.client("nurse")
    page = client.get("/people/new")
    assert len(page.content) < 36_000
    address = page.context["form"].sources["list-iso3166_2"]
    listed = client.get(address)
    assert listed["Cache-Control"] == CACHED_FOREVER
    assert 'value="Olancho, Honduras"' in listed.content.decode() or "Olancho" in listed.content.decode()
    assert client.get(address.replace(".es", ".xx")).status_code == 404
    assert client.get(address.replace("/lists/", "/lists/0")).status_code == 404


def test_a_country_is_understood_without_its_list(post: TestPost) -> None:
    typed = {
        **{name: str(value) for name, value in PERSON.items()},
        "country_origin": "",
        "country_origin__text": "haití",
    }
    where = post.client("nurse").post("/people/new", typed)["Location"]
    assert "Haití" in post.client("nurse").get(where).content.decode()


def test_whether_they_may_be_called_is_asked_beside_the_telephone(post: TestPost) -> None:
    """A number was written down, and nobody was asked whether it may be called."""
    page = post.client("nurse").get("/people/new").content.decode()
    assert page.index('name="phone"') < page.index('name="contact_ok"')
    person, _ = register(post, phone="+50499001122", contact_ok="n")
    actor = post.actor("social_worker")
    items = list_timeline(actor.node.cursor, person, actor.node.keyring, limit=9)
    assert any(one.forms.get("person", {}).get("contact_ok") == "n" for one in items)


def test_where_they_go_next_is_proposed_by_the_route_and_costs_nothing_to_leave(post: TestPost) -> None:
    page = squeeze(post.client("nurse").get("/people/new").content.decode())
    chips = re.findall(r'name="next_place" value="(\w*)"( checked)?', page)
    assert chips[0] == ("", " checked")
    assert [code for code, _chosen in chips[1:3]] == ["coatzacoalcos_casa", "coatzacoalcos_vias"]
    assert {code for code, _chosen in chips[3:]} == {"reynosa_recepcion", "tijuana"}  # not those of another network
    assert {chosen for _code, chosen in chips[1:]} == {""}
    person, _ = register(post, next_place="")
    assert list_expectations(post.actor().node.cursor, [person]) == {}


def test_the_post_they_go_to_expects_them_on_the_proposed_day_or_another(post: TestPost) -> None:
    add_post(post.house, "coatzacoalcos_casa")
    actor = post.actor()
    person, _ = register(post, next_place="coatzacoalcos_casa")
    expected = list_expectations(actor.node.cursor, [person])[person]
    assert from_epoch_day(expected.day) == actor.today + timedelta(days=7)
    other, _ = register(
        post, alias="Óscar", family_name="Funes", sex="m", next_place="coatzacoalcos_casa",
        next_day=f"{actor.today + timedelta(days=3):%d/%m/%Y}",
    )  # fmt: skip
    post.meet("coatzacoalcos_casa")
    there = post.house.actor("coatzacoalcos_casa")
    awaited = list_expected(there.node.cursor, there.post.number, to_epoch_day(actor.today), most=9)
    assert [one.person for one in awaited] == [other, person]


def test_who_does_not_share_is_expected_nowhere_and_the_page_says_so(post: TestPost) -> None:
    add_post(post.house, "coatzacoalcos_casa")
    typed = TYPED | {"next_place": "coatzacoalcos_casa", "consent_record": "n"}
    answer = post.client("nurse").post("/people/new", typed)
    assert answer.status_code == 422
    assert "no aceptó que otras postas vean su expediente" in answer.content.decode()
    assert find_people(post.actor().node.cursor, "keyla zelaya") == []
    register(post, consent_record="n", next_place="")


@pytest.mark.parametrize("day", ["ayer mismo", "01/01/2018", "01/01/2031"])
def test_a_day_that_cannot_be_is_shown_again_as_it_was_typed(post: TestPost, day: str) -> None:
    add_post(post.house, "coatzacoalcos_casa")
    typed = TYPED | {"next_place": "coatzacoalcos_casa", "next_day": day}
    answer = post.client("nurse").post("/people/new", typed)
    page = squeeze(answer.content.decode())
    assert answer.status_code == 422
    assert f'name="next_day" value="{day}"' in page
    assert 'value="coatzacoalcos_casa" checked' in page


def test_a_post_that_has_closed_since_is_said_and_nobody_is_registered(post: TestPost) -> None:
    """It was left out without a word: who registered them believed that they were expected there."""
    answer = post.client("nurse").post("/people/new", TYPED | {"next_place": "one_that_closed"})
    assert answer.status_code == 422
    assert "Ese lugar está cerrado" in answer.content.decode()
    assert find_people(post.actor().node.cursor, "keyla zelaya") == []


def test_a_companion_goes_where_the_other_is_expected(post: TestPost) -> None:
    add_post(post.house, "coatzacoalcos_casa")
    person, _ = register(post, next_place="coatzacoalcos_casa")
    page = squeeze(post.client("nurse").get(f"/people/new?with={person.hex()}").content.decode())
    assert 'value="coatzacoalcos_casa" checked' in page


def test_undoing_a_registration_takes_back_that_they_are_expected(post: TestPost) -> None:
    add_post(post.house, "coatzacoalcos_casa")
    person, location = register(post, next_place="coatzacoalcos_casa")
    client = post.client("nurse")
    undo = re.search(r'action="(/entries/[0-9a-f]{32}/undo)"', client.get(location).content.decode())
    assert undo
    client.post(undo[1])
    assert list_expectations(post.actor().node.cursor, [person]) == {}
