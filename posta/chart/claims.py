"""What different posts say of the same thing: each live value of a register with who wrote it, where and when."""

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from posta.catalog.answers import merge
from posta.catalog.compartments import Compartment
from posta.catalog.form import get_form
from posta.chart.content import open_contents
from posta.chart.people import Person
from posta.ledger.rows import Cursor
from posta.seal.keyring import Keyring


@dataclass(frozen=True, slots=True)
class Claim:
    """One of several values of a field: when (ms) and where it was written, and by whom where that can be read."""

    value: object
    recorded: int
    post: int
    author: bytes | None


def list_claims(cursor: Cursor, person: Person, keyring: Keyring) -> dict[str, tuple[Claim, ...]]:
    """For each field on which posts disagree, its values in the order of `person.conflicts`."""
    if not person.conflicts:
        return {}
    rows = cursor.execute(
        "SELECT entry, hlc, post, fields FROM chart_assertion WHERE person = ? ORDER BY hlc DESC", (person.id,)
    ).fetchall()
    contents = open_contents(cursor, [row[0] for row in rows], keyring)
    said = [(row, _answers(row[3]), contents.get(row[0])) for row in rows]
    found = {}
    for name, values in person.conflicts.items():
        claims = []
        for value in values:
            row, _, content = next(one for one in said if name in one[1] and one[1][name] == value)
            author = content.said.author if content and content.said else None
            claims.append(Claim(value, row[1] >> 16, row[2], author))
        found[name] = tuple(claims)
    return found


def _answers(packed: bytes) -> Mapping[str, object]:
    fields = msgspec.msgpack.decode(packed, type=dict[int, object])
    return merge(get_form("person"), {Compartment.CARE: fields})
