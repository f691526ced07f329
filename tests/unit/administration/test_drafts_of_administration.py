"""What an administrator half wrote is a draft of theirs, as in every other form: role and last day, a certificate."""

import re

import pytest

from posta.formkit.form_data import without_buttons
from posta.node.models import Draft
from tests.coordination_fixture import Coordination
from tests.page_forms import PageForm, list_page_forms

pytestmark = pytest.mark.django_db(transaction=True)


def form_at(centre: Coordination, address: str, action: str = "") -> tuple[str, PageForm]:
    page = centre.client().get(address).content.decode()
    return page, next(form for form in list_page_forms(page) if form.action == (action or address))


def test_another_role_half_chosen_for_a_colleague_is_there_again(centre: Coordination) -> None:
    """The post was locked while a last day was being written: the page came back as if nobody had been there."""
    address = f"/admin/colleagues/{centre.appoint('nurse').id.hex()}/"
    page, form = form_at(centre, address)
    assert f'data-draft="/drafts{address}"' in page, "the page keeps it by itself, and typing is a sign of life"
    typed = form.fields | {"role": ["midwife"], "until": ["31/12/2018"]}
    assert centre.client().post(f"/drafts{address}", typed).status_code == 200
    page, again = form_at(centre, address)
    assert "Borrador de las" in page
    assert (again.fields["role"], again.fields["until"]) == (["midwife"], ["31/12/2018"])
    assert centre.client().post(address, again.fields).status_code == 303
    assert centre.staff("nurse").role == "midwife"
    assert not Draft.objects.exists()


def test_a_last_day_that_is_no_day_waits_until_it_is_mended(centre: Coordination) -> None:
    """Called away from a page that came back with an error: without a script nothing of it was left."""
    address = f"/admin/colleagues/{centre.appoint('nurse').id.hex()}/"
    _page, form = form_at(centre, address)
    assert centre.client().post(address, form.fields | {"until": ["pronto"]}).status_code == 422
    assert form_at(centre, address)[1].fields["until"] == ["pronto"]


def test_a_draft_says_what_another_administrator_changed_since(centre: Coordination) -> None:
    address = f"/admin/colleagues/{centre.appoint('nurse').id.hex()}/"
    _page, form = form_at(centre, address)
    client = centre.client()
    client.post(f"/drafts{address}", form.fields | {"until": ["31/12/2018"]})
    other = {"role": ["midwife"], "until": [""], "networks": form.fields["networks"], "shown": form.fields["shown"]}
    assert client.post(address, other).status_code == 303
    page, again = form_at(centre, address)
    assert "otra persona de administración cambió: función" in page
    assert (again.fields["role"], again.fields["until"]) == (["midwife"], ["31/12/2018"])
    assert centre.client().post(address, again.fields).status_code == 303


def test_new_words_asked_for_at_a_locked_post_leave_no_empty_draft(centre: Coordination) -> None:
    """What the page showed travels with the button: alone it is nothing that anybody typed."""
    address = f"/admin/colleagues/{centre.appoint('nurse').id.hex()}/"
    _page, form = form_at(centre, address, f"{address}words")
    assert form.fields["shown"]
    assert without_buttons(form.fields) == {}


def test_a_certificate_half_pasted_is_there_again(centre: Coordination) -> None:
    """Its draft waited in the list of drafts, and the page that the list leads to did not show it."""
    centre.later(days=330)
    page, form = form_at(centre, "/admin/cards/", "/admin/cards/certificate")
    assert 'data-draft="/drafts/admin/cards/"' in page
    centre.client().post("/drafts/admin/cards/", form.fields | {"code": ["a1b2 c3d4"]})
    page, again = form_at(centre, "/admin/cards/", "/admin/cards/certificate")
    assert again.fields["code"] == ["a1b2 c3d4"]
    assert re.search(r"Borrador de las \d", page)
    assert centre.client().post("/admin/cards/certificate", again.fields).status_code == 422
    assert form_at(centre, "/admin/cards/", "/admin/cards/certificate")[1].fields["code"] == ["a1b2 c3d4"]
