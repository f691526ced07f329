"""`posta publish`: the mission's public page as a folder of files."""

import argparse
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from posta.console.command import Command
from posta.console.known_mission import add_mission, read_network, set_up_for
from posta.console.names_check import find_named_lines, read_folder, read_public_names
from posta.console.opening import DEFAULT_HOME
from posta.console.say import complain, progress, say

if TYPE_CHECKING:
    from posta.publicsite.errors import Problem


def arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--out", type=Path, metavar="DIR", help="the folder that becomes the site")
    what.add_argument("--check-names", type=Path, metavar="DIR", help="say which lines hold a name of the register")
    parser.add_argument(
        "--content", type=Path, metavar="FOLDER", help="texts, pictures and figures; without it the sample's"
    )
    add_mission(parser)


def run(given: argparse.Namespace) -> int:
    """Do one of the verbs; returns the exit code."""
    if given.check_names and not given.home:
        given.home = DEFAULT_HOME  # the register is at a post
    set_up_for(given)
    return _check_names(given.check_names) if given.check_names else _publish(given)


def _check_names(folder: Path) -> int:
    """Say which lines of a folder hold a name of the register; 1 if any does."""
    problems = find_named_lines(read_folder(folder), read_public_names(folder))
    for problem in problems:
        complain(str(problem))
    if not problems:
        say("No name of the register stands there.")
    return 1 if problems else 0


def _publish(given: argparse.Namespace) -> int:
    """Build the site and write it, or say every problem and write nothing."""
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
        if given.home and (named := _named_lines(given, site, source.content.settings.public_names)):
            raise NotPublishable(named)
    except NotPublishable as error:
        for problem in error.problems:
            complain(str(problem))
        return 1
    write_site(site, given.out)
    say(f"{len(site)} files, {sum(map(len, site.values())) // 1024} kB: {given.out / 'index.html'}")
    return 0


def _named_lines(given: argparse.Namespace, site: Mapping[str, bytes], public: Collection[str]) -> list["Problem"]:
    """Return the lines that hold a name of the register: of the content, where they are mended, else of the site."""
    written = read_folder(given.content) if given.content else {}
    return find_named_lines(written, public) or find_named_lines(site, public)


COMMAND = Command(
    "publish", "write the mission's public page", "posta publish --out site --content content", arguments, run
)
