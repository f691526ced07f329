"""The page for people who need care is whole in its five languages."""

import json
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from posta.publicsite.content.care_texts import OWN, format_care_day, read_care
from posta.publicsite.errors import NotPublishable
from posta.publicsite.language.site_languages import CARE_LANGUAGES
from posta.publicsite.network.disclosure_gate import NOT_CARE
from posta.publicsite.network.public_mission_file import SAMPLE
from posta.publicsite.network.route_order import STRETCHES

CARE = read_care(OWN.parent)
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
    assert set(_keys(CARE[language])) == set(_keys(CARE["es"]))


@pytest.mark.parametrize("language", OTHERS)
def test_no_text_was_left_in_spanish(language: str) -> None:
    def texts(words: Mapping[str, object]) -> Iterator[tuple[str, str]]:
        for table in ("promise", "places", "survivors", "danger", "secret", "limits", "reach", "frame"):
            for row in words[table] if isinstance(words[table], list) else [words[table]]:  # type: ignore[list-item]
                for key, value in row.items():
                    yield f"{table}.{key}", str(value)

    spanish = dict(texts(CARE["es"]))
    same = [key for key, text in texts(CARE[language]) if text == spanish[key]]
    assert set(same) <= {"places.communities", "places.row", "frame.languages", "reach.email", "reach.telephone"}


@pytest.mark.parametrize("language", CARE_LANGUAGES)
def test_every_kind_service_and_stretch_has_words(language: str) -> None:
    lists = json.loads(SAMPLE.read_text())["lists"]
    words = CARE[language]

    assert set(words["kind"]) == {row["code"] for row in lists["kind"]}
    assert set(words["service"]) == {row["code"] for row in lists["service"]} - NOT_CARE
    assert set(words["stretch"]) == {stretch for stretch, _ in STRETCHES}
    assert len(words["months"]) == 12


def test_a_day_is_written_as_people_write_it() -> None:
    written = [format_care_day("2018-12-31", CARE[language]) for language in CARE_LANGUAGES]

    assert written == [
        "31 de diciembre de 2018", "31 December 2018", "31 décembre 2018", "31 desanm 2018", "31 de dezembro de 2018",
    ]  # fmt: skip


def _faults(folder: Path, language: str, old: str, new: str) -> list[str]:
    """What is said of a content folder in whose words of one language something was changed."""
    shutil.copytree(OWN, folder / "care")
    file = folder / "care" / f"{language}.toml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(NotPublishable) as refused:
        read_care(folder)
    return [str(problem) for problem in refused.value.problems]


def test_a_mission_says_what_it_promises(tmp_path: Path) -> None:
    """At another mission the law demands something else: its page says so, in its own words."""
    shutil.copytree(OWN, tmp_path / "care")
    file = tmp_path / "care" / "es.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("Es gratis", "No cuesta"), encoding="utf-8")

    assert read_care(tmp_path)["es"]["promise"][0]["title"] == "No cuesta"


@pytest.mark.parametrize(
    ("language", "old", "new", "said"),
    [
        ("pt", "[danger]\ntitle = ", "[danger]\nheading = ", "`danger.title` is missing."),
        ("fr", "[danger]\ntitle = ", "[danger]\nheading = ", "`danger.heading` is not known here."),
        ("en", "{date}", "{day}", "`frame.as_of` has other blanks than it must."),
        ("ht", 'title = "', 'title = 5 #"', "`title` is empty or no text."),
    ],
)
def test_words_that_are_not_whole_do_not_build(language: str, old: str, new: str, said: str, tmp_path: Path) -> None:
    faults = _faults(tmp_path, language, old, new)

    assert [fault for fault in faults if fault.startswith(f"care/{language}.toml:") and said in fault], faults


def test_a_language_that_is_missing_does_not_build(tmp_path: Path) -> None:
    shutil.copytree(OWN, tmp_path / "care")
    (tmp_path / "care" / "ht.toml").unlink()

    with pytest.raises(NotPublishable, match="care/ht.toml: It cannot be read"):
        read_care(tmp_path)
