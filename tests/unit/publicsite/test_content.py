"""What a communications person writes is judged, with file and line; what is whole is read."""

from pathlib import Path

import pytest

from posta.publicsite.content.content_folder import read_content
from tests.unit.publicsite.folder import NOTE, SITE, STORY, matter, places_of, problems_of, write_folder


def test_a_whole_folder_is_read(tmp_path: Path) -> None:
    content = read_content(write_folder(tmp_path))

    assert content.texts["home"]["fr"].title == "Home"
    assert content.places["tenosique-la72"]["en"].html == "<p>Text.</p>\n"
    assert [story.slug for story in content.stories] == ["feet"]
    assert content.stories[0].pictures[0].alternative["en"] == "A pair of boots"


@pytest.mark.parametrize(
    ("site", "line"),
    [
        (SITE.replace('donate = ""', 'donate = "http://give.example.org"'), 3),
        (SITE.replace('donate = ""', 'donate = "give.example.org"'), 3),
        (SITE.replace('donate = ""', 'donate = "https:///pay"'), 3),
        (SITE.replace('donate = ""', 'donate = "https://good.example.org/ onclick=x"'), 3),
        (SITE.replace('donate = ""', "donate = 5"), 3),
        (SITE.replace('address = ""', 'address = "ftp://example.org"'), 2),
        (SITE.replace('address = ""', 'address = "https://example.org/mexico"'), 2),
        (SITE.replace('address = ""', 'address = "https://example.org/?a=/"'), 2),
        (SITE.replace('as_of = "2018-12-31"', 'as_of = "2018-02-31"'), 1),
        (SITE.replace('as_of = "2018-12-31"', "as_of = 2018-12-31"), 1),
        (SITE.replace('fr = "La mission"', 'fr = ""'), 8),
        (SITE.replace('fr = "La mission"\n', ""), 5),
        (SITE.replace('address = ""', 'adress = ""'), 2),
        (SITE.replace('fr = "La mission"', 'fr = "La mission"\nde = "Die Mission"'), 9),
        (SITE.replace('donate = ""', "donate = "), 3),
    ],
)
def test_a_fault_of_the_settings_is_named_with_its_line(tmp_path: Path, site: str, line: int) -> None:
    assert places_of(tmp_path, {"site.toml": site}) == [("site.toml", line)]


def test_a_key_that_nobody_knows_is_named(tmp_path: Path) -> None:
    (problem,) = problems_of(tmp_path, {"site.toml": SITE.replace('address = ""', 'adress = ""')})
    assert "`adress`" in problem.what
    assert "address" in problem.todo


def test_the_file_of_a_missing_translation_is_named(tmp_path: Path) -> None:
    assert places_of(tmp_path, {"pages/home.fr.md": None}) == [("pages/home.fr.md", 0)]


def test_the_page_for_care_is_not_written_here(tmp_path: Path) -> None:
    """It says the same in five languages whoever publishes; a text for it would be shown nowhere."""
    assert ("pages/care.es.md", 0) in places_of(tmp_path, {"pages/care.es.md": matter("Care")})


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("One.\n\n<b>bold</b>", 7),
        ("One\ntwo\nthree <img src=x>", 7),
        ("<script>alert(1)</script>", 5),
        ("<!-- a note -->", 5),
        ("| a |\n|---|\n| <i>b</i> |", 7),
        ("[a](http://example.org)", 5),
        ("[a](javascript:alert(1))", 5),
        ("one\n[a](data:text/html,x)", 6),
        ("[a](../else.html)", 5),
        ("[a](//example.org)", 5),
        ("# Title", 5),
        ("## A\n\n#### B", 7),
        ("![](https://example.org/a.jpg)", 5),
        ("Look ![](picture:boots)", 5),
        ("![a boot](picture:boots)", 5),
    ],
)
def test_what_may_not_stand_in_a_text_is_named_with_its_line(tmp_path: Path, body: str, line: int) -> None:
    assert places_of(tmp_path, {"pages/home.en.md": matter("Home", body=body)}) == [("pages/home.en.md", line)]


