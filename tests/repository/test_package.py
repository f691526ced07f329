"""`pip install .` takes along everything that the program reads beside its code."""

import tomllib
from fnmatch import fnmatch

from tests.repository.tree import ROOT, list_files, name_of, text_of

TOLD = tomllib.loads(text_of(ROOT / "pyproject.toml"))


def test_every_file_beside_the_code_is_packed() -> None:
    patterns = TOLD["tool"]["setuptools"]["package-data"]["posta"]
    beside = [p for p in list_files("posta") if p.suffix not in {".py", ".pyc", ".po", ".md"}]
    left = [
        n for n in (name_of(p).removeprefix("posta/") for p in beside) if not any(fnmatch(n, one) for one in patterns)
    ]
    assert left == []


def test_the_version_is_one() -> None:
    from posta import __version__

    assert TOLD["project"]["version"] == __version__


def test_every_folder_with_code_is_a_package() -> None:
    folders = {p.parent for p in list_files("posta", ".py")}
    assert [name_of(f) for f in folders if not (f / "__init__.py").exists()] == []
