"""Make the home of a mission's first node, with words that cost nothing to try. A process of its own, as `posta init` is.

python -m tests.journeys.make_home HOME WORD WORD WORD WORD WORD
"""

import os
import sys
from pathlib import Path

from posta.console.opening import set_up
from posta.node.device import create_device
from posta.seal.keys import DeviceKeys
from tests.cheap_words import CHEAPEST


def main(home: Path, words: str) -> None:
    made = create_device(home, words, "es", parameters=CHEAPEST).unlocked
    set_up(home, made)
    from posta.acts.founding import found
    from posta.acts.mission_file import SAMPLE, read_mission
    from posta.scribe.here import open_desk

    root = DeviceKeys.generate(os.urandom)
    found(open_desk(), read_mission(SAMPLE, root.verify_key), root, "Ana", made.staff, made.person)


if __name__ == "__main__":
    main(Path(sys.argv[1]), " ".join(sys.argv[2:]))