def test_markdown_becomes_html_with_links_that_give_nothing_away(tmp_path: Path) -> None:
    body = "## One\n\n- *a* [b](https://example.org/x)\n\n### Two\n\n`<b>` & 1 < 2"
    folder = write_folder(tmp_path, {"pages/home.en.md": matter("Home", body=body)})
    html = read_content(folder).texts["home"]["en"].html

    assert '<a href="https://example.org/x" rel="noopener">b</a>' in html
    assert "<h2>One</h2>" in html
    assert "<code>&lt;b&gt;</code> &amp; 1 &lt; 2" in html


@pytest.mark.parametrize("key", ["consent", "author", "date"])
def test_a_story_without_consent_author_or_date_is_not_read(tmp_path: Path, key: str) -> None:
    more = "".join(line for line in STORY.splitlines(keepends=True) if not line.startswith(key))
    (problem,) = problems_of(tmp_path, {"stories/feet.es.md": matter("Feet", more)})
    assert problem.file == "stories/feet.es.md"
    assert f"`{key}`" in problem.what


def test_an_empty_consent_is_none(tmp_path: Path) -> None:
    more = STORY.replace("Invented example, no person.", " ")
    assert places_of(tmp_path, {"stories/feet.es.md": matter("Feet", more)}) == [("stories/feet.es.md", 6)]


def test_what_holds_for_all_languages_is_said_once(tmp_path: Path) -> None:
    (problem,) = problems_of(tmp_path, {"stories/feet.fr.md": matter("Pieds", 'date = "2018-11-03"\n')})
    assert (problem.file, problem.line) == ("stories/feet.fr.md", 4)
    assert ".es.md" in problem.todo


@pytest.mark.parametrize(
    ("more", "line"),
    [
        (STORY.replace('["boots"]', '["shoes"]'), 8),
        (STORY.replace('["boots"]', '"boots"'), 8),
        (STORY + 'video = { address = "http://v.example.org", still = "boots" }\n', 9),
        (STORY + 'video = { address = "https://v.example.org", still = "shoes" }\n', 9),
        (STORY + 'video = "https://v.example.org"\n', 9),
    ],
)
def test_a_picture_or_video_of_a_story_is_there(tmp_path: Path, more: str, line: int) -> None:
    assert places_of(tmp_path, {"stories/feet.es.md": matter("Feet", more)}) == [("stories/feet.es.md", line)]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("No front matter.\n", 1),
        ('+++\ntitle = "A"\n', 1),
        ('+++\ntitle = "A"\nsummary = \n+++\n', 3),
        ('+++\ntitle = "A"\ntitle = "B"\nsummary = "C"\n+++\n', 3),
        ('+++\ntitle = ""\nsummary = "C"\n+++\n', 2),
        (b"+++\ntitle = 'A'\nsummary = '\xff'\n+++\n", 3),
    ],
)
def test_a_front_matter_that_cannot_be_read_is_named(tmp_path: Path, text: str | bytes, line: int) -> None:
    assert places_of(tmp_path, {"pages/home.fr.md": text}) == [("pages/home.fr.md", line)]


def test_a_file_that_belongs_nowhere_is_named(tmp_path: Path) -> None:
    changes = {"pages/Home page.md": "x", "pages/news.es.md": matter("News"), "stories/old.de.md": matter("Alt")}
    files = {file for file, _line in places_of(tmp_path, changes)}
    assert files >= {"pages/Home page.md", "pages/news.es.md", "stories/old.de.md"}


def test_every_fault_of_a_folder_is_said_at_once(tmp_path: Path) -> None:
    changes = {
        "site.toml": SITE.replace('donate = ""', 'donate = "http://x.org"'),
        "pages/home.fr.md": None,
        "pages/home.en.md": matter("Home", body="<b>"),
        "pictures/boots.toml": NOTE.replace('credit = "Drawn for a test"\n', ""),
    }
    files = {file for file, _line in places_of(tmp_path, changes)}
    assert files >= {"site.toml", "pages/home.fr.md", "pages/home.en.md", "pictures/boots.toml"}
