"""A limit is decided in one file: the lowest systolic pressure of an infant, changed there, is changed wherever it counts."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from posta.acts.care.queue.arrival import record_arrival
from posta.acts.care.visits.encounter import UnconfirmedWarnings, record_encounter
from posta.care.board.board_page import present_board
from posta.catalog.errors import InvalidAnswers
from posta.chart.record.person import Person
from posta.clinical import data_files
from tests.post_fixture import TestPost

pytestmark = pytest.mark.django_db(transaction=True)
INFANT = {"age_value": 8, "age_unit": "m"}
LIMIT = 'sign = "sbp"\nlevel = "danger"\nfrom_days = 28\nto_years = 1\nlow = {}\n'
PRESSURE = 72  # above the limit of 70, and below one of 75


def forget_tables() -> None:
    """Drop what the clinical rules read of their tables before."""
    for name, module in list(sys.modules.items()):
        if name.startswith("posta.clinical"):
            for one in vars(module).values():
                if callable(getattr(one, "cache_clear", None)):
                    one.cache_clear()


@pytest.fixture
def limits_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The file of limits, to be edited."""
    folder = tmp_path / "data"
    shutil.copytree(data_files._FOLDER, folder)
    monkeypatch.setattr(data_files, "_FOLDER", folder)
    forget_tables()
    yield folder / "vital_limits.toml"
    monkeypatch.undo()
    forget_tables()


def ask(post: TestPost, person: Person, **forms: dict[str, object]) -> list[str]:
    """Return what a colleague is asked before these forms are signed."""
    try:
        record_encounter(post.actor("doctor"), person, forms, accepts=lambda warning: False)
    except UnconfirmedWarnings as stopped:
        return sorted(one.rule for one in stopped.warnings)
    except InvalidAnswers as refused:
        return sorted(f"{one.path} {one.rule}" for one in refused.problems)
    return []


def look(post: TestPost, alias: str) -> dict[str, object]:
    """Return what each screen and act says of an infant with this pressure."""
    person = post.person(alias=alias, **INFANT)
    record_arrival(post.actor(), person)
    page = f"/people/{person.id.hex()}/"
    form = post.client().get(f"{page}contact/vitals").content.decode()
    typed = ask(post, person, vitals={"sbp": PRESSURE})
    record_encounter(post.actor("nurse"), person, {"vitals": {"sbp": PRESSURE, "hr": 120}})
    header = post.client().get(page).content.decode().split('<header class="person">')[1].split("</header>")[0]
    triage = {"tri_dt": post.actor().now, "red_signs": ("none",), "yellow_signs": ("none",), "colour": "green"}
    opd = {"complaint": "Tos", "dx_main": "ari_upper", "dx_status": "new", "violence_link": "n"}
    row = next(row for row in present_board(post.actor()).waiting if row.name.startswith(alias))
    return {
        "arrow in the form": form.split('name="sbp"')[1].split("data-warn-min=")[1].split('"')[1],
        "warning in the form": typed,
        "board": [part.sign for part in row.alarms],
        "head of the person": "TA 72/–" in header,
        "green in triage": ask(post, person, triage=triage),
        "doubt before leaving": ask(post, person, opd=opd),
    }


def test_a_limit_changed_in_its_file_is_changed_wherever_it_counts(post: TestPost, limits_file: Path) -> None:
    assert look(post, "Nadia") == {
        "arrow in the form": "70",
        "warning in the form": [],
        "board": [],
        "head of the person": False,
        "green in triage": [],
        "doubt before leaving": [],
    }
    text = limits_file.read_text(encoding="utf-8")
    assert text.count(LIMIT.format(70)) == 1
    limits_file.write_text(text.replace(LIMIT.format(70), LIMIT.format(75)), encoding="utf-8")
    forget_tables()
    assert look(post, "Noemi") == {
        "arrow in the form": "75",
        "warning in the form": ["unlikely_low"],
        "board": ["↓"],
        "head of the person": True,
        "green in triage": ["triage.override_reason required"],
        "doubt before leaving": ["discharge"],
    }
