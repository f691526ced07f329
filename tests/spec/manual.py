"""The manual of kinds: each page is a spec. What it says of an entry is checked on an entry written by a real act.

A page (`tests/spec/entries/<kind>.py`) has prose, an example that acts in a mission in memory, and a table of what the
entry then holds, compartment by compartment. `scripts/write_manual.py` prints it as `docs/entries/<kind>.md`.

    compartment | about     | author | holds
    facts       | pseudonym | -      | person: sex, country_origin
    care        | person    | named  | person: alias, family_name
"""

import inspect
import textwrap
from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from posta.catalog.answers import merge
from posta.catalog.compartments import MISSION_WIDE, PERSON_HELD, Compartment
from posta.catalog.encoding.codec import (
    ABOUT,
    REMOVES,
    AdminPayload,
    ClinicalPayload,
    FactsPayload,
    Payload,
    decode_part,
    read_act,
    read_forms,
)
from posta.catalog.kinds import KINDS, WITH_FORMS
from posta.catalog.language.form import get_form_by_number
from posta.feed.canonical import PREFIX_SIZE
from posta.ids import EntryId
from posta.ledger.queries import find_row, list_parts
from posta.mission.roles import ROLES
from posta.scribe.context.node_context import NodeContext
from posta.seal.epoch_keyring import Keyring
from tests.in_memory_mission import InMemoryMission, make_mission
from tests.spec.tables import Row, read_table

GENERATED = "<!-- Written by scripts/write_manual.py from tests/spec/entries; change the spec, not this page. -->"
Example = Callable[[InMemoryMission], tuple[NodeContext, EntryId]]


@dataclass(frozen=True, slots=True)
class Case:
    """An example and the table of what its entry holds; `beside` are the kinds of its other parts."""

    example: Example
    holds: str
    beside: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Page:
    """The page of one kind: what it is, what it must not be used for, examples with what they hold."""

    kind: int
    title: str
    prose: str
    never: tuple[str, ...]
    cases: tuple[Case, ...]


def expected(case: Case) -> list[Row]:
    """The declared rows."""
    return read_table(case.holds)


def found(case: Case) -> list[Row]:
    """The rows of the entry that the example really writes, opened with every key of the mission."""
    house = make_mission(["tenosique_la72"])
    node, entry = case.example(house)
    row = find_row(node.cursor, entry)
    assert row is not None
    ring = Keyring.of(house.epochs)
    rows = []
    for part in list_parts(node.cursor, [row]):
        assert part.sealed is not None
        opened = ring.open(part.epoch, part.sealed, prefix=part.header[:PREFIX_SIZE], index=part.place)
        assert opened is not None
        value = decode_part(opened[0].compartment, opened[1])
        code = Compartment(opened[0].compartment).code
        rows.append({"compartment": code, "about": _about(value), "author": _author(value), "holds": _holds(value)})
    return rows


def kind_of(case: Case) -> set[int]:
    """The kinds that the parts of the example's entry say they are."""
    house = make_mission(["tenosique_la72"])
    node, entry = case.example(house)
    row = find_row(node.cursor, entry)
    assert row is not None
    ring = Keyring.of(house.epochs)
    kinds = set()
    for part in list_parts(node.cursor, [row]):
        opened = ring.open(part.epoch, part.sealed or b"", prefix=part.header[:PREFIX_SIZE], index=part.place)
        assert opened is not None
        kinds.add(decode_part(opened[0].compartment, opened[1]).kind)
    return kinds


def render(page: Page) -> str:
    """The page as Markdown."""
    kind = KINDS[page.kind]
    lines = [GENERATED, f"# {page.title}", "", f"Kind {kind.number}, `{kind.name}`, version {kind.version}:"]
    lines += [f"{kind.about}.", "", textwrap.dedent(page.prose).strip(), ""]
    for case in page.cases:
        lines += [f"## {_sentence(case.example)}", "", *_code(case.example), ""]
        lines += ["| Part | Opened by | About | Author | Holds |", "|---|---|---|---|---|"]
        lines += [_row(row) for row in expected(case)] + [""]
    if kind.act is not None:
        lines += ["## Fields", "", *(f"- `{f.name}`" for f in msgspec.structs.fields(kind.act)), ""]
    lines += ["## What it must not be used for", "", *(f"- {one}" for one in page.never), ""]
    return "\n".join(lines)


def opened_by(compartment: Compartment) -> str:
    """Who can open a part, in words."""
    if compartment in MISSION_WIDE:
        return "every enrolled device"
    if compartment not in PERSON_HELD:
        return "posts of the network"
    return ", ".join(role.code for role in ROLES.values() if compartment in role.compartments)


def _about(value: Payload) -> str:
    if isinstance(value, ClinicalPayload):
        return "person" if value.person else "-"
    if isinstance(value, FactsPayload):
        return "pseudonym" if value.person else "-"
    return "-"


def _author(value: Payload) -> str:
    if isinstance(value, ClinicalPayload | AdminPayload):
        return "named" if value.author else "-"
    return "-"


def _holds(value: Payload) -> str:
    if value.kind in WITH_FORMS:
        return "; ".join(_form(number, fields, value) for number, fields in read_forms(value).items()) or "-"
    act = read_act(value)
    given = [f.name for f in msgspec.structs.fields(act) if getattr(act, f.name) not in ("", None, b"", False, ())]
    return ", ".join(given) or "-"


def _form(number: int, fields: dict[int, object], value: Payload) -> str:
    if number == ABOUT:
        return "the assertions it replaces" + (", the rows it removes" if REMOVES in fields else "")
    form = get_form_by_number(number)
    if isinstance(value, FactsPayload):
        return f"{form.name}: {', '.join(next(f.name for f in form.fields if f.number == n) for n in fields)}"
    return f"{form.name}: {', '.join(merge(form, {Compartment.CARE: fields}))}"


def _sentence(example: Example) -> str:
    return (example.__doc__ or "").strip().split("\n")[0].rstrip(".")


def _code(example: Example) -> list[str]:
    body = inspect.getsource(example).split('"""', 2)[2]
    return ["```python", *textwrap.dedent(body).strip("\n").splitlines(), "```"]


def _row(row: Row) -> str:
    cells = [row["compartment"], opened_by(Compartment.named(row["compartment"])), *(row[k] for k in _LAST)]
    return "| " + " | ".join(cells) + " |"


_LAST = ("about", "author", "holds")
