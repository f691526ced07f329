"""What nobody foresaw breaks one row: it says that it cannot be shown, and everything beside it is there.

One entry of a record once stumbled while it was put into words, and the whole page was an error: for whoever opened the
chart, and for everybody who searched a name like it.
"""

import pytest

from posta.acts.care.queue.arrival import record_arrival
from posta.acts.care.visits.encounter import record_encounter
from posta.care.alerts import patient_banner, vital_alerts
from posta.care.board import board_page as board
from posta.care.consultation import patient_context
from posta.care.display.entries import entry_summary
from posta.care.search import search_results as search
from posta.errors import InvalidData, NotAllowed
from posta.ids import EntryId
from posta.node.safe_display import with_fallback
from posta.node.storage.database import FullDisk
from tests.post_fixture import TestPost

pytestmark = pytest.mark.django_db(transaction=True)
OPD = {"complaint": "Tos", "dx_main": "ari_upper", "dx_status": "new", "violence_link": "n"}
UNSHOWN = "Este registro no se puede mostrar"


def stumbles(*arguments: object, **named: object) -> object:
    raise KeyError("what nobody foresaw")


def stumbles_over(monkeypatch: pytest.MonkeyPatch, owner: object, name: str, entry: EntryId) -> None:
    """Let a function fail for one item and do its work for the others."""
    plain = getattr(owner, name)

    def some(item: entry_summary.TimelineItem, *rest: object) -> object:
        return stumbles() if item.entry == entry else plain(item, *rest)

    monkeypatch.setattr(owner, name, some)


def test_one_entry_that_cannot_be_put_into_words_is_one_row(post: TestPost, monkeypatch: pytest.MonkeyPatch) -> None:
    person = post.person()
    odd = record_encounter(post.actor(), person, {"opd": OPD}).entry
    record_encounter(post.actor(), person, {"opd": {**OPD, "dx_main": "foot_tinea"}})
    stumbles_over(monkeypatch, entry_summary, "_summarise", odd)
    page = post.client().get(f"/people/{person.id.hex()}/").content.decode()
    assert page.count(UNSHOWN) == 1
    assert f"{odd.hex()[:8]}: este programa no puede leer lo que dice" in page
    assert "iña" in page
    entry = post.client().get(f"/entries/{odd.hex()}/").content.decode()
    assert UNSHOWN in entry
    assert "Se escribió por error" in entry


def test_what_must_not_be_overlooked_is_missed_aloud(post: TestPost, monkeypatch: pytest.MonkeyPatch) -> None:
    """Allergies that cannot be read must not look like none."""
    person = post.person(allergies=({"allergen": "penicillin"},))
    monkeypatch.setattr(patient_banner, "list_allergy_names", stumbles)
    monkeypatch.setattr(vital_alerts, "assess_vitals", stumbles)
    record_encounter(post.actor(), person, {"vitals": {"temp_c": 37.0}})
    for more in ("", "card", "edit", "contact/"):
        page = post.client().get(f"/people/{person.id.hex()}/{more}").content.decode()
        assert "No se puede mostrar: Alergias" in page, more
    record_arrival(post.actor(), person, reason="Pies")
    assert "Los signos vitales no se pueden mostrar" in post.client().get("/").content.decode()


def test_one_row_of_board_and_search_is_one_row(post: TestPost, monkeypatch: pytest.MonkeyPatch) -> None:
    person = post.person()
    record_arrival(post.actor(), person, reason="Pies")
    monkeypatch.setattr(board, "format_waiting_since", stumbles)
    monkeypatch.setattr(search, "format_demographics", stumbles)
    monkeypatch.setattr(search, "_last_seen", stumbles)
    for path in ("/", "/search/"):
        page = post.client().get(path).content.decode()
        assert person.name in page, path
        assert "no se puede mostrar" in page, path


def test_a_person_is_treated_though_earlier_visits_cannot_be_read(
    post: TestPost, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = post.person()
    record_encounter(post.actor(), person, {"opd": OPD})
    monkeypatch.setattr(patient_context.PatientContext, "day_of", stumbles)
    here = f"/people/{person.id.hex()}/consultation"
    page = post.client().get(here).content.decode()
    assert "Las visitas anteriores no se pueden mostrar aquí" in page
    fast = {"why": ["respiratory"], "dx_main": "ari_upper", "violence_link": "n", "temp_c": "37,2", "bp": "118/74"}
    assert post.client().post(here, fast).status_code == 303


def test_refusals_and_a_disk_that_fails_are_no_fault_of_what_is_shown() -> None:
    def raising(error: Exception) -> object:
        def make() -> object:
            raise error

        return with_fallback(make, lambda: "unshown")

    assert raising(InvalidData("odd")) == raising(ValueError("odd")) == "unshown"
    for error in (NotAllowed("not yours"), FullDisk("full")):
        with pytest.raises(type(error)):
            raising(error)
