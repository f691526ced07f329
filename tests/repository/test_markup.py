"""Templates and style sheets are laid out by `make fix`: one element a line where it matters, and nothing moves on screen."""

from pathlib import Path

import pytest

from scripts.markup.__main__ import HERE, format_file, our_files
from scripts.markup.edges import Place
from scripts.markup.layout import lay_out
from scripts.markup.parse import MarkupError
from scripts.markup.styles import boxes_of, format_sheet
from tests.repository.tree import list_files, name_of, text_of

LONGEST_LINE = 120
SHEET = ".btn{display:inline-flex}.row .name{display:block}.note{color:red}"


def lay(text: str) -> str:
    """The layout of a page that knows no other template."""
    return lay_out(text, Place(boxes_of([SHEET]), lambda name: None))


@pytest.mark.parametrize("path", our_files(), ids=name_of)
def test_a_file_is_laid_out(path: Path) -> None:
    assert format_file(path, text_of(path)) == text_of(path)


def test_no_line_is_longer_than_120_columns() -> None:
    scripts = [path for path in list_files("posta", ".js") if not path.name.endswith(".min.js")]
    long = [
        f"{path.relative_to(HERE)}:{number}"
        for path in [*our_files(), *scripts]
        for number, line in enumerate(text_of(path).splitlines(), start=1)
        if len(line) > LONGEST_LINE
    ]
    assert long == []


def test_blocks_stand_on_lines_of_their_own() -> None:
    assert lay("<ul><li>a</li><li>b</li></ul>") == "<ul>\n  <li>a</li>\n  <li>b</li>\n</ul>\n"


def test_no_space_is_put_between_words_and_none_is_taken() -> None:
    word = "<b>" + "x" * 50 + "</b>"
    assert "".join(lay(f"<p>{word}{word}{word} y</p>").split()) == f"<p>{word}{word}{word}y</p>"
    assert "</b><b>" in lay(f"<p>{word}{word}{word} y</p>")
    assert lay(f"<p>{word} {word} {word}</p>") == f"<p>\n  {word} {word}\n  {word}\n</p>\n"


def test_the_children_of_a_flexible_box_may_stand_on_lines_of_their_own() -> None:
    long = "<b>" + "x" * 80 + "</b>"
    assert lay(f'<p>\n<a class="btn">{long}{long}</a></p>').count("</b>\n") == 2
    assert "</b><b>" in lay(f'<p><a class="note">{long}{long}</a></p>')


def test_a_branch_next_to_words_adds_no_space() -> None:
    text = "<p>a{% if b %}" + "c" * 120 + "{% endif %}d</p>"
    assert "a{% if b %}" + "c" * 120 + "{% endif %}d" in lay(text)


def test_a_long_sentence_says_the_same_on_several_lines() -> None:
    words = "word " * 40
    laid = lay('<p>{% translate "' + words.strip() + '" %}</p>')
    assert "{% blocktranslate trimmed %}\n" in laid
    assert " ".join(laid.split()).count(words.strip()) == 1
    assert max(map(len, laid.splitlines())) <= LONGEST_LINE


def test_a_long_tag_has_one_attribute_a_line() -> None:
    laid = lay('<input name="' + "n" * 60 + '" value="' + "v" * 60 + '"{% if a %} checked{% endif %}>')
    assert laid.splitlines()[3] == "  {% if a %}checked{% endif %}"


def test_an_element_that_is_not_closed_in_its_branch_is_refused() -> None:
    with pytest.raises(MarkupError, match="close it in its own branch"):
        lay("{% if a %}<div>{% endif %}</div>")


def test_a_style_sheet_has_one_declaration_a_line() -> None:
    assert format_sheet("a,b>c{color:red;margin:0 1px!important}@media print{a{color:#000}}") == (
        "a,\nb > c {\n  color: red;\n  margin: 0 1px !important;\n}\n\n@media print {\n  a {\n    color: #000;\n  }\n}\n"
    )


def test_a_style_sheet_that_is_not_understood_is_refused() -> None:
    with pytest.raises(ValueError, match="open rule"):
        format_sheet("a{color:red")
