"""A name that may stand nowhere is found in texts, captions, alternative texts and file names; common words are not."""

from pathlib import Path

import pytest

from posta.publicsite.content.withheld_names import find_withheld
from tests.unit.publicsite.folder import NOTE, SITE, matter, write_folder

NAME = "Llano de la Luna Chica (inventada)"


def _places(folder: Path, changes: dict[str, str | bytes | None]) -> list[tuple[str, int]]:
    found = find_withheld(write_folder(folder, changes), [NAME, "Tamarindó"])
    return [(problem.file, problem.line) for problem in found]


@pytest.mark.parametrize(
    "text",
    [
        "Llano de la Luna Chica",
        "LLANO DE LA LUNA CHICA",
        "llano de luna chica",
        "la Luna Chica, en el Llano",
        "Lláno dé lä Lûna Chicà",
        "Llano de la\u00a0Luna\u00adChica".replace("\u00adC", " C"),
        "Lla\u00adno de la Lu\u200bna Chica",
        "**Llano** de la *Luna* Chica",
        "Lla*no* de la Luna Chica",
        "Llano-de-la-Luna-Chica",
        "Ll&aacute;no de la Luna Chica",
        "Ｌｌａｎｏ de la Luna Chica",
        "tamarindo",
        "En Tamarindo, y en otros",
    ],
)
def test_a_name_is_found_however_it_is_written(tmp_path: Path, text: str) -> None:
    changes = {"pages/home.es.md": matter("Inicio", body=f"Trabajamos.\n\nCerca de {text}.")}
    assert _places(tmp_path, changes) == [("pages/home.es.md", 7)]


@pytest.mark.parametrize(
    "text", ["el llano y la luna", "Luna Chicana del Llano", "tamarindos", "Llano de la Laguna Chica", "chica luna"]
)
def test_other_words_pass(tmp_path: Path, text: str) -> None:
    assert _places(tmp_path, {"pages/home.es.md": matter("Inicio", body=text)}) == []


def test_a_name_is_found_across_lines_and_named_where_it_begins(tmp_path: Path) -> None:
    changes = {"pages/home.fr.md": matter("Accueil", body="Près de Llano\nde la Luna\nChica.")}
    assert _places(tmp_path, changes) == [("pages/home.fr.md", 5)]


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"pictures/boots.toml": NOTE.replace("A pair of boots", "Boots in Tamarindo")}, ("pictures/boots.toml", 6)),
        ({"pictures/boots.toml": NOTE.replace('"Botas."', '"Tamarindo."')}, ("pictures/boots.toml", 9)),
        ({"site.toml": SITE.replace("Cuida.", "Cuida en Tamarindo.")}, ("site.toml", 11)),
        ({"pages/home.en.md": matter("Near Tamarindo")}, ("pages/home.en.md", 2)),
        ({"stories/llano-luna-chica.es.md": matter("A")}, ("stories/llano-luna-chica.es.md", 0)),
        ({"pictures/tamarindo-2.jpg": b"x"}, ("pictures/tamarindo-2.jpg", 0)),
        ({"figures.toml": 'label = "Tamarindo"'}, ("figures.toml", 1)),
        ({"notes/draft.txt": "one\nTamarindo"}, ("notes/draft.txt", 2)),
    ],
)
def test_it_is_found_wherever_somebody_writes(
    tmp_path: Path, changes: dict[str, str | bytes | None], found: tuple[str, int]
) -> None:
    assert _places(tmp_path, changes) == [found]


def test_the_problem_does_not_repeat_the_name(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, {"pages/home.es.md": matter("Tamarindo")})
    (problem,) = find_withheld(folder, ["Tamarindo"])
    assert "amarindo" not in str(problem)
