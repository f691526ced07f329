"""The page of the exchange: what waits, roads, a bundle to take along, a bundle that came, what was set aside."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from posta.errors import Reason
from posta.ledger.frontier import list_sendable_heads
from posta.node.settings import drop_setting, put_setting
from posta.sync import background_loop
from posta.sync.exchange import SyncResult
from posta.sync.file_transfer import export_bundle
from posta.sync.peers import (
    NotAnAddress,
    add_peer,
    can_repair,
    list_peers,
    normalise_address,
    record_failure,
    record_success,
    remove_peer,
)
from posta.sync.sync_report import make_report
from posta.web.notices.messages import translate_reason
from tests.coordination_fixture import Coordination

RELAY = "https://relay.example:8471"
PEER = "http://192.168.1.20:8470"


@pytest.fixture(autouse=True)
def no_roads(centre: Coordination) -> None:
    for name in ("relay.url", "peers", "sync.import", "sync.last", f"road.{RELAY}", f"road.{PEER}"):
        drop_setting(name)


def test_what_waits_is_told_with_its_age(centre: Coordination) -> None:
    centre.later(hours=3)
    report = make_report(centre.node)
    assert report.to_send > 20
    page = centre.client().get("/sync/").content.decode()
    assert f"<h2>{report.to_send} " in page
    assert "3 h" in page


def test_a_road_that_worked_and_one_that_does_not(centre: Coordination) -> None:
    put_setting("relay.url", RELAY)
    add_peer(PEER)
    node = centre.node
    record_success(node, RELAY, SyncResult(heads=tuple(list_sendable_heads(node.cursor, node.clock.millis()))))
    record_failure(node, PEER, Reason("not_reached"))
    centre.later(minutes=5)
    report = make_report(centre.node)
    assert (report.to_send, report.oldest, report.holders) == (0, None, 1)
    assert [(road.url, road.is_peer, road.trouble is not None) for road in report.roads] == [
        (RELAY, False, False), (PEER, True, True),
    ]  # fmt: skip
    told = centre.client().get("/sync/").context["report"]
    assert [road.state for road in told.roads] == ["ok", "ask"]


def test_the_pill_and_the_page_count_alike(centre: Coordination) -> None:
    """After a USB stick the pill said "up to date" and the page "24 wait": one counted by time, the other by heads."""
    put_setting("relay.url", RELAY)
    node = centre.node
    heads = tuple(list_sendable_heads(node.cursor, node.clock.millis()))
    for road, waits in (("folder", True), (RELAY, False)):
        record_success(node, road, SyncResult(heads=heads))
        response = centre.client().get("/sync/")
        pill = response.wsgi_request.shell().sync.count or 0
        assert pill == make_report(centre.node).to_send
        assert (pill > 0) is waits


def test_a_trouble_does_not_forget_when_the_road_last_worked(centre: Coordination) -> None:
    put_setting("relay.url", RELAY)
    node = centre.node
    record_success(node, RELAY, SyncResult(heads=tuple(list_sendable_heads(node.cursor, node.clock.millis()))))
    at = make_report(node).roads[0].at
    centre.later(minutes=1)
    record_failure(centre.node, RELAY, Reason("sync_request_refused", {"status": 503}))
    road = make_report(centre.node).roads[0]
    assert (road.at, road.tried) == (at, centre.clock.millis())
    assert make_report(centre.node).to_send == 0


def test_exchange_now_asks_the_courier_and_does_not_wait(centre: Coordination) -> None:
    background_loop._wake.clear()
    answer = centre.client().post("/sync/now")
    assert answer.status_code == 303
    assert background_loop._wake.is_set()
    background_loop._wake.clear()
    page = centre.client().get(answer.headers["Location"]).content.decode()
    assert 'hx-trigger="every 2s"' in page
    put_setting("relay.url", RELAY)
    centre.later(seconds=2)
    record_failure(centre.node, RELAY, Reason("not_reached"))
    state = centre.client().get("/sync/state" + answer.headers["Location"].removeprefix("/sync/")).content.decode()
    assert "hx-trigger" not in state


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("192.168.1.20:8470", PEER),
        (" http://192.168.1.20:8470/ ", PEER),
        ("posta-tenosique.local", "http://posta-tenosique.local"),
        ("https://[fd00::7]:8470", "https://[fd00::7]:8470"),
    ],
)
def test_an_address_is_kept_in_one_form(typed: str, kept: str) -> None:
    assert normalise_address(typed) == kept


@pytest.mark.parametrize("typed", ["", "  ", "ftp://a", "http://a/b", "a b", "http://a:99999", "x" * 90, "http://u@a"])
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(NotAnAddress):
        normalise_address(typed)


def test_peers_are_added_and_removed(centre: Coordination) -> None:
    client = centre.client()
    assert client.post("/sync/peers", {"address": "192.168.1.20:8470"}).status_code == 303
    assert client.post("/sync/peers", {"address": PEER}).status_code == 303
    assert list_peers() == [PEER]
    wrong = client.post("/sync/peers", {"address": "not an address"})
    assert wrong.status_code == 422
    assert 'value="not an address"' in wrong.content.decode()
    assert client.post("/sync/peers/remove", {"address": PEER}).status_code == 303
    assert list_peers() == []
    remove_peer(PEER)


def test_a_bundle_is_taken_along_and_read_elsewhere(centre: Coordination) -> None:
    client = centre.client()
    answer = client.get("/sync/bundle")
    name = f"{centre.device.feed.hex()[:8]}.posta"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer.headers["Content-Type"] == "application/octet-stream"
    bundle = b"".join(answer.streaming_content)
    assert bundle.startswith(b"PSb1")
    answer = client.post("/sync/import", {"bundle": SimpleUploadedFile(name, bundle)})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sync/imported")
    told = client.get("/sync/imported").context["result"]
    assert [count for _, count in told.facts][0] == 0
    assert [count for _, count in told.facts][1] > 20
    assert told.kind == "ok"
    assert list(settings.POSTA_HOME.glob("tmp*")) == []


def test_a_damaged_bundle_says_what_was_wrong_in_the_readers_words(centre: Coordination) -> None:
    client, out = centre.client(), BytesIO()
    export_bundle(centre.node, out)
    for data, reason in ((out.getvalue()[:3000], "announces"), (b"photo", "is not a Posta bundle")):
        client.post("/sync/import", {"bundle": SimpleUploadedFile("a.posta", data)})
        client.cookies["django_language"] = "en"
        told = client.get("/sync/imported").context["result"]
        assert told.kind == "bad"
        assert told.facts[2:] == (("Held for review", 0), ("Could not be read", 1))
        assert reason in told.reasons[0]
        assert "announces" not in centre.client().get("/sync/imported").context["result"].reasons[0]


def test_without_a_file_nothing_is_read(centre: Coordination) -> None:
    answer = centre.client().post("/sync/import")
    assert answer.status_code == 422
    assert 'id="bundle-error"' in answer.content.decode()
    assert centre.client().get("/sync/imported").status_code == 303


def test_what_was_set_aside_is_named_with_its_reason(centre: Coordination) -> None:
    cursor = centre.node.cursor
    row = cursor.execute("SELECT MIN(id) FROM ledger_entry").fetchone()[0]
    sql = "INSERT INTO ledger_aside (rule, reason, entry, digest, since) VALUES (?, ?, ?, ?, ?)"
    since = centre.clock.millis() - int(timedelta(days=2).total_seconds() * 1000)
    reason = Reason("care_without_post").to_json()
    cursor.execute(sql, ("not_a_post", reason, row, b"1", since))
    cursor.execute(sql, ("not_a_post", reason, row, b"2", since))
    told = centre.client().get("/sync/").context["report"]
    assert [(one.count, one.origin) for one in told.aside] == [(2, "Coordinación")]
    assert told.aside[0].reason == "Registró atenciones un equipo que no sirve en ninguna posta."
    assert told.newer == ""


def test_a_part_of_a_newer_version_is_counted(centre: Coordination) -> None:
    cursor = centre.node.cursor
    cursor.execute("UPDATE ledger_part SET read = 0 WHERE id = (SELECT MIN(id) FROM ledger_part)")
    assert make_report(centre.node).newer == 1
    assert "1" in centre.client().get("/sync/").context["report"].newer


def test_reasons_with_numbers_and_reasons_of_tomorrow() -> None:
    from django.utils import translation

    with translation.override("es-mx"):
        told = translate_reason(Reason("damaged_block", {"block": 3, "blocks": 7}))
        assert told == "El bloque 3 de 7 del archivo está dañado; cópielo de nuevo."
        assert translate_reason(Reason("of_tomorrow", {"moons": 2})) != "of_tomorrow"
    with translation.override("en"):
        assert translate_reason(Reason("of_tomorrow")).startswith("It could not be applied")


def test_what_came_without_its_contents_is_counted_and_said(centre: Coordination) -> None:
    """A road had emptied what it carried: the page said that everything that arrived could be read."""
    cursor, client = centre.node.cursor, centre.client()
    first = cursor.execute("SELECT MAX(id) + 16 & ~15 FROM ledger_part").fetchone()[0]
    row = cursor.execute("SELECT * FROM ledger_entry WHERE id = ?", ((first >> 4) - 1,)).fetchone()
    other = (first >> 4, row[1], row[2] + 9, *row[3:4], bytes(32), *row[5:])
    cursor.execute("INSERT INTO ledger_entry VALUES (?, ?, ?, ?, ?, ?, ?, ?)", other)
    for place in range(2):
        cursor.execute("INSERT INTO ledger_part VALUES (?, ?, ?, NULL, 3)", (first + place, bytes(8), 64))
    assert make_report(centre.node).emptied == 1
    client.cookies["django_language"] = "en"
    page = client.get("/sync/").content.decode()
    assert "1 entry came without its contents." in page
    assert "Everything that arrived could be read and applied." not in page
    cursor.execute("INSERT INTO figures_void (entry, target) VALUES (?, ?)", (first >> 4, bytes(16)))
    assert make_report(centre.node).emptied == 0


def test_a_road_that_lacks_what_is_missing_is_spared_for_an_hour(centre: Coordination) -> None:
    record_success(centre.node, RELAY, SyncResult(unfilled_gaps=True))
    assert not can_repair(centre.node, RELAY)
    record_success(centre.node, RELAY, SyncResult())
    assert not can_repair(centre.node, RELAY)
    centre.later(minutes=61)
    assert can_repair(centre.node, RELAY)
    assert can_repair(centre.node, PEER)
