"""The public page in the demo: built once, shown in the terminal's language, gone with the demo."""

from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from posta.cli.output import translate_for_terminal
from posta.demo.public_page import FOLDER, check_site, serve_site, start_site_build
from posta.errors import TemporarilyUnavailable


@pytest.fixture
def spanish(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "es_MX.UTF-8")


def _small_site(home: Path) -> Path:
    site = home / FOLDER
    for path, text in (
        ("index.html", "<h1>Misión</h1>"),
        ("en/index.html", '<html lang="en">'),
        ("fr/index.html", "<p>"),
    ):
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).write_text(text, encoding="utf-8")
    return site


def test_a_demo_builds_the_site_once_and_shows_it_until_it_ends(tmp_path: Path, spanish: None) -> None:
    with start_site_build(tmp_path) as finish:
        built = finish()
    made = (built / "index.html").stat().st_mtime_ns
    with start_site_build(tmp_path) as finish, serve_site(finish(), "127.0.0.1", 0) as address:
        check_site(address)
        assert address.endswith("/")
    assert (built / "index.html").stat().st_mtime_ns == made, "it was there already"
    with pytest.raises(URLError):
        urlopen(address, timeout=2)


@pytest.mark.parametrize(
    ("terminal", "path"), [("es_MX.UTF-8", "/"), ("fr_FR.UTF-8", "/fr/index.html"), ("C", "/en/index.html")]
)
def test_the_address_opens_in_the_language_of_the_terminal(
    terminal: str, path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", terminal)
    with serve_site(_small_site(tmp_path), "127.0.0.1", 0) as address:
        assert address.split("/", 3)[3] == path.removeprefix("/")
        assert urlopen(address, timeout=5).status == 200


def test_a_site_that_answers_with_something_else_is_found(tmp_path: Path, spanish: None) -> None:
    site = _small_site(tmp_path)
    (site / "site.css").write_text("body {}", encoding="utf-8")
    with serve_site(site, "127.0.0.1", 0) as address, pytest.raises(TemporarilyUnavailable):
        check_site(address)


def test_a_build_that_fails_says_why(tmp_path: Path, spanish: None) -> None:
    (tmp_path / FOLDER).write_text("a file where the folder belongs", encoding="utf-8")
    with (
        start_site_build(tmp_path) as finish,
        pytest.raises(TemporarilyUnavailable) as failed,
    ):
        finish()
    assert failed.value.code == "page_not_built"
    assert "no se construyó: The output is a file" in translate_for_terminal(failed.value)


def test_a_demo_that_ends_early_leaves_nothing_half_built(tmp_path: Path) -> None:
    with start_site_build(tmp_path):
        pass
    assert list(tmp_path.iterdir()) == []
