"""Write the reference pages that follow from the code, or check that they are what the code says.

python scripts/write_reference.py            write docs/reference/{cli,facts,kinds,compartments-and-roles}.md and the
                                             forge's list of who reads changes of which file (.github/CODEOWNERS)
python scripts/write_reference.py --check    change nothing; exit 1 and name each page that is stale
"""

import argparse
import os
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(HERE))

import msgspec  # noqa: E402

from posta.catalog.compartments import MISSION_WIDE, PERSON_HELD, Compartment  # noqa: E402
from posta.catalog.kinds import KINDS, WITH_FORMS, Kind  # noqa: E402
from posta.catalog.language.form import list_forms  # noqa: E402
from posta.clinical.limits_page import present_limits  # noqa: E402
from posta.clinical.surveillance.alerts_page import present_alert_rules  # noqa: E402
from posta.figures.facts.facts_page import render_facts  # noqa: E402
from posta.mission.roles import ROLE_GROUPS, ROLES  # noqa: E402
from posta.operations.state_page import present_tables  # noqa: E402
from posta.operations.tables import list_tables  # noqa: E402

OWNERS = """# Who must read a change of these files before it is merged: those that DEVELOPERS.md lists under "Security properties
# with addresses". Written by scripts/write_reference.py. Name people in place of the team when the project has a home.
"""
GENERATED = "<!-- Written by scripts/write_reference.py from the code; change that, not this page. -->"
HELD = {
    Compartment.FACTS: "coded, pseudonymous facts; all that counting ever sees",
    Compartment.CARE: "the chart",
    Compartment.MENTAL_HEALTH: "notes and scales of psychologists and psychiatrists",
    Compartment.SEXUAL_VIOLENCE: "care after sexual violence",
    Compartment.PROTECTED: "violence suffered, torture, social and legal work, certificates",
    Compartment.CONTACTS: "telephone numbers of relatives",
    Compartment.ADMIN: "posts, colleagues, devices, keys",
}


def main(words: Sequence[str] | None = None) -> int:
    """Write the pages, or check them; returns the exit code."""
    parser = argparse.ArgumentParser(description="Write or check the reference pages that follow from the code.")
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 if a page is stale")
    if parser.parse_args(words).check:
        stale = list_stale()
        for page in stale:
            sys.stderr.write(f"{page}: not what the code says; run `make docs`\n")
        return 1 if stale else 0
    for name, text in all_pages().items():
        (HERE / name).write_text(text, encoding="utf-8")
    return 0


def list_stale() -> list[str]:
    """Return the pages that differ from what the code says, or are missing."""
    pages = all_pages().items()
    return [name for name, text in pages if _text_of(HERE / name) != text]


def all_pages() -> dict[str, str]:
    """Return every generated page by its path."""
    pages = {
        "kinds.md": kinds_page(), "compartments-and-roles.md": roles_page(), "cli.md": cli_page(), "facts.md": facts_page(),
    }  # fmt: skip
    pages["states.md"] = f"{GENERATED}\n{present_tables(list_tables())}"
    pages["alerts.md"] = f"{GENERATED}\n{present_alert_rules()}"
    pages["clinical-limits.md"] = f"{GENERATED}\n{present_limits()}"
    return {**{f"docs/reference/{name}": text for name, text in pages.items()}, ".github/CODEOWNERS": owners_page()}


def owners_page() -> str:
    """Return who must read a change of which file: those of the table of security properties in DEVELOPERS.md."""
    table = _text_of(HERE / "DEVELOPERS.md").partition("## Security properties")[2].partition("## Releases")[0]
    files = sorted(set(re.findall(r"`((?:posta|tests)/[\w/.]+)(?::\w+)?`", table)))
    owned = "".join(f"/{file}{'/' if (HERE / file).is_dir() else ''} @posta/security\n" for file in files)
    return OWNERS + owned


def kinds_page() -> str:
    """Return what may be written down: each kind of entry, its number, and what its parts hold."""
    lines = [
        GENERATED,
        "# Kinds of entry",
        "",
        "Every act becomes one entry of one kind. The number is part of the wire: it is never reused or changed. Kinds that",
        "carry filled forms hold `{form number: {field number: value}}` (see [forms](forms/index.md)); the others hold one",
        "structural act, written as an array of its fields in the order given here. A later version may only add fields at",
        "the end. An entry of a kind or version that a program does not know is kept, carried and counted, and applied after",
        "an update.",
        "",
        "Around each body stands a head: `[kind, version, author, person, occurred, precision, post, refers, body]` in `care`",
        "and the person-held compartments, `[kind, version, post, day, pseudonym, sex, age band, country, group, refers, body]`",
        "in `facts`, `[kind, version, author, occurred, refers, body]` in `admin`.",
        "",
        *_table(
            ["No.", "Kind", "What happened", "Version"],
            ([str(k.number), f"[`{k.name}`](#{k.name})", k.about, str(k.version)] for k in _kinds()),
        ),
    ]
    for kind in _kinds():
        lines += ["", *_kind_section(kind)]
    return "\n".join(lines) + "\n"


