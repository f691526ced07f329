"""Doses are read in the language of the screen, one at a time; the record keeps what was written."""

import pytest

from posta.care.consultation.medicine_sets import list_medicine_sets
from posta.terms.doses import dose_label


@pytest.mark.parametrize(
    ("written", "en", "fr"),
    [
        ("1 tableta", "1 tablet", "1 comprimé"), ("½ tableta", "½ tablet", "½ comprimé"), ("cada 8 h", "every 8 h", "toutes les 8 h"),
        ("dosis única", "single dose", "dose unique"), ("1 sobre en 1 L", "1 sachet in 1 L", "1 sachet dans 1 L"),
        ("5 mL", "5 mL", "5 mL"), ("al acostarse", "al acostarse", "al acostarse"),
    ],
)  # fmt: skip
def test_a_dose_in_each_language(written: str, en: str, fr: str) -> None:
    assert (dose_label(written, "es"), dose_label(written, "en"), dose_label(written, "fr")) == (written, en, fr)


def test_what_was_written_in_another_language_is_read_in_spanish() -> None:
    assert dose_label("every 12 h", "es") == "cada 12 h"


def test_every_dose_of_the_sets_is_known_in_three_languages() -> None:
    same = {"1 g IM", "500 mg", "1 sachet"}  # written alike in the three
    for one in list_medicine_sets():
        for name in ("dose", "freq"):
            words = str(one.row[name])
            assert words in same or dose_label(words, "en") != words, words
            assert words in same or dose_label(words, "fr") != words or "application" in dose_label(words, "fr"), words
