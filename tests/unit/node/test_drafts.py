"""Half-filled forms: kept, replaced, sealed to who wrote them, dropped after two weeks."""

import os

import pytest
from django.db import connection

from posta.ids import EntryId, StaffId
from posta.node import drafts
from posta.node.settings import drop_setting, get_setting, put_setting
from posta.seal.keys import NotForUs, PersonKeys

pytestmark = pytest.mark.django_db

ANA, BENI = StaffId(b"A" * 16), StaffId(b"B" * 16)
TYPED = {"complaint": "tos seca ñ 🌵", "symptoms": ["fever", "cough"], "note": ""}


def test_draft_when_kept_comes_back_as_typed(clock):
    drafts.keep_draft(ANA, "opd/1", TYPED, clock=clock)
    draft = drafts.get_draft(ANA, "opd/1", clock=clock)
    assert draft.content == TYPED
    assert draft.kept_at == clock.now()
    assert drafts.get_draft(BENI, "opd/1", clock=clock) is None
    assert drafts.get_draft(ANA, "opd/2", clock=clock) is None


def test_draft_when_kept_again_replaces_the_earlier(clock):
    drafts.keep_draft(ANA, "opd/1", TYPED, clock=clock)
    clock.advance(seconds=5)
    drafts.keep_draft(ANA, "opd/1", {"note": "x"}, clock=clock)
    assert drafts.get_draft(ANA, "opd/1", clock=clock).content == {"note": "x"}
    assert len(drafts.list_drafts(ANA, clock=clock)) == 1


def test_drafts_when_listed_are_newest_first_without_content(clock):
    person = PersonKeys.generate(os.urandom)
    for number in range(3):
        clock.advance(minutes=1)
        drafts.keep_draft(ANA, f"opd/{number}", TYPED, seal_for=person.box_public if number else None, clock=clock)
    drafts.keep_draft(BENI, "opd/9", TYPED, clock=clock)
    notes = drafts.list_drafts(ANA, clock=clock)
    assert [(note.key, note.is_sealed) for note in notes] == [("opd/2", True), ("opd/1", True), ("opd/0", False)]


def test_draft_when_sealed_opens_only_for_who_wrote_it(clock):
    person, other = PersonKeys.generate(os.urandom), PersonKeys.generate(os.urandom)
    drafts.keep_draft(ANA, "mh/1", {"note": "canary-word"}, seal_for=person.box_public, clock=clock)
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM node_draft")
        assert b"canary" not in bytes(cursor.fetchone()[0])
    assert drafts.get_draft(ANA, "mh/1", keys=person, clock=clock).content == {"note": "canary-word"}
    with pytest.raises(drafts.SealedDraft):
        drafts.get_draft(ANA, "mh/1", clock=clock)
    with pytest.raises(NotForUs):
        drafts.get_draft(ANA, "mh/1", keys=other, clock=clock)


def test_draft_when_dropped_is_gone(clock):
    drafts.keep_draft(ANA, "opd/1", TYPED, clock=clock)
    drafts.drop_draft(ANA, "opd/1")
    drafts.drop_draft(ANA, "opd/1")
    assert drafts.get_draft(ANA, "opd/1", clock=clock) is None


def test_draft_when_two_weeks_old_is_not_shown_and_then_dropped(clock):
    drafts.keep_draft(ANA, "old", TYPED, clock=clock)
    clock.advance(days=14)
    drafts.keep_draft(ANA, "new", TYPED, clock=clock)
    assert drafts.get_draft(ANA, "old", clock=clock) is not None
    clock.advance(seconds=1)
    assert drafts.get_draft(ANA, "old", clock=clock) is None
    assert [note.key for note in drafts.list_drafts(ANA, clock=clock)] == ["new"]
    assert drafts.drop_old_drafts(clock=clock) == 1
    assert drafts.drop_old_drafts(clock=clock) == 0


def test_draft_when_too_long_is_refused_and_the_earlier_stays(clock):
    drafts.keep_draft(ANA, "opd/1", TYPED, clock=clock)
    with pytest.raises(drafts.DraftTooLong):
        drafts.keep_draft(ANA, "opd/1", {"note": "x" * drafts.MAX_DRAFT_SIZE}, clock=clock)
    assert drafts.get_draft(ANA, "opd/1", clock=clock).content == TYPED


def test_draft_when_shown_hides_what_was_typed(clock):
    drafts.keep_draft(ANA, "opd/1", TYPED, clock=clock)
    assert "tos" not in repr(drafts.get_draft(ANA, "opd/1", clock=clock))


def test_keep_when_autosaving_costs_one_statement(clock, django_assert_num_queries):
    with django_assert_num_queries(1):
        drafts.keep_draft(ANA, "opd/1", TYPED, clock=clock)


@pytest.mark.parametrize("value", [0, "x", False, [1, {"a": None}], 1 << 60, 1.5])
def test_setting_when_put_comes_back(value):
    put_setting("clock.maximum", "earlier")
    put_setting("clock.maximum", value)
    assert get_setting("clock.maximum") == value
    drop_setting("clock.maximum")
    assert get_setting("clock.maximum", 7) == 7


def test_what_was_signed_rests_in_no_list_and_wakes_as_the_draft_it_was(clock):
    person = PersonKeys.generate(os.urandom)
    entry, other = EntryId(b"E" * 16), EntryId(b"F" * 16)
    drafts.keep_draft(ANA, "opd/1", {"note": "half"}, clock=clock)
    drafts.store_parked_draft(ANA, "opd/1", entry, TYPED, seal_for=person.box_public, clock=clock)
    assert drafts.get_draft(ANA, "opd/1", clock=clock) is None
    assert drafts.list_drafts(ANA, clock=clock) == ()
    assert drafts.restore_parked_draft(other) is None
    drafts.keep_draft(ANA, "opd/1", {"note": "a slip"}, clock=clock)
    assert drafts.restore_parked_draft(entry) == (ANA, "opd/1")
    assert drafts.get_draft(ANA, "opd/1", keys=person, clock=clock).content == TYPED
    assert drafts.restore_parked_draft(entry) is None


def test_what_rested_longer_than_it_can_be_undone_is_dropped_with_the_next(clock):
    drafts.store_parked_draft(ANA, "opd/1", EntryId(b"E" * 16), TYPED, clock=clock)
    clock.advance(minutes=2)
    drafts.store_parked_draft(BENI, "opd/1", EntryId(b"F" * 16), TYPED, clock=clock)
    assert drafts.restore_parked_draft(EntryId(b"E" * 16)) is None
    clock.advance(minutes=2)
    assert drafts.drop_old_drafts(clock=clock) == 1
