"""The words that open a device: drawn fairly, typed forgivingly, kind and far apart."""

import os
import random
import re
from collections import Counter

import pytest
from rapidfuzz.distance import Levenshtein

from posta.seal.words import (
    LANGUAGES,
    LIST_SIZE,
    TooShortToCompare,
    UnknownLanguage,
    compare_words,
    generate_words,
    get_list,
    normalise_words,
    words_of_bytes,
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_list_when_read_has_7776_plain_words_of_four_to_eight_letters(language):
    words = get_list(language)
    assert len(words) == len(set(words)) == LIST_SIZE
    assert all(re.fullmatch("[a-z]{4,8}", word) for word in words)
    assert list(words) == sorted(words)


@pytest.mark.parametrize(("language", "tolerated"), [("en", 0), ("es", 1800), ("fr", 3200)])
def test_list_when_searched_for_near_words_has_few(language, tolerated):
    words = set(get_list(language))
    shortened = Counter(piece for word in words for piece in {word[:at] + word[at + 1 :] for at in range(len(word))})
    near = sum(
        word in shortened or any(shortened[word[:at] + word[at + 1 :]] > 1 for at in range(len(word))) for word in words
    )
    assert near <= tolerated


UNWANTED = {
    "es": "muert|mata$|matar|sangr[aei]|arma[s]?$|viola|secuest|migra|polic[ií]|carcel|miedo|dolor|put[ao]|droga|cartel",
    "en": "kill|death|blood|rape|gun|sex|drug|police|jail|fear|pain$|deport|murder|corpse|border|cartel|hostage",
    "fr": "mort|tuer|sang$|sanglant|fusil|prison|peur|douleur|put[ae]|drogue|sexe|violer|police|expuls|otage|frontier",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_list_when_read_frightens_nobody(language):
    """The screen shows these words to people who have fled: no death, violence, sex, illness, police or migration."""
    assert [word for word in get_list(language) if re.match(UNWANTED[language], word)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_comparing_list_when_read_has_256_words_two_letters_apart(language):
    words = words_of_bytes(bytes(range(256)), language)
    assert len(set(words)) == 256
    assert min(Levenshtein.distance(a, b) for a in words for b in words if a < b) >= 2
    assert len({word[:4] for word in words}) == 256


def test_generate_when_drawn_gives_five_listed_words():
    words = generate_words("es", os.urandom).split()
    assert len(words) == 5
    assert set(words) <= set(get_list("es"))
    assert len(generate_words("fr", os.urandom, count=10).split()) == 10


def test_generate_when_drawn_often_favours_no_word():
    """A remainder without rejection would draw the first 3,328 words an eighth more often."""
    drawn = Counter(generate_words("es", random.Random(7).randbytes, count=60_000).split())
    words = get_list("es")
    first, last = (sum(drawn[word] for word in half) for half in (words[:3328], words[-3328:]))
    assert abs(first - last) / 60_000 < 0.02


def test_generate_when_the_number_is_above_the_fair_limit_throws_again():
    draws = iter([b"\xff\xff", b"\x00\x00"])
    assert generate_words("en", lambda size: next(draws), count=1) == get_list("en")[0]


@pytest.mark.parametrize(
    "typed", ["marea lápiz RÍO ola nube", "  Marea - lapiz,río\tola\nnube. ", "marea\u00a0la\u0301piz río-ola–nube"]
)
def test_normalise_when_typed_carelessly_gives_one_form(typed):
    assert normalise_words(typed) == "marea lapiz rio ola nube"


def test_normalise_when_french_ligatures_opens_them():
    assert normalise_words("Cœur été") == "coeur ete"


def test_compare_when_hashes_differ_shows_other_words():
    assert len(compare_words(bytes(32), "es")) == 6
    assert compare_words(bytes(6), "es-mx") == compare_words(bytes(32), "es")
    assert compare_words(bytes(5) + b"\x01", "es") != compare_words(bytes(6), "es")
    with pytest.raises(TooShortToCompare):
        compare_words(bytes(5), "es")
    with pytest.raises(UnknownLanguage):
        compare_words(bytes(6), "de")
