"""`posta publish --init`, `--check` and `--serve`, as the communications person uses them."""

import http.client
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from posta.cli.run import main
from posta.publicsite.build import build_site
from posta.publicsite.gather_source import gather_source
from posta.publicsite.network.public_mission_file import read_mission_file
from posta.publicsite.preview import Preview
from tests.unit.publicsite.folder import matter, write_folder


def test_a_folder_to_begin_with_is_fit_to_be_published(tmp_path: Path) -> None:
    folder = tmp_path / "content"
    assert main(["publish", "--init", str(folder)]) == 0
    assert main(["publish", "--out", str(tmp_path / "site"), "--content", str(folder)]) == 0
    assert (tmp_path / "site" / "index.html").exists()


def test_a_folder_that_holds_something_is_not_begun(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "letter.txt").write_text("to my mother")
    assert main(["publish", "--init", str(tmp_path)]) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]
    assert "--init" in capsys.readouterr().err


def test_what_is_fine_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["publish", "--check", "--content", str(write_folder(tmp_path))]) == 0
    said = capsys.readouterr()
    assert "stories   1, each with consent" in said.out
    assert said.err == ""


def test_the_check_says_a_line_for_each_problem(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_folder(tmp_path, {"pages/home.es.md": matter("A", body="<b>\n\n<i>"), "pages/home.fr.md": None})
    assert main(["publish", "--check", "--content", str(folder)]) == 1
    said = capsys.readouterr()
    assert [line.partition(": ")[0] for line in said.err.splitlines()] == [
        "pages/home.es.md:5",
        "pages/home.es.md:7",
        "pages/home.fr.md",
    ]
    assert said.out == ""


def test_the_sample_is_fit_to_be_published() -> None:
    assert main(["publish", "--check"]) == 0


def test_one_thing_is_done_at_a_time(tmp_path: Path) -> None:
    for wrong in ([], ["--check", "--serve"], ["--out", str(tmp_path), "--check"]):
        with pytest.raises(SystemExit):
            main(["publish", *wrong])


def test_without_its_packages_one_sentence_says_what_to_install(tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules['nh3'] = None\n"
        f"from posta.cli.run import main; sys.exit(main(['publish', '--out', {str(tmp_path / 'site')!r}]))"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)
    assert ended.returncode == 1
    assert "extra `publish`" in ended.stderr
    assert len(ended.stderr.splitlines()) == 1
    assert not (tmp_path / "site").exists()


def _ask(preview: Preview, path: str, host: str = "") -> tuple[int, str]:
    address = preview.address.removeprefix("http://").rstrip("/")
    connection = http.client.HTTPConnection(address, timeout=10)
    connection.request("GET", path, headers={"Host": host or address})
    answer = connection.getresponse()
    content = answer.read().decode("utf-8", "replace")
    connection.close()
    return answer.status, content


def _until(fine: Callable[[], bool]) -> None:
    for _ in range(300):
        if fine():
            return
        time.sleep(0.1)
    raise AssertionError("It did not come to that in thirty seconds.")


def test_a_page_changes_when_its_text_is_saved_and_problems_are_shown_until_mended(tmp_path: Path) -> None:
    network, folder = read_mission_file(), write_folder(tmp_path)
    story = folder / "stories" / "feet.en.md"
    with Preview(lambda: build_site(gather_source(network, folder)), [folder], "en") as preview:
        threading.Thread(target=preview.follow).start()  # ends with the block
        assert "Feet" in _ask(preview, "/en/stories/feet.html")[1]

        story.write_text(matter("Boots"))
        _until(lambda: "<h1>Boots</h1>" in _ask(preview, "/en/stories/feet.html")[1])

        story.write_text(matter("Boots", body="<b>bold</b>"))
        _until(lambda: _ask(preview, "/")[0] == 503)
        shown = _ask(preview, "/en/stories/feet.html")[1]
        assert "<strong>stories/feet.en.md:5</strong>" in shown
        assert "<b>bold" not in shown
        assert _ask(preview, "/site.css")[0] == _ask(preview, "/atkinson.woff2")[0] == 200

        story.write_text(matter("Shoes"))
        _until(lambda: "<h1>Shoes</h1>" in _ask(preview, "/en/stories/feet.html")[1])
        assert _ask(preview, "/")[0] == 200
        assert _ask(preview, "/site.css")[0] == 200
        assert _ask(preview, "/../site.toml")[0] == 404
        assert _ask(preview, "/", host="evil.example.org")[0] == 403


def test_ctrl_c_ends_it_without_a_word(tmp_path: Path) -> None:
    code = (
        "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a runner in the background ignores it
        "from posta.cli.run import main; sys.exit(main(sys.argv[1:]))"
    )
    verb = ["publish", "--serve", "--content", str(write_folder(tmp_path))]
    served = subprocess.Popen(
        [sys.executable, "-c", code, *verb],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=dict(os.environ),
    )
    try:
        assert served.stdout
        assert served.stdout.readline().startswith("http://127.0.0.1:")
        served.send_signal(signal.SIGINT)
        out, err = served.communicate(timeout=30)
    finally:
        served.kill()
        served.wait()
    assert (served.returncode, out, err) == (0, "", "")


@pytest.mark.parametrize(
    "words",
    [
        ("--init", "new", "--content", "other"),
        ("--init", "new", "--mission", "mission.json"),
        ("--init", "new", "--home", "home"),
        ("--check-names", "texts", "--content", "other"),
        ("--check-names", "texts", "--mission", "mission.json"),
    ],
)
def test_an_option_that_would_be_passed_over_is_refused(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Somebody named their own content with --init and thought that it had been looked at."""
    monkeypatch.chdir(tmp_path)

    assert main(["publish", *words]) == 1

    assert "leave out" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
