"""A disk without room, or that takes no writing, under a post at work: whoever must be treated is read all the same.

A post on a disk filled to the last byte saved nothing by half, but showed no page any more: "the disk fails". A database
in WAL mode is read through two files beside it, which went with each request and could not be made again.
"""

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.journeys.frozen import Told, lay_out
from tests.journeys.nodes import Browser, Reply, serving

RELEASE = "0.1.0"
PERSON = {"alias": "Wilmer", "sex": "m", "age_value": "24", "age_unit": "y"}


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A file system of its own of 12 MB; needs the right to mount."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=12m,mode=700", "posta-test", str(folder)]
    if subprocess.run(command, capture_output=True, check=False).returncode != 0:
        pytest.skip("mounting a small disk needs root: the full-disk test did not run")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(disk: Path) -> Path:
    """Leave not one byte."""
    rest = disk / "rest"
    with rest.open("wb", buffering=0) as file:
        for size in (65536, 1):
            with suppress(OSError):
                while file.write(bytes(size)):
                    pass
    return rest


def opened(port: int, told: Told) -> Browser:
    browser = Browser(port)
    assert browser.enter(told.words).status == 303
    return browser


def demand_everything_is_read(browser: Browser, told: Told) -> None:
    """Board, search, person, forms, exchange and work are shown, with what was recorded in them."""
    found = browser.send("/search/", {"q": told.person}, page="/")
    assert found.status == 303
    results = browser.get(found.location)
    assert told.person in results.text
    person = re.search(r'href="(/people/[0-9a-f]{32}/)"', results.text)
    assert person
    assert told.complaint in browser.get(person[1]).text
    for path in ("/", "/people/new", "/drafts/", "/work/", "/sync/", f"{person[1]}consultation", f"{person[1]}edit"):
        assert browser.get(path).status in (200, 404 if path.endswith("edit") else 200), path


@pytest.mark.slow
def test_a_post_on_a_full_disk_is_read_refuses_to_write_and_works_again_with_room(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        told = lay_out(RELEASE, disk / "home")
        with serving(disk / "home") as port:
            browser = opened(port, told)
            demand_everything_is_read(browser, told)
            rest = fill(disk)
            demand_everything_is_read(browser, told)
            bundle = browser.get("/sync/bundle")
            assert (bundle.status, len(bundle.body) > 1000) == (200, True), "what is here can be taken along"
            refused = register_until_refused(browser)
            assert refused.status == 503
            assert "lleno" in refused.text
            assert "falla" not in refused.text
            assert 'value="Wilmer"' in refused.text, "what was typed stays on the screen"
            assert "El disco está lleno" in browser.get("/").text
            browser.ask("POST", "/lock")
            assert browser.becomes("locked")
            browser = opened(port, told)
            demand_everything_is_read(browser, told)
            rest.unlink()
            saved = browser.send("/people/new", filled(browser.get("/people/new").text), page="/people/new")
            assert saved.status == 303
            assert browser.get(saved.location).status == 200


@pytest.mark.slow
def test_a_locked_post_opens_on_a_full_disk_and_is_read(tmp_path: Path) -> None:
    """Its log was folded in when a command closed it, so there is nothing beside the database but the room kept back."""
    with small_disk(tmp_path / "disk") as disk:
        home = disk / "home"
        told = lay_out(RELEASE, home)
        with serving(home) as port:
            opened(port, told)
        for name in ("node.db-wal", "node.db-shm"):
            assert (home / name).exists()
        fold_in(home, told)
        fill(disk)
        with serving(home) as port:
            demand_everything_is_read(opened(port, told), told)


@pytest.mark.slow
def test_a_post_whose_disk_takes_no_writing_any_more_is_read(tmp_path: Path) -> None:
    """Linux mounts a failing disk read-only under the programs that use it."""
    with small_disk(tmp_path / "disk") as disk:
        home = disk / "home"
        told = lay_out(RELEASE, home)
        with serving(home) as port:
            browser = opened(port, told)
            typed = filled(browser.get("/people/new").text)
            subprocess.run(["mount", "--bind", str(home), str(home)], check=True)
            try:
                subprocess.run(["mount", "-o", "remount,ro,bind", str(home)], check=True)
                demand_everything_is_read(browser, told)
                refused = browser.send("/people/new", typed, page="/people/new")
                assert refused.status == 503
                assert 'value="Wilmer"' in refused.text
            finally:
                subprocess.run(["umount", "-l", str(home)], check=True)
            assert browser.send("/people/new", typed, page="/people/new").status == 303


def register_until_refused(browser: Browser) -> Reply:
    """Room that the log already has is used up first; then nothing is saved. What the last one answered."""
    for _ in range(30):
        answer = browser.send("/people/new", filled(browser.get("/people/new").text), page="/people/new")
        if answer.status != 303:
            return answer
    raise AssertionError("a full disk took thirty people")


def fold_in(home: Path, told: Told) -> None:
    """What the last command that closes the database does: the log is folded in, and its files go."""
    from contextlib import closing

    from posta.node.identity.device import database_key
    from posta.node.identity.unlock import unlock
    from posta.node.storage.sqlcipher.base import open_encrypted

    unlocked = unlock(home, told.words)
    assert unlocked is not None
    with closing(open_encrypted(database_key(unlocked.master), database=home / "node.db")) as connection:
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    assert not (home / "node.db-wal").exists()


def filled(page: str) -> dict[str, str]:
    """The form of a registration as a browser would send it: what the page carries, and Wilmer."""
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    return {
        **dict(hidden),
        **PERSON,
        "country_origin": "HN",
        "pop_group": "migrant",
        "consent_care": "y",
        "consent_record": "y",
    }
