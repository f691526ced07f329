"""The content of an entry, opened with the keys at hand: filled forms with values from every compartment that opened.

Foreign data enters here. What devices hold was checked when it was received (`scribe.apply`); what persons hold is
opened here for the first time, perhaps years later, and anybody may have written it. So each part is opened by
itself, and one that cannot be read is named in `broken`, and does not stop the rest of the record from being shown.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from itertools import groupby

from posta.catalog.answers import merge
from posta.catalog.compartments import PERSON_HELD, Compartment
from posta.catalog.encoding.codec import (
    ABOUT,
    REMOVES,
    AdminPayload,
    ClinicalPayload,
    Payload,
    decode_part,
    is_known,
    read_act,
    read_forms,
)
from posta.catalog.errors import MalformedPart, UnknownForm
from posta.catalog.frame import PERSON_FORM
from posta.catalog.kinds import KINDS, WITH_FORMS
from posta.catalog.language.form import get_form, get_form_by_number
from posta.catalog.structural_acts import Act
from posta.feed.canonical import PREFIX_SIZE
from posta.ledger.queries import list_parts
from posta.ledger.row_types import Cursor, StoredPart
from posta.seal.epoch_keyring import Keyring
from posta.seal.errors import SealError

Bodies = Mapping[int, Mapping[Compartment, Mapping[int, object]]]


class BrokenReason(Enum):
    """Why a part that opens cannot be shown."""

    ALTERED = "altered"
    MALFORMED = "malformed"
    OTHER = "other"
    NEWER = "newer"
    EMPTY = "empty"
    UNFORESEEN = "unforeseen"


@dataclass(frozen=True, slots=True, repr=False)
class EntryContent:
    """What could be read of an entry; `closed` says that a part stays sealed to this reader.

    `bodies` are the answers by form number and compartment, as `forms` was put together from them. `broken` are the
    compartments with a part that opens and cannot be shown (None: compartment unknown), and why; `missing` says that
    a part is not here.
    """

    entry: int
    clinical: ClinicalPayload | None
    forms: Mapping[str, Mapping[str, object]]
    act: Act | None
    compartments: frozenset[Compartment]
    closed: bool
    bodies: Bodies = field(default_factory=dict)
    broken: Mapping[Compartment | None, BrokenReason] = field(default_factory=dict)
    missing: bool = False

    def why_not_shown(self, *, has_forms: bool) -> BrokenReason | None:
        """Return why a reader who holds its keys cannot see all of it, or None.

        If its kind has forms, at least one must be there.
        """
        if self.broken:
            return next(iter(self.broken.values()))
        if not has_forms or any(self.forms.values()) or self.closed or self.missing:
            return None
        return BrokenReason.NEWER if any(self.bodies.values()) else BrokenReason.EMPTY

    @property
    def removed(self) -> Mapping[str, object]:
        """Return the rows that an assertion about a person takes away, by their question."""
        gone = self.bodies.get(ABOUT, {}).get(Compartment.CARE, {}).get(REMOVES)
        return merge(get_form(PERSON_FORM), {Compartment.CARE: gone}) if isinstance(gone, dict) else {}


def decrypt_entries(cursor: Cursor, rows: Sequence[int], keyring: Keyring) -> dict[int, EntryContent]:
    """Return the contents of entries by row; one query for all."""
    parts = list_parts(cursor, rows)
    return {row: _open(row, list(group), keyring) for row, group in groupby(parts, key=lambda part: part.entry)}


def fold_corrections(chain: Sequence[EntryContent]) -> EntryContent:
    """Return an entry and what corrected it, oldest first, as one content.

    A correction replaces everything that its writer could read: the open parts, and each sealed compartment for which
    it has a part, even an empty one. A compartment for which it has none stays as it was: a writer who cannot read a
    sealed answer cannot change it either, and a correction of the vital signs beside it leaves it untouched.
    """
    folded = chain[0]
    for later in chain[1:]:
        carried = PERSON_HELD - later.compartments
        bodies = _inherit(folded.bodies, later.bodies, carried)
        held = later.compartments | (folded.compartments & carried)
        broken = {home: why for home, why in folded.broken.items() if home in carried} | dict(later.broken)
        folded = replace(
            later, bodies=bodies, forms=_merge(bodies), compartments=held, closed=folded.closed or later.closed,
            broken=broken, missing=folded.missing or later.missing,
        )  # fmt: skip
    return folded


def _inherit(before: Bodies, after: Bodies, carried: frozenset[Compartment]) -> Bodies:
    bodies: dict[int, dict[Compartment, Mapping[int, object]]] = {n: dict(homes) for n, homes in after.items()}
    for number, homes in before.items():
        kept = {home: fields for home, fields in homes.items() if home in carried}
        if kept:
            bodies[number] = {**bodies.get(number, {}), **kept}
    return bodies


@dataclass(slots=True, repr=False)
class _OpenedParts:
    """What has been read of an entry so far."""

    clinical: ClinicalPayload | None = None
    act: Act | None = None
    closed: bool = False
    missing: bool = False
    bodies: dict[int, dict[Compartment, Mapping[int, object]]] = field(default_factory=lambda: defaultdict(dict))
    held: set[Compartment] = field(default_factory=set)
    broken: dict[Compartment | None, BrokenReason] = field(default_factory=dict)


def _open(row: int, parts: list[StoredPart], keyring: Keyring) -> EntryContent:
    read = _OpenedParts()
    for part in parts:
        if part.sealed is None:
            read.missing = True
        else:
            _read_part(read, part, part.sealed, keyring)
    forms = _merge(read.bodies)
    return EntryContent(
        row, read.clinical, forms, read.act, frozenset(read.held), read.closed, read.bodies, read.broken, read.missing
    )


def _read_part(read: _OpenedParts, part: StoredPart, sealed: bytes, keyring: Keyring) -> None:
    """Read one part; no disk is read here, so every failure is the part's own."""
    try:
        opened = keyring.open(part.epoch, sealed, prefix=part.header[:PREFIX_SIZE], index=part.place)
    except SealError:
        _break(read, _home_of(part, keyring), BrokenReason.ALTERED)
        return
    if opened is None:
        read.closed = True
        return
    home = Compartment(opened[0].compartment)
    try:
        _add_part(read, home, decode_part(home, opened[1]))
    except MalformedPart:
        _break(read, home, BrokenReason.MALFORMED)
    except Exception:  # noqa: BLE001  a door: a part may hold anything
        _break(read, home, BrokenReason.UNFORESEEN)


