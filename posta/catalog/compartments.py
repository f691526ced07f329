"""Compartments: who may read a part. Each part of an entry belongs to exactly one.

`facts` is what counting sees; `care` is the chart; four compartments are held by *persons*, not devices, so that an
unlocked laptop without that person cannot open them; `admin` runs the mission and is held by every enrolled device.
"""

from enum import IntEnum


class Compartment(IntEnum):
    """The seven compartments; the numbers are part of the wire and never change."""

    FACTS = 1
    CARE = 2
    MENTAL_HEALTH = 3
    SEXUAL_VIOLENCE = 4
    PROTECTED = 5
    CONTACTS = 6
    ADMIN = 7

    @property
    def code(self) -> str:
        """Return the name used in forms and lists."""
        return self.name.lower()

    @classmethod
    def named(cls, code: str) -> "Compartment":
        """Return the compartment a form or list names. Raises KeyError."""
        return cls[code.upper()]


PERSON_HELD = frozenset(
    {Compartment.MENTAL_HEALTH, Compartment.SEXUAL_VIOLENCE, Compartment.PROTECTED, Compartment.CONTACTS}
)
MISSION_WIDE = frozenset({Compartment.FACTS, Compartment.ADMIN})
