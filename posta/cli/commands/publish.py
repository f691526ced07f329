"""`posta publish`: the mission's public page as a folder of files."""

import argparse
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from posta.cli.command_spec import Command
from posta.cli.mission_source import add_mission, read_network, set_up_for
from posta.cli.output import print_error, print_info, show_progress, terminal_language
from posta.cli.registered_names import find_named_lines, read_folder, read_public_names
from posta.cli.unlock_home import DEFAULT_HOME
from posta.errors import InvalidData, TemporarilyUnavailable

if TYPE_CHECKING:
    from posta.publicsite.errors import InputProblem
    from posta.publicsite.network.public_network import PublicNetwork
    from posta.publicsite.source import Source


class PublisherNotInstalled(TemporarilyUnavailable):
    """Publishing needs the extra `publish`, which a post does without."""

    sentence = "The page needs packages that a post lacks: install Posta's extra `publish`."


class OptionsConflict(InvalidData):
    """An option was given that the verb does not read."""

    sentences = {
        "check_names_alone": "--check-names looks through DIR with the register of --home; leave out the others.",
        "init_alone": "--init writes the sample's content and reads nothing; leave out the other options.",
    }


def arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--out", type=Path, metavar="DIR", help="write the site into this folder, replacing it whole")
    what.add_argument("--init", type=Path, metavar="DIR", help="write the sample's content into this folder to begin")
    what.add_argument("--check", action="store_true", help="say what is wrong with the content, a line for each fault")
    what.add_argument("--serve", action="store_true", help="show the site here, built again when a file is saved")
    what.add_argument("--check-names", type=Path, metavar="DIR", help="say which lines hold a name of the register")
    parser.add_argument(
        "--content", type=Path, metavar="FOLDER", help="texts, pictures and figures; without it the sample's"
    )
    add_mission(parser)


def run(given: argparse.Namespace) -> int:
    """Do one of the verbs; returns the exit code."""
    _check_options(given)
    if given.check_names and not given.home:
        given.home = DEFAULT_HOME  # the register is at a post
    set_up_for(given)
    if given.check_names:
        return _check_names(given.check_names)
    _check_packages()
    return _begin(given.init) if given.init else _publish(given)


def _check_options(given: argparse.Namespace) -> None:
    """Refuse an option that the verb would pass over. Raises OptionsConflict."""
    if given.check_names and (given.mission or given.content):
        raise OptionsConflict("check_names_alone")
    if given.init and (given.mission or given.content or given.home):
        raise OptionsConflict("init_alone")


def _check_packages() -> None:
    """Refuse where a package of the extra is not installed. Raises PublisherNotInstalled."""
    try:
        import markdown_it  # noqa: F401
        import nh3  # noqa: F401
        import PIL  # noqa: F401
    except ImportError:
        raise PublisherNotInstalled from None


def _check_names(folder: Path) -> int:
    """Say which lines of a folder hold a name of the register; 1 if any does."""
    problems = find_named_lines(read_folder(folder), read_public_names(folder))
    for problem in problems:
        print_error(str(problem))
    if not problems:
        print_info("No name of the register stands there.")
    return 1 if problems else 0


def _begin(folder: Path) -> int:
    from posta.publicsite.content.sample_copy import copy_sample

    print_info(f"{copy_sample(folder)} files: {folder / 'site.toml'}")
    print_info(f"see it:  posta publish --serve --content {folder}")
    return 0


def _publish(given: argparse.Namespace) -> int:
    """Build the site and write, judge or show it; or say every problem and write nothing."""
    from posta.publicsite.errors import NotPublishable
    from posta.publicsite.output.write_site import check_can_write, write_site

    if given.out:
        check_can_write(given.out)
    try:
        network = read_network(given)
        if given.serve:
            return _serve(given, network)
        source, site = _build(given, network)
    except NotPublishable as error:
        for problem in error.problems:
            print_error(str(problem))
        return 1
    if given.check:
        return _print_success(source, site)
    write_site(site, given.out)
    print_info(f"{len(site)} files, {sum(map(len, site.values())) // 1024} kB: {given.out / 'index.html'}")
    return 0


def _build(given: argparse.Namespace, network: "PublicNetwork") -> tuple["Source", Mapping[str, bytes]]:
    """Return what the site is built from, and its files. Raises NotPublishable."""
    from posta.publicsite.build import build_site
    from posta.publicsite.content.content_folder import SAMPLE
    from posta.publicsite.errors import NotPublishable
    from posta.publicsite.gather_source import gather_source

    with show_progress("pictures") as tell:
        source = gather_source(network, given.content or SAMPLE, tell)
    site = build_site(source)
    if given.home and (named := _named_lines(given, site, source.content.settings.public_names)):
        raise NotPublishable(named)
    return source, site


def _named_lines(given: argparse.Namespace, site: Mapping[str, bytes], public: Collection[str]) -> list["InputProblem"]:
    """Return the lines that hold a name of the register.

    These are lines of the content, where they can be corrected; else of the site.
    """
    written = read_folder(given.content) if given.content else {}
    return find_named_lines(written, public) or find_named_lines(site, public)


def _print_success(source: "Source", site: Mapping[str, bytes]) -> int:
    content = source.content
    texts = sum(1 for _ in content.list_texts())
    print_info(f"texts     {texts}, each in {', '.join(source.languages)}; every link leads somewhere")
    print_info(f"stories   {len(content.stories)}, each with consent")
    print_info(f"pictures  {len(content.pictures)}, each with its words; {len(content.files)} files without metadata")
    print_info(f"figures   {len(source.figures)}, each with definition and source")
    print_info(f"names     none of the {len(source.network.withheld)} that may stand nowhere")
    print_info(f"site      {len(site)} files, {sum(map(len, site.values())) // 1024} kB. It can be published.")
    return 0


def _serve(given: argparse.Namespace, network: "PublicNetwork") -> int:
    """Show the site until somebody interrupts."""
    from posta.publicsite.content.content_folder import SAMPLE
    from posta.publicsite.preview import Preview

    def build() -> Mapping[str, bytes]:
        _source, site = _build(given, network)
        return site

    try:
        with Preview(build, [given.content or SAMPLE], terminal_language()) as preview:
            print_info(f"{preview.address}  (Ctrl+C ends)")
            for problem in preview.problems:
                print_error(str(problem))
            preview.follow()
    except KeyboardInterrupt:
        return 0
    return 0


COMMAND = Command(
    "publish", "write the mission's public page", "posta publish --out site --content content", arguments, run
)
