"""Reading the public part of a mission from its file."""

import json
from pathlib import Path
from typing import Final

from posta.publicsite.errors import NotPublishable, Problem
from posta.publicsite.network.gate import let_through
from posta.publicsite.network.values import Network

SAMPLE: Final = Path(__file__).parents[2] / "mission" / "sample" / "mexico_network.json"


def read_mission_file(path: Path = SAMPLE) -> Network:
    """Return what of the mission in a file may be public. Raises NotPublishable."""
    try:
        return let_through(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as reason:
        problem = Problem(
            path.name, 0, f"This file does not describe a mission ({type(reason).__name__}).", "See docs/how-to."
        )
        raise NotPublishable([problem]) from None
