"""Errors become pages in plain words; what was typed is kept."""

import pytest

from posta.care import middleware
from posta.care.middleware import notices_of, sync_words
from posta.courier.status import Status
from posta.node.database import FullDisk
from tests.post import TestPost

pytestmark = pytest.mark.django_db(transaction=True)
GB = 10**9


def test_a_full_disk_keeps_what_was_typed(post: TestPost, monkeypatch: pytest.MonkeyPatch) -> None:
    from posta.care.person import views

    def full(*args: object, **named: object) -> None:
        raise FullDisk("The disk is full: this was not saved. Free some space, then save again.")

    person = post.person()
    monkeypatch.setattr(views, "record_arrival", full)
    answer = post.client("nurse").post(
        f"/people/{person.id.hex()}/arrive", {"reason": "feet", "reason_text": "ampollas rotas"}
    )
    page = answer.content.decode()
    assert answer.status_code == 503
    assert "No se guardó: el disco está lleno" in page
    assert 'name="reason_text" value="ampollas rotas"' in page
    assert "Traceback" not in page
    assert "Wilmer" not in page


def test_a_clock_that_disagrees_and_a_disk_that_fills_are_told() -> None:
    ahead = [notices_of(Status(0, None, minutes * 60_000), 50 * GB) for minutes in (9, 11, 1441)]
    assert [[n.kind for n in found] for found in ahead] == [[], [""], ["bad"]]
    assert [n.kind for space in (50 * GB, GB // 2, GB // 10) for n in notices_of(Status(0, 0, 0), space)] == ["", "bad"]


def test_the_pill_speaks_plainly() -> None:
    waiting = sync_words(Status(14, 3 * 3_600_000, 0))
    assert (waiting.count, waiting.word, waiting.more) == (14, "por enviar", "hace 3 h")
    assert sync_words(Status(0, 60_000, 0)).state == "ok"
    assert sync_words(Status(0, None, 0)).count is None
    assert sync_words(Status(0, 3 * middleware.DAY, 0)).state == "ask"
