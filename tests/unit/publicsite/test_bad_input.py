"""Bad input to `posta publish`: each fault is one line with file, line and what to do, and nothing is written."""

from pathlib import Path

import pytest

from posta.cli.run import main
from tests.unit.publicsite.folder import NOTE, SITE, STORY, matter, png_of, write_folder

BAD: dict[str, tuple[dict[str, str | bytes | None], str]] = {
    "a missing translation": ({"pages/home.fr.md": None}, "pages/home.fr.md: "),
    "an unknown place": ({f"places/la-73.{code}.md": matter("73") for code in ("es", "en", "fr")}, "places/la-73.es.md: "),
    "an unknown place of a story": (
        {"stories/feet.es.md": matter("Feet", STORY.replace("tenosique-la72", "nowhere"))},
        "stories/feet.es.md:7: ",
    ),
    "a link to no page": ({"pages/home.en.md": matter("A", body="\n[a](page:wher)")}, "pages/home.en.md:6: "),
    "a link to no place": ({"places/tenosique-la72.fr.md": matter("A", body="[a](page:where/x)")}, "places/tenosique-la72.fr.md:5: "),
    "a link to no story": ({"pages/home.en.md": matter("A", body="[a](story:foot)")}, "pages/home.en.md:5: "),
    "a link to no figure": ({"pages/home.en.md": matter("A", body="[a](figure:x)")}, "pages/home.en.md:5: "),
    "a link to no download": ({"pages/home.en.md": matter("A", body="[a](download:x.csv)")}, "pages/home.en.md:5: "),
    "a link to no picture": ({"pages/home.en.md": matter("A", body="![](picture:x)")}, "pages/home.en.md:5: "),
    "no picture where one is named": ({"pictures/boots.jpg": None, "pictures/boots.toml": None}, "stories/feet.es.md:8: "),
    "raw HTML": ({"pages/home.es.md": matter("A", body="a\nb <b>c</b>")}, "pages/home.es.md:6: "),
    "a story without consent": (
        {"stories/feet.es.md": matter("Feet", STORY.replace('consent = "Invented example, no person."\n', ""))},
        "stories/feet.es.md: `consent`",
    ),
    "a donate address that is not https": ({"site.toml": SITE.replace('donate = ""', 'donate = "http://a.org"')}, "site.toml:3: "),
    "the name of a place that is not public": (
        {"pages/home.es.md": matter("A", body="Cerca del Piedra que Canta.")},
        "pages/home.es.md:5: ",
    ),
    "that name as alternative text": (
        {"pictures/boots.toml": NOTE.replace("Des bottes", "À Piedra que Canta")},
        "pictures/boots.toml:7: ",
    ),
    "a picture of a hundred megapixels": ({"pictures/boots.jpg": png_of(10_000, 10_000)}, "pictures/boots.jpg: "),
    "no picture at all": ({"pictures/boots.jpg": b"a letter"}, "pictures/boots.jpg: "),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_named_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    changes, said = BAD[name]
    content, out = write_folder(tmp_path / "content", changes), tmp_path / "site"

    assert main(["publish", "--out", str(out), "--content", str(content)]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert [line for line in lines if line.startswith(said)]
    assert not out.exists()
    assert {path.name for path in tmp_path.iterdir()} == {"content"}


def test_a_site_that_is_there_stays_when_the_input_is_bad(tmp_path: Path) -> None:
    out = tmp_path / "site"
    main(["publish", "--out", str(out), "--content", str(write_folder(tmp_path / "content"))])
    before = (out / "index.html").read_bytes()

    content = write_folder(tmp_path / "content", {"pages/home.es.md": matter("Otro", body="<b>")})
    assert main(["publish", "--out", str(out), "--content", str(content)]) == 1
    assert (out / "index.html").read_bytes() == before
