"""Drafts: kept by the page, mine alone, listed without their content, thrown away."""

import pytest

from posta.node.models import Draft


def address_of(person, more: str = "consultation") -> str:
    return f"people/{person.id.hex()}/{more}"


def test_a_draft_says_when_it_was_kept_and_is_sealed_to_its_author(post):
    client, key = post.client(), address_of(post.person())
    said = client.post(f"/drafts/{key}", {"exam": "una úlcera", "csrfmiddlewaretoken": "x", "token": "y"})
    assert said.content.decode() == "Borrador guardado 09:00", "'Guardado' alone read as if the visit was signed"
    row = Draft.objects.get()
    assert row.is_sealed
    assert "úlcera".encode() not in bytes(row.content)


def test_nothing_typed_keeps_nothing(post):
    post.client().post(f"/drafts/{address_of(post.person())}", {"exam": "  ", "token": "y"})
    assert not Draft.objects.exists()


def test_the_list_shows_mine_without_content_and_nothing_of_sealed_forms(post):
    person, doctor = post.person(), post.client()
    doctor.post(f"/drafts/{address_of(person)}", {"exam": "una úlcera"})
    doctor.post(f"/drafts/{address_of(person, 'contact/sv')}", {"account": "lo que cuenta"})
    page = doctor.get("/drafts/").content.decode()
    assert page.count("Wilmer") == 1
    assert "Formato reservado" in page
    assert "úlcera" not in page
    assert "Wilmer" not in post.client("nurse").get("/drafts/").content.decode()


def test_a_draft_is_thrown_away(post):
    client, key = post.client(), address_of(post.person())
    client.post(f"/drafts/{key}", {"exam": "x"})
    assert client.post(f"/drafts/{key}", {"drop_draft": "1"})["Location"] == f"/{key}"
    assert not Draft.objects.exists()


def test_a_draft_of_a_form_is_restored_after_another_session_began(post):
    person = post.person()
    key = address_of(person, "contact/vitals")
    post.client("nurse").post(f"/drafts/{key}", {"temp_c": "38,"})
    assert 'value="38,"' in post.client("nurse").get(f"/{key}").content.decode()


def test_what_could_not_be_signed_is_kept_as_a_draft_until_it_is(post):
    """A doctor was called away from a consultation that came back with an error; without a script nothing was left of it."""
    person, doctor = post.person(), post.client()
    key, sent = (
        address_of(person),
        {"temp_c": "84", "exam": "garganta roja", "dx_main": "ari_upper", "violence_link": "n"},
    )
    assert doctor.post(f"/{key}", sent).status_code == 422
    page = post.client().get(f"/{key}").content.decode()
    assert 'value="84"' in page
    assert "garganta roja" in page
    assert doctor.post(f"/{key}", {**sent, "temp_c": "38,4", "complaint": "tos"}).status_code == 303
    assert not Draft.objects.filter(key=key).exists()


def test_work_about_nobody_has_its_draft_too(post):
    client = post.client("promoter")
    client.post("/drafts/work/group", {"n_f": "12"})
    assert "Borrador de las" in client.get("/work/group").content.decode()


@pytest.mark.parametrize("key", ["etc/passwd", "people/00/consultation", "work/../x", "entries/zz/correct"])
def test_only_forms_have_drafts(post, key):
    assert post.client().post(f"/drafts/{key}", {"x": "y"}).status_code == 404


def test_what_is_too_long_for_a_draft_is_said_and_stays_on_the_page(post):
    """A note of 300,000 letters that was also wrong: the page that said so had lost all of it."""
    person, doctor = post.person(), post.client()
    key, note = address_of(person), "ñ" * 300_000
    said = doctor.post(f"/drafts/{key}", {"exam": note})
    assert (said.status_code, "demasiado largo" in said.content.decode()) == (422, True)
    page = doctor.post(f"/{key}", {"exam": note, "temp_c": "84"})
    assert page.status_code == 422
    assert note in page.content.decode()
