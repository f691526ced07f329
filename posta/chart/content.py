"""The content of an entry, opened with the keys at hand: filled forms with values from every compartment that opened."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from posta.catalog.answers import merge
from posta.catalog.codec import ABOUT, REMOVES, Counted, Said, decode_part, is_known, read_act, read_forms
from posta.catalog.compartments import PERSON_HELD, Compartment
from posta.catalog.errors import CatalogError, UnknownForm
from posta.catalog.form import form_numbered, get_form
from posta.catalog.kinds import KINDS, WITH_FORMS
from posta.catalog.structure import Act
from posta.feed.canonical import PREFIX_SIZE
from posta.ledger.read import list_parts
from posta.ledger.rows import Cursor, StoredPart
from posta.seal.errors import SealError
from posta.seal.keyring import Keyring

Bodies = Mapping[int, Mapping[Compartment, Mapping[int, object]]]


@dataclass(frozen=True, slots=True)
class Content:
    """What could be read of an entry; `closed` says that a part stays sealed to this reader.

    `bodies` are the answers by form number and compartment, as `forms` was put together from them.
    """

    entry: int
    said: Said | None
    forms: Mapping[str, Mapping[str, object]]
    act: Act | None
    compartments: frozenset[Compartment]
    closed: bool
    bodies: Bodies = field(default_factory=dict)

    @property
    def removed(self) -> Mapping[str, object]:
        """The rows that an assertion about a person takes away, by their question."""
        gone = self.bodies.get(ABOUT, {}).get(Compartment.CARE, {}).get(REMOVES)
        return merge(get_form("person"), {Compartment.CARE: gone}) if isinstance(gone, dict) else {}


def open_contents(cursor: Cursor, rows: Sequence[int], keyring: Keyring) -> dict[int, Content]:
    """The contents of entries by row; one query for all."""
    parts = list_parts(cursor, rows)
    return {row: _open(row, list(group), keyring) for row, group in groupby(parts, key=lambda part: part.entry)}


def fold_corrections(chain: Sequence[Content]) -> Content:
    """An entry and what corrected it, oldest first, as one content.

    A correction takes the place of everything that its writer could read: the open parts, and each sealed compartment of
    which it has a part, be it empty. A compartment of which it has none stays as it was: whoever cannot read a sealed
    answer cannot change it either, and a correction of the vital signs beside it leaves it untouched.
    """
    folded = chain[0]
    for later in chain[1:]:
        carried = PERSON_HELD - later.compartments
        bodies = _carry(folded.bodies, later.bodies, carried)
        held = later.compartments | (folded.compartments & carried)
        folded = replace(
            later, bodies=bodies, forms=_merge(bodies), compartments=held, closed=folded.closed or later.closed
        )
    return folded


def _carry(before: Bodies, after: Bodies, carried: frozenset[Compartment]) -> Bodies:
    bodies: dict[int, dict[Compartment, Mapping[int, object]]] = {n: dict(homes) for n, homes in after.items()}
    for number, homes in before.items():
        kept = {home: fields for home, fields in homes.items() if home in carried}
        if kept:
            bodies[number] = {**bodies.get(number, {}), **kept}
    return bodies


def _open(row: int, parts: list[StoredPart], keyring: Keyring) -> Content:
    said, act, closed = None, None, False
    bodies: dict[int, dict[Compartment, Mapping[int, object]]] = defaultdict(dict)
    held = set()
    for part in parts:
        if part.sealed is None:
            continue
        opened = _open_part(part, keyring)
        if opened is None:
            closed = True
            continue
        compartment, value = opened
        held.add(compartment)
        if isinstance(value, Said):
            said = value if said is None or said.author is None else said
            act = _read_act(value)
        if isinstance(value, Said | Counted) and value.kind in WITH_FORMS:
            for number, fields in read_forms(value).items():
                bodies[number][compartment] = fields
    return Content(row, said, _merge(bodies), act, frozenset(held), closed, bodies)


def _open_part(part: StoredPart, keyring: Keyring) -> tuple[Compartment, object] | None:
    if part.sealed is None:
        return None
    try:
        opened = keyring.open(part.epoch, part.sealed, prefix=part.header[:PREFIX_SIZE], index=part.place)
        if opened is None:
            return None
        value = decode_part(opened[0].compartment, opened[1])
    except (SealError, CatalogError):
        return None
    return (Compartment(opened[0].compartment), value) if is_known(value) else None


def _read_act(said: Said) -> Act | None:
    return read_act(said) if KINDS[said.kind].act is not None else None


def _merge(bodies: Bodies) -> dict[str, Mapping[str, object]]:
    forms: dict[str, Mapping[str, object]] = {}
    for number in sorted(bodies):
        try:
            form = form_numbered(number)
        except UnknownForm:  # from a newer version: kept in the log, shown after an upgrade
            continue
        forms[form.name] = merge(form, bodies[number])
    return forms


def is_sealed(compartments: Iterable[Compartment]) -> bool:
    """Whether any of these is held by persons."""
    return not PERSON_HELD.isdisjoint(compartments)
