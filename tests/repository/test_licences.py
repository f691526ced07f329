"""What others made may be passed on with Posta: each licence is known and allowed, and each file is the one it was."""

import re
import tomllib
from importlib import metadata

import pytest

from scripts.vendor import list_items, list_problems
from tests.repository.tree import ROOT, text_of

PINNED = re.compile(r"^([A-Za-z0-9_.-]+)==([^\s;]+)", re.M)
TOLD = tomllib.loads((ROOT / "requirements" / "licences.toml").read_text(encoding="utf-8"))


def _locked(name: str) -> dict[str, str]:
    return {package.lower(): version for package, version in PINNED.findall(text_of(ROOT / "requirements" / name))}


def _allowed(licence: str, allowed: list[str]) -> bool:
    """`A OR B` is allowed if one is, `A AND B` if both are."""
    return any(all(part in allowed for part in choice.split(" AND ")) for choice in licence.split(" OR "))


def test_the_licence_of_every_locked_package_is_told_and_of_no_other() -> None:
    assert set(TOLD["packages"]) == set(_locked("run.lock")) | set(_locked("dev.lock"))


def test_what_is_shipped_has_an_allowed_licence() -> None:
    shipped = {**_locked("run.lock"), **_locked("relay.lock"), **_locked("publish.lock")}
    assert [n for n in shipped if not _allowed(TOLD["packages"][n], TOLD["allowed"])] == []


def test_what_develops_has_an_allowed_licence() -> None:
    allowed = TOLD["allowed"] + TOLD["allowed_for_development"]
    assert [n for n in _locked("dev.lock") if not _allowed(TOLD["packages"][n], allowed)] == []


@pytest.mark.parametrize("name", sorted(TOLD["packages"]))
def test_a_package_that_states_an_spdx_licence_states_the_one_told(name: str) -> None:
    try:
        stated = metadata.metadata(name).get("License-Expression")
    except metadata.PackageNotFoundError:
        pytest.skip("not installed on this machine")
    assert stated in {None, TOLD["packages"][name]}


def test_locks_hold_every_asked_package_at_the_asked_version_with_hashes() -> None:
    for name in ("run", "relay", "publish", "dev"):
        asked, lock = f"{name}.in", f"{name}.lock"
        wanted = {n.lower(): v for n, v in PINNED.findall(text_of(ROOT / "requirements" / asked))}
        assert wanted.items() <= _locked(lock).items()
        assert text_of(ROOT / "requirements" / lock).count("--hash=sha256:") >= len(_locked(lock))
    for shipped in ("run.lock", "relay.lock", "publish.lock"):
        assert _locked(shipped).items() <= _locked("dev.lock").items()


def test_vendored_files_are_those_pinned() -> None:
    assert list_problems() == []


def test_vendored_files_have_an_allowed_licence() -> None:
    assert [i["path"] for i in list_items() if "licence" in i and i["licence"] not in TOLD["allowed"]] == []


def test_the_project_has_its_own() -> None:
    assert text_of(ROOT / "LICENSE").lstrip().startswith("Apache License")
    assert tomllib.loads(text_of(ROOT / "pyproject.toml"))["project"]["license"] == "Apache-2.0"
