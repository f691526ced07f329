"""A text gives no number of its own: a link to a figure without words says the published one, other words must agree."""

import shutil
from pathlib import Path

import pytest

from posta.cli.run import main
from posta.publicsite.content.content_folder import SAMPLE

PLACE = "places/community-12.es.md"
LINK = "[](figure:communities-reached-2018-guerrero)"


def _content(folder: Path, words: str) -> Path:
    shutil.copytree(SAMPLE, folder)
    text = (folder / PLACE).read_text(encoding="utf-8")
    assert LINK in text
    (folder / PLACE).write_text(text.replace(LINK, words), encoding="utf-8")
    return folder


def test_a_link_without_words_says_the_figure(tmp_path: Path) -> None:
    """The figure was corrected to 31 and a text of last year still said 26: now there is one place to correct."""
    content = _content(tmp_path / "content", LINK)
    figures = (content / "figures.toml").read_text(encoding="utf-8")
    (content / "figures.toml").write_text(figures.replace("value = 26\n", "value = 31\n"), encoding="utf-8")

    assert main(["publish", "--out", str(tmp_path / "site"), "--content", str(content)]) == 0

    page = (tmp_path / "site" / "donde-trabajamos" / "community-12.html").read_text(encoding="utf-8")
    assert 'figure-communities-reached-2018-guerrero">31 comunidades</a>' in page


@pytest.mark.parametrize("number", ["27", "1,026", "2 600"])
def test_words_that_say_another_number_do_not_build(
    number: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = _content(tmp_path / "content", LINK.replace("[]", f"[{number} comunidades]"))

    assert main(["publish", "--out", str(tmp_path / "site"), "--content", str(content)]) == 1

    assert capsys.readouterr().err.startswith(f"{PLACE}:6: The words beside `figure:communities-reached-2018-guerrero`")
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize("words", ["26 comunidades", "las 26", "muchas comunidades"])
def test_words_that_agree_or_say_no_number_build(words: str, tmp_path: Path) -> None:
    content = _content(tmp_path / "content", LINK.replace("[]", f"[{words}]"))

    assert main(["publish", "--out", str(tmp_path / "site"), "--content", str(content)]) == 0
