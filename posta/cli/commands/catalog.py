"""`posta catalog check|docs`: prove the declarations consistent; write their pages."""

import argparse
from pathlib import Path

from posta.catalog.language.form import list_forms
from posta.catalog.tooling.consistency import check_catalog
from posta.catalog.tooling.reference_pages import stale_pages, write_pages
from posta.cli.command_spec import Command
from posta.cli.output import print_error, print_info
from posta.mission.roles import list_unopenable

PAGES = Path("docs/reference")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("verb", choices=("check", "docs"))
    parser.add_argument("--out", type=Path, default=PAGES, help="folder of the pages")


def run(given: argparse.Namespace) -> int:
    """Check (exit 1 with one line per problem), or write the pages."""
    if given.verb == "docs":
        write_pages(given.out)
        print_info(f"Pages written to {given.out}.")
        return 0
    problems = [*check_catalog(), *list_unopenable(list_forms())]
    if given.out.is_dir():
        problems += [
            f"{page}: not what the declarations say; run `posta catalog docs`" for page in stale_pages(given.out)
        ]
    for problem in problems:
        print_error(problem)
    if not problems:
        print_info("Forms, lists and diagnoses are consistent.")
    return 1 if problems else 0


COMMAND = Command(
    "catalog", "check forms, lists and diagnoses, or write their pages", "posta catalog check", arguments, run
)
