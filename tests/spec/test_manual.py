"""The manual on disk is what the specs print."""

from scripts.write_manual import list_stale


def test_pages_when_printed_again_then_nothing_is_stale() -> None:
    assert list_stale() == [], "run `python scripts/write_manual.py`"