def _add_part(read: _OpenedParts, home: Compartment, value: Payload) -> None:
    """Add what a part holds. Raises MalformedPart."""
    if not is_known(value):
        _break(read, home, BrokenReason.NEWER)
        return
    if isinstance(value, ClinicalPayload) and read.clinical is not None and _about(value) != _about(read.clinical):
        _break(read, home, BrokenReason.OTHER)
        return
    act = read_act(value) if isinstance(value, ClinicalPayload) and KINDS[value.kind].act is not None else None
    forms = read_forms(value) if not isinstance(value, AdminPayload) and value.kind in WITH_FORMS else {}
    read.held.add(home)
    if isinstance(value, ClinicalPayload):
        read.clinical = value if read.clinical is None or read.clinical.author is None else read.clinical
        read.act = act
    for number, fields in forms.items():
        read.bodies[number][home] = fields


def _about(payload: ClinicalPayload) -> tuple[int, bytes | None]:
    """Return what the parts of one entry have in common."""
    return payload.kind, payload.person


def _break(read: _OpenedParts, home: Compartment | None, why: BrokenReason) -> None:
    """Name a part that opens here and cannot be shown; a correction replaces it like a readable one."""
    read.held |= {home} if home is not None else set()
    read.broken[home] = why


def _home_of(part: StoredPart, keyring: Keyring) -> Compartment | None:
    epoch = keyring.by_id.get(part.epoch)
    return Compartment(epoch.compartment) if epoch is not None else None


def _merge(bodies: Bodies) -> dict[str, Mapping[str, object]]:
    """Return the answers by form; of a referral whose heading is sealed to this reader nothing is shown."""
    forms: dict[str, Mapping[str, object]] = {}
    for number in sorted(bodies):
        try:
            form = get_form_by_number(number)
        except UnknownForm:  # from a newer version: kept in the log, shown after an upgrade
            continue
        answers = merge(form, bodies[number])
        if not form.service.opens or form.service.heading in answers:
            forms[form.name] = answers
    return forms


def is_sealed(compartments: Iterable[Compartment]) -> bool:
    """Return whether any of these is held by persons."""
    return not PERSON_HELD.isdisjoint(compartments)
