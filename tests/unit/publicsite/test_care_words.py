"""The page for people who need care is whole in its five languages."""

import json
from collections.abc import Iterator, Mapping

import pytest

from posta.publicsite.care_words import read_care_words, write_day
from posta.publicsite.languages import CARE_LANGUAGES
from posta.publicsite.network.gate import NOT_CARE
from posta.publicsite.network.mission_file import SAMPLE
from posta.publicsite.network.route import STRETCHES

OTHERS = [language for language in CARE_LANGUAGES if language != "es"]


def _keys(words: object, above: str = "") -> Iterator[str]:
    if isinstance(words, Mapping):
        for key, value in words.items():
            yield from _keys(value, f"{above}.{key}")
    elif isinstance(words, list):
        for number, value in enumerate(words):
            yield from _keys(value, f"{above}.{number}")
    else:
        assert isinstance(words, str)
        assert words.strip(), above
        yield above


@pytest.mark.parametrize("language", OTHERS)
def test_every_key_and_every_line_of_a_list_is_there(language: str) -> None:
    """A line that is missing in Haitian Creole is a promise, or a danger, that nobody there reads of."""
    assert set(_keys(read_care_words(language))) == set(_keys(read_care_words("es")))


@pytest.mark.parametrize("language", OTHERS)
def test_no_text_was_left_in_spanish(language: str) -> None:
    def texts(words: Mapping[str, object]) -> Iterator[tuple[str, str]]:
        for table in ("promise", "places", "survivors", "danger", "secret", "limits", "reach", "frame"):
            for row in words[table] if isinstance(words[table], list) else [words[table]]:  # type: ignore[list-item]
                for key, value in row.items():
                    yield f"{table}.{key}", str(value)

    spanish = dict(texts(read_care_words("es")))
    same = [key for key, text in texts(read_care_words(language)) if text == spanish[key]]
    assert set(same) <= {"places.communities", "places.row", "frame.languages", "reach.email", "reach.telephone"}


@pytest.mark.parametrize("language", CARE_LANGUAGES)
def test_every_kind_service_and_stretch_has_words(language: str) -> None:
    lists = json.loads(SAMPLE.read_text())["lists"]
    words = read_care_words(language)

    assert set(words["kind"]) == {row["code"] for row in lists["kind"]}
    assert set(words["service"]) == {row["code"] for row in lists["service"]} - NOT_CARE
    assert set(words["stretch"]) == {stretch for stretch, _ in STRETCHES}
    assert len(words["months"]) == 12


def test_a_day_is_written_as_people_write_it() -> None:
    written = [write_day("2018-12-31", read_care_words(language)) for language in CARE_LANGUAGES]

    assert written == [
        "31 de diciembre de 2018", "31 December 2018", "31 décembre 2018", "31 desanm 2018", "31 de dezembro de 2018",
    ]  # fmt: skip
