"""`posta publish` as it is used: from the command line, into a folder."""

from pathlib import Path

from posta.cli.run import main


def test_the_sample_mission_is_published_in_three_languages(tmp_path: Path) -> None:
    """Nobody has a node or a content folder yet: the sample's page shows what the command makes."""
    assert main(["publish", "--out", str(tmp_path / "site")]) == 0

    assert 'lang="es"' in (tmp_path / "site" / "index.html").read_text()
    assert 'lang="en"' in (tmp_path / "site" / "en" / "index.html").read_text()
    assert 'lang="fr"' in (tmp_path / "site" / "fr" / "index.html").read_text()


def test_a_second_time_gives_the_same_bytes(tmp_path: Path) -> None:
    """The folder is replaced whole; who keeps it in a repository sees no change where nothing changed."""
    out = tmp_path / "site"
    main(["publish", "--out", str(out)])
    before = _files(out)

    assert main(["publish", "--out", str(out)]) == 0
    assert _files(out) == before


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path: Path) -> None:
    """Somebody named their documents with --out: nothing there was touched."""
    letter = tmp_path / "letter.txt"
    letter.write_text("to my mother")

    assert main(["publish", "--out", str(tmp_path)]) == 1
    assert _files(tmp_path) == {"letter.txt": b"to my mother"}


def _files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
