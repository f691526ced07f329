"""`posta publish`: the mission's public page as a folder of files."""

import argparse
from pathlib import Path

from posta.console.command import Command
from posta.console.say import complain, say


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, metavar="DIR", required=True, help="the folder that becomes the site")
    parser.add_argument(
        "--content", type=Path, metavar="FOLDER", help="texts, pictures and figures; without it the sample's"
    )
    parser.add_argument("--mission", type=Path, metavar="FILE", help="the mission's file; without it the sample's")


def run(given: argparse.Namespace) -> int:
    """Build the site and write it, or say every problem and write nothing."""
    from posta.console.opening import DEFAULT_HOME, load_django

    load_django(DEFAULT_HOME)
    from posta.publicsite.build import build_site
    from posta.publicsite.content import folder as content
    from posta.publicsite.errors import NotPublishable
    from posta.publicsite.network import mission_file
    from posta.publicsite.output.write import check_can_write, write_site
    from posta.publicsite.source import Source

    check_can_write(given.out)
    try:
        source = Source(
            network=mission_file.read_mission_file(given.mission or mission_file.SAMPLE),
            content=content.read_content(given.content or content.SAMPLE),
            figures=(),
        )
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
