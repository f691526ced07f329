"""Errors become pages in plain words; what was typed is kept."""

import pytest

from posta.acts.care.visits.encounter import record_encounter
from posta.node.storage.database import FullDisk
from posta.scribe.context import local_node
from posta.scribe.replay import state_hash
from posta.sync.status import Status
from posta.web import middleware
from posta.web.middleware import status_notices, sync_badge
from tests.post_fixture import PERSON, TestPost
from tests.unit.scribe.test_disk_full import FullDisk as FullCursor

pytestmark = pytest.mark.django_db(transaction=True)
GB = 10**9


def test_a_full_disk_keeps_what_was_typed(post: TestPost, monkeypatch: pytest.MonkeyPatch) -> None:
    from posta.care.person import views

    def full(*args: object, **named: object) -> None:
        raise FullDisk("full_disk")

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


def test_a_frame_that_cannot_be_drawn_leaves_the_page_of_the_error_without_one(
    post: TestPost, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*args: object, **named: object) -> None:
        raise FullDisk("full_disk")

    monkeypatch.setattr(middleware, "describe_status", failing)
    answer = post.client("nurse").get("/")
    page = answer.content.decode()
    assert answer.status_code == 503
    assert "el disco está lleno" in page
    assert "La 72" not in page


def test_what_is_saved_asks_for_no_frame(post: TestPost, monkeypatch: pytest.MonkeyPatch) -> None:
    person = post.person()
    monkeypatch.setattr(middleware, "describe_status", None)
    answer = post.client("nurse").post(f"/people/{person.id.hex()}/arrive", {"reason": "feet"})
    assert answer.status_code == 303


NEW = {**{name: str(value) for name, value in PERSON.items()}, "anyway": "1", "reason": "feet"}


@pytest.mark.parametrize(
    ("address", "typed"),
    [
        ("/people/new", NEW),
        ("/people/new?with={person}", NEW),
        ("/people/{person}/arrive", {"reason": "feet"}),
        ("/people/{person}/group", {}),
        ("/people/{person}/edit", {"age_value": "31"}),
        ("/people/{person}/contact/vitals", {"hr": "80"}),
        ("/entries/{entry}/undo", {}),
        ("/entries/{entry}/error", {"reason": "otra persona"}),
        ("/entries/{entry}/correct", {"hr": "81"}),
    ],
)
def test_a_disk_that_fills_up_at_any_statement_is_told_in_words_and_nothing_is_half_saved(
    post: TestPost, monkeypatch: pytest.MonkeyPatch, address: str, typed: dict[str, str]
) -> None:
    """Pages that opened their own transaction answered "a fault of the program" when the disk was full."""
    person = post.person()
    entry = record_encounter(post.actor(), person, {"vitals": {"hr": 79}}).entry
    before, client = state_hash(post.actor().node), post.client("nurse")
    room, bare = 0, local_node.open_cursor
    while True:
        monkeypatch.setattr(local_node, "open_cursor", lambda room=room: FullCursor(bare(), room))
        answer = client.post(address.format(person=person.id.hex(), entry=entry.hex()), typed)
        monkeypatch.setattr(local_node, "open_cursor", bare)
        if answer.status_code == 303:
            break
        assert answer.status_code == 503
        assert "l disco está lleno" in answer.content.decode()
        assert state_hash(post.actor().node) == before
        room += 1
    assert room > 3
    assert state_hash(post.actor().node) != before


def test_a_clock_that_disagrees_and_a_disk_that_fills_are_told() -> None:
    ahead = [status_notices(Status(0, None, minutes * 60_000), 50 * GB) for minutes in (9, 11, 1441)]
    assert [[n.kind for n in found] for found in ahead] == [[], [""], ["bad"]]
    assert [n.kind for space in (50 * GB, GB // 2, GB // 10) for n in status_notices(Status(0, 0, 0), space)] == [
        "",
        "bad",
    ]


def test_the_pill_speaks_plainly() -> None:
    waiting = sync_badge(Status(14, 3 * 3_600_000, 0))
    assert (waiting.count, waiting.word, waiting.more) == (14, "por enviar", "hace 3 h")
    assert sync_badge(Status(14, 20_000, 0)).more == "", "'14 to send · now' read as an order to send"
    assert sync_badge(Status(0, 60_000, 0)).state == "ok"
    assert sync_badge(Status(0, None, 0)).count is None
    assert sync_badge(Status(0, 3 * middleware.DAY, 0)).state == "ask"
