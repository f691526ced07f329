"""`posta publish`: the mission's public page as a folder of files."""

import argparse
from pathlib import Path

from posta.console.command import Command
from posta.console.known_mission import add_mission, read_network, set_up_for
from posta.console.say import complain, progress, say


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, metavar="DIR", required=True, help="the folder that becomes the site")
    parser.add_argument(
        "--content", type=Path, metavar="FOLDER", help="texts, pictures and figures; without it the sample's"
    )
    add_mission(parser)


def run(given: argparse.Namespace) -> int:
    """Build the site and write it, or say every problem and write nothing."""
    set_up_for(given)
    from posta.publicsite.build import build_site
    from posta.publicsite.content.folder import SAMPLE
    from posta.publicsite.errors import NotPublishable
    from posta.publicsite.gather import gather_source
    from posta.publicsite.output.write import check_can_write, write_site

    check_can_write(given.out)
    try:
        with progress("pictures") as tell:
            source = gather_source(read_network(given), given.content or SAMPLE, tell)
        site = build_site(source)
    except NotPublishable as error:
        for problem in error.problems:
            complain(str(problem))
        return 1
    write_site(site, given.out)
    say(f"{len(site)} files, {sum(map(len, site.values())) // 1024} kB: {given.out / 'index.html'}")
    return 0


COMMAND = Command(
    "publish", "write the mission's public page", "posta publish --out site --content content", arguments, run
)