def roles_page() -> str:
    """Return who may read and write what."""
    held = (
        [f"`{c.code}`", HELD[c], _holder(c), "the mission" if c in MISSION_WIDE else "each care network"]
        for c in Compartment
    )
    opened = [
        [f"`{role.code}`", *("yes" if c in role.compartments else "" for c in Compartment), *_tools(role.code)]
        for role in ROLES.values()
    ]
    added = ([f"`{r.code}`", ", ".join(f"`{c.code}`" for c in sorted(r.may_add))] for r in ROLES.values() if r.may_add)
    forms = ([f"[`{f.name}`](forms/{f.name}.md)", f"`{f.compartment.code}`", ", ".join(f.by)] for f in list_forms())
    shared = ([f"`{trade}`", ", ".join(sorted(roles))] for trade, roles in ROLE_GROUPS.items())
    return "\n".join([
        GENERATED, "# Compartments and roles", "",
        "A part of an entry belongs to exactly one compartment. A field's compartment is declared in its form.", "",
        *_table(["Compartment", "Holds", "Key held by", "One key for"], held), "",
        "## What each role is appointed to", "",
        "A role's compartments are written into the appointment. The keys of person-held compartments go to the person, so an",
        "unlocked computer without that person does not open them.", "",
        *_table(["Role", *(f"`{c.code}`" for c in Compartment), "Gives care", "Counts", "Administers"], opened), "",
        "Where the work of one person asks for it, their appointment opens more: survivors are treated by nurses, too.", "",
        *_table(["Role", "May be given as well"], added), "",
        "## Who records which form", "",
        *_table(["Form", "Home compartment", "Recorded by"], forms), "",
        "Some work is shared. Where a form names the trade on the left, the roles on the right may record it:", "",
        *_table(["Named", "May record"], shared), "",
    ])  # fmt: skip


def facts_page() -> str:
    """Return what can be counted: the tables of facts that the forms declare."""
    return f"{GENERATED}\n{render_facts()}"


def cli_page() -> str:
    """Return the help of every command, as the terminal prints it."""
    os.environ["COLUMNS"] = "100"
    from posta.cli.run import COMMANDS, make_parser

    parser = make_parser()
    verbs = next(a for a in parser._actions if isinstance(a, argparse._SubParsersAction)).choices
    lines = [
        GENERATED,
        "# The command line",
        "",
        "Every command has `--help`, exits with 0 when it did what was asked and with another number and one line on standard",
        "error when it did not. Words that open a node are asked for without echo, or read as one line of standard input.",
        "",
        *_table(["Command", "What it does"], ([f"[`posta {c.name}`](#posta-{c.name})", c.about] for c in COMMANDS)),
    ]
    for command in COMMANDS:
        lines += ["", f"## posta {command.name}", "", "```", _help(verbs[command.name]), "```"]
    return "\n".join(lines) + "\n"


def _kinds() -> list[Kind]:
    return [KINDS[number] for number in sorted(KINDS)]


def _kind_section(kind: Kind) -> Iterator[str]:
    yield f"## {kind.name}"
    yield ""
    yield f"{kind.about[0].upper()}{kind.about[1:]}. Number {kind.number}, version {kind.version}."
    if kind.number in WITH_FORMS:
        yield ""
        yield "Carries filled forms, divided by compartment."
    if kind.act is None:
        return
    yield ""
    yield from _about(kind.act)
    fields = msgspec.structs.fields(kind.act)
    yield ""
    yield from _table(["Field", "Type", "If left out"], ([f"`{f.name}`", _type(f.type), _default(f)] for f in fields))


def _about(act: type) -> list[str]:
    return [line.strip() for line in (act.__doc__ or "").strip().splitlines()]


def _type(kind: object) -> str:
    text = kind.__name__ if isinstance(kind, type) else str(kind)
    return "`" + re.sub(r"posta\.[a-z.]+\.", "", text).replace("|", "or") + "`"


def _default(field: msgspec.structs.FieldInfo) -> str:
    return "" if field.default is msgspec.NODEFAULT else f"`{field.default!r}`"


def _holder(compartment: Compartment) -> str:
    if compartment in PERSON_HELD:
        return "appointed persons"
    return "every enrolled device" if compartment in MISSION_WIDE else "devices of the network's posts"


def _tools(code: str) -> list[str]:
    role = ROLES[code]
    return ["yes" if has else "" for has in (role.gives_care, role.counts, role.administers)]


def _help(parser: argparse.ArgumentParser) -> str:
    """Return the help text, with the sub-verbs' own below it; the home of whoever writes the page is not in it."""
    texts = [parser.format_help().rstrip()]
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            texts += [verb.format_help().rstrip() for verb in action.choices.values()]
    return "\n\n".join(texts).replace(str(Path.home()), "~")


def _table(head: Sequence[str], rows: Iterator[Sequence[str]] | Sequence[Sequence[str]]) -> Iterator[str]:
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"


def _text_of(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None


if __name__ == "__main__":
    sys.exit(main())
