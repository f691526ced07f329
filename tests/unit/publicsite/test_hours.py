"""Days and hours of places: stated in five languages, or asked for on the way; never half."""

from dataclasses import replace
from pathlib import Path

import pytest

from posta.publicsite.build import build_site
from posta.publicsite.content.hours import list_hours_without_place, read_hours
from posta.publicsite.errors import NotPublishable
from tests.unit.publicsite.built import sample_source

WHOLE = """[tenosique-la72]
es = "Lunes a viernes, de 8 a 16 horas"
en = "Monday to Friday, 8 to 16"
fr = "Du lundi au vendredi, de 8 h à 16 h"
ht = "Lendi pou rive vandredi, 8è pou 4è"
pt = "De segunda a sexta, das 8 às 16 horas"
"""


def test_stated_hours_stand_at_their_place_in_every_language(tmp_path: Path) -> None:
    (tmp_path / "hours.toml").write_text(WHOLE)
    source = sample_source()
    site = build_site(replace(source, content=replace(source.content, hours=read_hours(tmp_path))))

    assert "Lunes a viernes, de 8 a 16 horas" in site["si-necesita-atencion.html"].decode()
    assert "Lendi pou rive vandredi" in site["ht/si-ou-bezwen-swen.html"].decode()


def test_without_the_file_nothing_is_stated(tmp_path: Path) -> None:
    assert read_hours(tmp_path) == {}


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        (WHOLE.replace('ht = "Lendi pou rive vandredi, 8è pou 4è"\n', ""), 1, "lack ht"),
        (WHOLE.replace('"Monday to Friday, 8 to 16"', '" "'), 1, "lack en"),
        (WHOLE + 'de = "Montags"\n', 1, "no language: de"),
        ('\ntenosique-la72 = "8 a 16"\n', 2, "no table"),
        ("[tenosique-la72\n", 1, "not TOML"),
    ],
)
def test_what_is_half_or_wrong_is_said_with_its_line(tmp_path: Path, text: str, line: int, what: str) -> None:
    """Hours that stood in Spanish alone sent people who read Creole on a day when the door was shut."""
    (tmp_path / "hours.toml").write_text(text)
    with pytest.raises(NotPublishable) as raised:
        read_hours(tmp_path)

    assert [(one.file, one.line, what in one.what) for one in raised.value.problems] == [("hours.toml", line, True)]


def test_hours_of_a_place_that_is_not_public_are_refused() -> None:
    problems = list(list_hours_without_place({"safe-house": {}}, {"tenosique-la72"}))

    assert ["safe-house" in one.what for one in problems] == [True]
