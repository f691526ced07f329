"""A name of the register is found in a text however it is written, and no common word is taken for one."""

from pathlib import Path

import pytest

from posta.chart.name_mentions import TextLine, find_mentions
from posta.seal.passphrase import LANGUAGES, get_list

REGISTER = ["Wilmer Hernández Mejía", "María de los Ángeles Vásquez", "Søren Østergård", "Rosa Flores", "Beto"]
SPELLINGS = (
    "Wilmer Hernández Mejía",
    "wilmer hernandez mejia",
    "WILMER MEJÍA",
    "Mejía, Wilmer",
    "Mejía Hernández Wilmer",
    "Wílmer Ernandes",
    "Wilmer Hernandes Megia",
    "Vilmer Mejia",
    "Wilmar Mejía",
    "Wimler Hernández",
    "Wilmer Hernándes",
    "Wilmer A. Mejía",
    "Hernández (Wilmer)",
    "**Wilmer** Mejía",
    "wilmer-mejia.jpg",
    "Wilmer\u00a0Mejía",
    "Wilmer\u2019s friend Mejía",
    "Wilmer Herna\u0301ndez",
    "Maria Angeles Basquez",
    "Ma\u0301ria Vazquez",
    "Soren Ostergard",
    "Rosa Flores",
    "FLORES ROSA",
)


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_planted_name_is_found(spelling: str) -> None:
    """The text was going to the public page; one spelling that slips through tells where somebody was."""
    lines = [
        TextLine("a.md", 1, "Aquí nadie."),
        TextLine("a.md", 2, f"Contó {spelling} que volvió."),
        TextLine("a.md", 3, "Fin."),
    ]

    assert [line.number for line in find_mentions(lines, REGISTER)] == [2]


def test_a_name_over_two_lines_counts_for_both() -> None:
    lines = [TextLine("a.md", 1, "Ayer volvió Wilmer"), TextLine("a.md", 2, "Mejía a la clínica.")]

    assert [line.number for line in find_mentions(lines, REGISTER)] == [1, 2]


def test_two_files_make_no_name_together() -> None:
    lines = [TextLine("a.md", 1, "Wilmer"), TextLine("b.md", 1, "Mejía")]

    assert find_mentions(lines, REGISTER) == []


def test_one_first_name_alone_points_to_nobody() -> None:
    assert find_mentions([TextLine("a.md", 1, "Wilmer contó que Beto y María volvieron.")], REGISTER) == []


def test_words_far_apart_are_no_name() -> None:
    text = "Wilmer habló del camino, del frío y de la casa; otra persona, de apellido Mejía, no."

    assert find_mentions([TextLine("a.md", 1, text)], REGISTER) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_common_word_is_flagged(language: str) -> None:
    """Everybody is called like something: Rosa, Flores, Cruz, Paz, Luz, Campos, Reyes, Vida, Blanco, Leal, Cordero."""
    names = ["Rosa Flores", "Luz Paz", "Cruz Campos", "Vida Reyes", "Blanca Leal", "Angel Cordero", "Grace Rivers"]
    words = get_list(language)
    lines = [TextLine("a.md", at, " ".join(words[at : at + 12])) for at in range(0, len(words), 12)]

    assert find_mentions(lines, names) == []


def test_common_words_beside_each_other_are_no_name_and_with_capitals_they_are() -> None:
    lines = [
        TextLine("a.md", 1, "Llevó rosas y flores; la rosa y las flores."),
        TextLine("a.md", 2, "Llegó Rosa Flores."),
    ]

    assert [line.number for line in find_mentions(lines, REGISTER)] == [2]


def test_the_house_says_nothing_of_its_own_people() -> None:
    """The interface speaks three languages; against a register of common names it holds no name."""
    lines = [
        TextLine(path.parts[-3], number, text.removeprefix("msgstr"))
        for path in sorted(Path("posta/locale").glob("*/LC_MESSAGES/django.po"))
        for number, text in enumerate(path.read_text(encoding="utf-8").splitlines())
        if text.startswith('msgstr "')
    ]
    given = (
        "María",
        "José",
        "Juan",
        "Ana",
        "Luz",
        "Rosa",
        "Consuelo",
        "Dolores",
        "Mercedes",
        "Jesús",
        "Salvador",
        "Grace",
    )
    family = ("Hernández", "García", "Cruz", "Paz", "Reyes", "Flores", "Campos", "Guerrero", "Vega", "Ríos", "Salud")

    assert find_mentions(lines, [f"{one} {two}" for one in given for two in family]) == []
