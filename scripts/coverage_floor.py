"""Compare what the tests ran with the floor of `tests/coverage-floor.toml`: print a short report, exit 1 below the floor.

python scripts/coverage_floor.py report.json [--raise]     `report.json` is written by `coverage json`

`--raise` writes the figures that are clearly above their floor into the file. It never lowers one.
"""

import json
import re
import sys
import tomllib
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FLOOR = ROOT / "tests" / "coverage-floor.toml"
CLEARLY = 1.0
"""By how many points a figure must be above its floor before the floor is to be raised."""


def main(arguments: list[str]) -> int:
    """Print the report; return 1 if a figure is below its floor."""
    figures, floor = (
        measure(json.loads(Path(arguments[0]).read_text())["files"]),
        tomllib.loads(FLOOR.read_text())["floor"],
    )
    below = [name for name in floor if figures.get(name, 0.0) < floor[name]]
    above = {name: raised(figures[name]) for name in figures if figures[name] >= floor.get(name, 0.0) + 2 * CLEARLY}
    for name, figure in figures.items():
        note = "below the floor" if name in below else f"raise the floor to {above[name]}" if name in above else ""
        sys.stdout.write(f"{name:<14}{figure:6.1f} %   floor {floor.get(name, 0.0):5.1f}   {note}\n")
    if above and "--raise" in arguments:
        FLOOR.write_text(write_floor(FLOOR.read_text(), above))
    return 1 if below else 0


def measure(files: dict[str, dict]) -> dict[str, float]:
    """Return the share of branches of all code and of each room, and of the lines of templates, in percent."""
    done: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for path, file in files.items():
        found = file["summary"]
        if path.endswith(".html"):
            _add(done["templates"], found["covered_lines"], found["num_statements"])
        else:
            for name in ("branches", _room_of(path)):
                _add(done[name], found["covered_branches"], found["num_branches"])
    return {name: 100.0 * hit / total for name, (hit, total) in sorted(done.items()) if total}


def raised(figure: float) -> float:
    """Return the floor for a figure: a point below, so that a test which depends on chance does not decide."""
    return round(figure - CLEARLY, 1)


def write_floor(text: str, above: dict[str, float]) -> str:
    """Return the text of the floor with higher figures; a room that it did not name is added."""
    for name, figure in above.items():
        line = f"{name} = {figure}"
        text, known = re.subn(rf"^{name} = [\d.]+$", line, text, flags=re.M)
        text = text if known else f"{text.rstrip()}\n{line}\n"
    return text


def _room_of(path: str) -> str:
    parts = Path(path).parts
    return parts[1] if len(parts) > 2 else "posta"


def _add(done: list[int], hit: int, total: int) -> None:
    done[0] += hit
    done[1] += total


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
