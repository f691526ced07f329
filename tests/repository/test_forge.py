"""What stands at the forge is what the house says: second readers, the command that every change must pass, messages."""

import re

import pytest

from scripts.check_subject import list_faults
from tests.repository.tree import ROOT


def test_second_readers_are_asked_for_files_that_are_there() -> None:
    lines = (ROOT / ".github/CODEOWNERS").read_text().splitlines()
    owned = [line.split()[0].strip("/") for line in lines if line.startswith("/")]

    assert "posta/scribe/write.py" in owned
    assert [path for path in owned if not (ROOT / path).exists()] == []


def test_the_forge_runs_what_everybody_runs() -> None:
    workflow = (ROOT / ".github/workflows/check.yml").read_text()

    assert "run: .ci/run" in workflow
    assert re.search(r'python: \["3\.11", "3\.13"\]', workflow)


def test_a_message_with_a_subject_and_a_reason_is_fine() -> None:
    assert list(list_faults("Show the map on the first page\n\nPeople look for it there.\n# git says more\n")) == []


@pytest.mark.parametrize(
    ("message", "fault"),
    [
        ("Show the map", "the body is missing"),
        ("x\n\nWhy.", "the subject has 1 characters"),
        (f"{'Show ' * 13}\n\nWhy.", "the subject has 64 characters"),
        ("Show the map.\n\nWhy.", "ends with a full stop"),
        ("Show the map\nWhy.", "leave the second line empty"),
        ("wip map on home\n\nWhy.", "no work in progress"),
        ("", "the subject has 0 characters"),
    ],
)
def test_a_message_that_says_too_little_or_too_much_is_refused(message: str, fault: str) -> None:
    assert any(fault in found for found in list_faults(message))
