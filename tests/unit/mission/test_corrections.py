"""The rule by which a correction stands: every column of the table alone decides."""

import pytest

from posta.catalog import kinds
from posta.catalog.language.form import get_form
from posta.mission.rules.correction_rule import (
    EMPTY,
    LEAVES_OUT,
    NOT_RECEIVED,
    NOT_YOURS,
    find_answered,
    find_correction_refusal,
    without_visit,
)
from posta.mission.rules.withdrawal_rule import EntryAuthorship

ANA, BERTA = b"A" * 16, b"B" * 16
HERE, THERE = 3, 4


def forms(*names: str) -> int:
    return sum(1 << get_form(name).number for name in names)


OPD, VITALS, VISIT, THERAPY, UNKNOWN = forms("opd"), forms("vitals"), forms("visit"), forms("mh_base"), 1 << 61
BOTH = OPD | VITALS


@pytest.mark.parametrize(
    ("written", "after", "author", "role", "post", "received", "expected"),
    [
        (BOTH, BOTH, BERTA, "promoter", HERE, False, ""),  # the author, whatever they are today
        (BOTH, BOTH, BERTA, None, HERE, False, ""),
        (BOTH, BOTH, ANA, "nurse", HERE, False, ""),
        (BOTH, BOTH, ANA, "promoter", HERE, False, NOT_YOURS),
        (BOTH, BOTH, ANA, "astronaut", HERE, True, NOT_YOURS),
        (BOTH, BOTH, ANA, None, HERE, True, NOT_YOURS),
        (BOTH, BOTH, ANA, "administrator", HERE, True, NOT_YOURS),
        (VITALS, VITALS, ANA, "midwife", HERE, False, ""),
        (BOTH, BOTH, ANA, "nurse", THERE, True, ""),
        (BOTH, BOTH, ANA, "nurse", THERE, False, NOT_RECEIVED),
        (BOTH, BOTH, BERTA, "nurse", THERE, False, NOT_RECEIVED),
        (BOTH, BOTH, BERTA, "nurse", None, False, NOT_RECEIVED),
        (BOTH, BOTH, BERTA, "nurse", None, True, ""),
        (BOTH, BOTH, ANA, "promoter", THERE, True, NOT_YOURS),
        (BOTH, VITALS, ANA, "nurse", HERE, False, ""),
        (BOTH, VITALS, ANA, "nurse", THERE, True, LEAVES_OUT),
        (BOTH, VITALS, BERTA, "nurse", THERE, True, LEAVES_OUT),
        (BOTH | VISIT, BOTH, ANA, "nurse", THERE, True, ""),  # the envelope may be sealed
        (BOTH, BOTH | VISIT, ANA, "nurse", THERE, True, ""),
        (BOTH, 0, BERTA, "doctor", HERE, True, EMPTY),
        (BOTH | VISIT, VISIT, BERTA, "doctor", HERE, True, EMPTY),
        (BOTH, THERAPY, BERTA, "psychologist", HERE, True, EMPTY),
        (VISIT, VISIT, ANA, "promoter", HERE, False, ""),
        (VISIT, 0, BERTA, "doctor", HERE, True, EMPTY),
        (OPD, BOTH, ANA, "nurse", HERE, False, ""),
        (VITALS, BOTH, ANA, "promoter", HERE, False, NOT_YOURS),
        (VITALS, VITALS | THERAPY, ANA, "nurse", HERE, False, NOT_YOURS),  # what is added is theirs to record too
        (UNKNOWN, UNKNOWN, ANA, "doctor", HERE, False, NOT_YOURS),
        (BOTH, BOTH, None, None, HERE, False, ""),  # it seals something, and names nobody
        (BOTH, BOTH, None, None, THERE, True, NOT_YOURS),
        (0, 0, ANA, "nurse", THERE, True, ""),  # nothing in the open, nothing changed in the open
    ],
)
def test_a_correction_stands_or_not(written, after, author, role, post, received, expected) -> None:
    entry = EntryAuthorship(kinds.ENCOUNTER, written, BERTA, HERE)
    assert find_correction_refusal(entry, after, author, role, post, received=received) == expected


def test_an_entry_without_author_is_corrected_elsewhere_by_one_without() -> None:
    entry = EntryAuthorship(kinds.ENCOUNTER, VITALS, None, HERE)
    assert find_correction_refusal(entry, VITALS, None, None, THERE, received=True) == ""
    assert find_correction_refusal(entry, VITALS, ANA, None, THERE, received=True) == NOT_YOURS


def test_an_answer_that_says_nothing_is_none() -> None:
    opd, vitals = get_form("opd").number, get_form("vitals").number
    assert find_answered({opd: {1: "", 2: None, 3: [], 4: ()}, vitals: {}}) == 0
    assert find_answered({opd: {1: ""}, vitals: {1: 0}}) == VITALS
    assert find_answered({opd: {1: "", 2: False}, vitals: {1: 37.0}}) == BOTH
    assert without_visit(BOTH | VISIT) == without_visit(BOTH) == BOTH
