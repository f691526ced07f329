"""The rows of the board."""

from collections.abc import Callable
from dataclasses import dataclass

from posta.care.alerts.vital_alerts import AlertItems
from posta.chart.record.person import Person
from posta.node.safe_display import with_fallback
from posta.web.formatting import masked_name
from posta.web.placeholders import line_placeholder
from posta.web.row_addresses import address_with_id


@dataclass(frozen=True, slots=True, repr=False)
class BoardRow:
    """One person of the board."""

    href: str
    name: str
    veiled: str
    why: str
    triage: int | None = None
    end: str = ""
    late: bool = False
    initial: str = ""
    call: str = ""
    alarms: AlertItems = ()
    ticket: str = ""
    mine: bool = True
    seal: bool = False
    clock: str = ""
    flat: bool = False


def shown_row(person: Person, present: Callable[[Person], BoardRow]) -> BoardRow:
    """Return the row of a person; a person whose arrival cannot be shown still has a row."""
    return with_fallback(
        lambda: present(person),
        lambda: BoardRow(person_url(person), person.name, masked_name(person), line_placeholder()),
    )


def person_url(person: Person) -> str:
    """Return the address of a person."""
    return address_with_id("person", person.id)


def arrival_url(person: Person, state: str) -> str:
    """Return the address at which the arrival of a person is moved to a state."""
    return address_with_id("person-arrival", person.id, state)
