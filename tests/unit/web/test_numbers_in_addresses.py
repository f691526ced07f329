"""A number in an address that no page writes: the page is shown as if there were none."""

import pytest

from posta.web.view_helpers import read_number
from tests.post_fixture import TestPost

ABSURD = ["9" * 30, "9" * 5000, "-1", "1.5", "٣", "", "x"]


@pytest.mark.parametrize("text", ABSURD)
def test_only_a_short_whole_number_is_one(text: str) -> None:
    assert read_number(text) is None
    assert read_number("120") == 120


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("text", ABSURD)
def test_a_list_that_goes_on_at_no_number_begins_at_the_beginning(post: TestPost, text: str) -> None:
    client, person = post.client(), post.person()
    for address in ("/agenda/", f"/people/{person.id.hex()}/", "/referrals/", "/sync/"):
        assert client.get(address, {"from": text, "asked": text}).status_code == 200, address
