"""A real supervisor whose workers open with stand-in words; its address is the first line it writes."""

import sys
from pathlib import Path

from posta.node.process.supervisor import Limits, serve
from tests.journeys.fake_worker import be_far_away

if __name__ == "__main__":
    be_far_away()
    home, idle = sys.argv[1:]
    command = (sys.executable, "-m", "tests.journeys.fake_worker")
    serve(Path(home), ["127.0.0.1"], 0, command=command, limits=Limits(idle=float(idle)))
