"""The public page made at a computer of the mission says what its log says, as the mission's file did."""

from pathlib import Path

from posta.cli.run import main
from tests.journeys.nodes import make_home, run_posta

WORDS = "laguna tejer cobre verano mula"


def test_the_page_of_a_computer_is_the_page_of_the_file(tmp_path: Path) -> None:
    """Coordination founded the mission from its file: whoever publishes from the computer gets the same site."""
    home, out = tmp_path / "home", tmp_path / "by-home"
    make_home(home, WORDS)

    run_posta(home, "publish", "--out", str(out), typed=f"{WORDS}\n")
    assert main(["publish", "--out", str(tmp_path / "by-file")]) == 0

    assert _files(out) == _files(tmp_path / "by-file")


def _files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
