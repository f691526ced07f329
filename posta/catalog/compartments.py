"""The seven compartments a value may live in; each is sealed under keys of its own.

>>> Compartment.named("mental_health").code
'mental_health'
"""

from enum import IntEnum


class Compartment(IntEnum):
    """Who may read a value; the number is what the wire carries, so it never changes."""

    FACTS = 1
    CARE = 2
    MENTAL_HEALTH = 3
    SEXUAL_VIOLENCE = 4
    PROTECTED = 5
    CONTACTS = 6
    ADMIN = 7

    @property
    def code(self) -> str:
        return self.name.lower()

    @classmethod
    def named(cls, code: str) -> "Compartment":
        return cls[code.upper()]


PERSON_HELD = frozenset(
    {
        Compartment.MENTAL_HEALTH,
        Compartment.SEXUAL_VIOLENCE,
        Compartment.PROTECTED,
        Compartment.CONTACTS,
    }
)
