"""What is published at a post holds no name of its register; `post` has Wilmer Mejía Hernández among its people."""

import shutil
from argparse import Namespace
from pathlib import Path

import pytest

from posta.acts.care.registration import record_person
from posta.cli.commands import publish
from posta.publicsite.content.content_folder import SAMPLE
from posta.publicsite.network.public_mission_file import read_mission_file
from tests.post_fixture import PERSON, TestPost

NAMED = "Ayer volvió wilmer MEJIA."


@pytest.fixture(autouse=True)
def _opened(post: TestPost, monkeypatch: pytest.MonkeyPatch) -> None:
    """The post is open in this process already: the command finds it so."""
    record_person(post.actor("doctor"), PERSON)
    monkeypatch.setattr(publish, "set_up_for", lambda given: None)


def _given(**named: object) -> Namespace:
    unset = dict.fromkeys(("out", "init", "check", "serve", "check_names", "content", "mission", "home"))
    return Namespace(**{**unset, **named})


def test_the_lines_that_hold_a_name_are_said_and_never_the_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "stories").mkdir()
    (tmp_path / "stories" / "road.es.md").write_text(f"Nadie.\n{NAMED}\n", encoding="utf-8")
    (tmp_path / "mejia-wilmer.jpg").write_bytes(b"\xff\xd8")

    assert publish.run(_given(check_names=tmp_path)) == 1

    said = capsys.readouterr().err
    assert [line.split(": ")[0] for line in said.splitlines()] == ["mejia-wilmer.jpg", "stories/road.es.md:2"]
    assert "mejia" not in said.replace("mejia-wilmer.jpg", "").casefold()


def test_texts_without_names_may_leave(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.md").write_text("Wilmer es el nombre de muchos.", encoding="utf-8")

    assert publish.run(_given(check_names=tmp_path)) == 0
    assert capsys.readouterr().out == "No name of the register stands there.\n"


def test_a_folder_that_is_not_there_is_no_folder_without_names(tmp_path: Path) -> None:
    """A wrong path must not read as 'no name stands there'."""
    with pytest.raises(Exception, match="no such folder"):
        publish.run(_given(check_names=tmp_path / "other"))


def test_a_site_with_a_name_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Somebody told a story with the name of a patient: made at a post, it does not leave."""
    monkeypatch.setattr(publish, "read_network", lambda given: read_mission_file())
    content = tmp_path / "content"
    shutil.copytree(SAMPLE, content)
    settings = (content / "site.toml").read_text(encoding="utf-8")
    (content / "site.toml").write_text(
        settings.replace("Atención médica", f"{NAMED} Atención médica"), encoding="utf-8"
    )

    assert publish.run(_given(out=tmp_path / "site", content=content, home=tmp_path)) == 1

    assert capsys.readouterr().err.startswith("site.toml:")
    assert not (tmp_path / "site").exists()


def test_a_name_that_is_public_on_purpose_is_not_looked_at(tmp_path: Path) -> None:
    """The author of a story agreed to stand under it, and is registered here too."""
    shutil.copytree(SAMPLE, tmp_path, dirs_exist_ok=True)
    settings = (tmp_path / "site.toml").read_text(encoding="utf-8")
    (tmp_path / "a.md").write_text("Por Wilmer Mejía.", encoding="utf-8")
    (tmp_path / "site.toml").write_text(f'public_names = ["Wilmer Mejía"]\n{settings}', encoding="utf-8")

    assert publish.run(_given(check_names=tmp_path)) == 0
