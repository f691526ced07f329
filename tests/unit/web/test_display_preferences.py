"""How a browser looks: sun mode and hidden names, each post's own though browsers share cookies between ports."""

import re

import pytest
from django.test import Client

from posta.node.http import cookies
from posta.node.http.cookies import SESSION
from posta.node.process_state import PROCESS
from tests.post_fixture import TestPost

pytestmark = pytest.mark.django_db(transaction=True)


def open_at(port: int, browser: Client, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """How the first page of the post at this port looks in this browser."""
    monkeypatch.setattr(PROCESS, "port", port)
    browser.cookies[cookies.cookie_name(SESSION)] = browser.cookies[SESSION].value
    page = browser.get("/")
    assert page.status_code == 200
    found = re.search(r'<html[^>]* class="([^"]*)"', page.content.decode())
    assert found is not None
    return found[1].split()


@pytest.mark.parametrize(("address", "look"), [("/view/sun", "sun"), ("/view/veil", "veil")])
def test_how_one_post_looks_is_not_how_another_post_of_the_same_computer_looks(
    post: TestPost, monkeypatch: pytest.MonkeyPatch, address: str, look: str
) -> None:
    """Names shown again at one of two demos were shown at the other too, where a stranger looked over the shoulder."""
    browser = post.client()
    open_at(8470, browser, monkeypatch)
    assert browser.post(address, {"on": "1", "next": "/"}).status_code == 303
    assert open_at(8470, browser, monkeypatch) == [look]
    assert open_at(8471, browser, monkeypatch) == []
    browser.post(address, {"on": "", "next": "/"})
    assert open_at(8470, browser, monkeypatch) == [look]
