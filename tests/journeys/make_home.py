"""Make the home of a mission's first node, with words that cost nothing to try. A process of its own, as `posta init` is.

python -m tests.journeys.make_home [--demo] HOME WORD WORD WORD WORD WORD
"""

import os
import sys
from pathlib import Path

from posta.cli.unlock_home import set_up_home
from posta.node.identity.device import create_device
from posta.seal.keys import DeviceKeys
from tests.cheap_passphrases import CHEAPEST_COST


def main(home: Path, words: str, *, demonstration: bool) -> None:
    made = create_device(home, words, "es", parameters=CHEAPEST_COST).unlocked
    set_up_home(home, made)
    from posta.acts.mission.founding import create_mission
    from posta.acts.mission.founding_file import SAMPLE, read_mission
    from posta.scribe.context.local_node import open_local_context

    root = DeviceKeys.generate(os.urandom)
    mission = read_mission(SAMPLE, root.verify_key, demonstration=demonstration)
    create_mission(open_local_context(), mission, root, "Ana", made.staff, made.person)


if __name__ == "__main__":
    given = [one for one in sys.argv[1:] if one != "--demo"]
    main(Path(given[0]), " ".join(given[1:]), demonstration="--demo" in sys.argv)
