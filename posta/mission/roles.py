"""Roles: what each trade may open and which tools it is shown. Trades, not ranks: nobody sees everything.

A role lists the compartments that its holders receive keys for when they are appointed. A therapist's notes stay with
therapists; a general consultation stays with those who give care; coordination counts and reads nobody's record.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from posta.catalog.compartments import PERSON_HELD, Compartment
from posta.catalog.language.form import Form

_C = Compartment
_CLINICAL = frozenset({_C.FACTS, _C.CARE})


@dataclass(frozen=True, slots=True)
class Role:
    """A trade: its code, compartments, and whether it gives care at a post, counts, or administers.

    `discreet`: a contact with this trade already reveals the reason, so what it writes in the open chart about a
    person's coming and going names no author. `corrects`: may mark as an error what colleagues of the post
    registered. `prescribes`: may sign a prescription, which then shows the number of the professional licence.
    `may_add`: compartments that the appointment of one person may open as well, where their work needs
    it.
    """

    code: str
    compartments: frozenset[Compartment]
    gives_care: bool = True
    counts: bool = False
    administers: bool = False
    hides_author: bool = False
    corrects: bool = False
    prescribes: bool = False
    may_add: frozenset[Compartment] = frozenset()

    @property
    def person_held(self) -> frozenset[Compartment]:
        """Return the compartments whose keys go to the person and not to the device."""
        return self.compartments & PERSON_HELD

    @property
    def own_compartment(self) -> Compartment | None:
        """Return where a discreet trade keeps what colleagues write for it; None for a trade that keeps no secret."""
        return min(self.person_held) if self.hides_author else None


def _set(*compartments: Compartment) -> frozenset[Compartment]:
    return frozenset(compartments)


# Who prescribes: Ley General de Salud, article 28 bis (physicians; licensed nurses where there is no physician).
ROLES: dict[str, Role] = {
    role.code: role
    for role in (
        Role(
            "doctor",
            _CLINICAL | {_C.SEXUAL_VIOLENCE, _C.PROTECTED},
            corrects=True,
            prescribes=True,
            may_add=_set(_C.MENTAL_HEALTH),
        ),
        Role("nurse", _CLINICAL, prescribes=True, may_add=_set(_C.SEXUAL_VIOLENCE, _C.PROTECTED)),
        Role("midwife", _CLINICAL | {_C.SEXUAL_VIOLENCE}, prescribes=True, may_add=_set(_C.PROTECTED)),
        Role(
            "psychologist",
            _CLINICAL | {_C.MENTAL_HEALTH, _C.PROTECTED},
            hides_author=True,
            may_add=_set(_C.SEXUAL_VIOLENCE),
        ),
        Role(
            "psychiatrist",
            _CLINICAL | {_C.MENTAL_HEALTH},
            hides_author=True,
            prescribes=True,
            may_add=_set(_C.PROTECTED),
        ),
        Role("social_worker", _CLINICAL | {_C.PROTECTED, _C.CONTACTS}, hides_author=True),
        Role("promoter", _CLINICAL),
        Role("logistician", frozenset({_C.FACTS}), gives_care=False),
        Role("team_leader", _CLINICAL, counts=True, corrects=True),
        Role("residence_staff", _CLINICAL),
        Role("epidemiologist", frozenset({_C.FACTS}), gives_care=False, counts=True),
        Role("administrator", frozenset({_C.ADMIN}), gives_care=False, counts=True, administers=True),
    )
}


def get_role(code: str) -> Role:
    """Return the role of this code; an unknown one, of a newer edition of the roles, may do nothing here.

    >>> get_role("midwife").gives_care, get_role("astronaut").gives_care
    (True, False)
    """
    return ROLES.get(code) or Role(code, frozenset(), gives_care=False)


# A form names the roles that record it; some work is shared: who treats may also weigh and measure.
ROLE_GROUPS: dict[str, frozenset[str]] = {
    "any": frozenset(code for code, role in ROLES.items() if role.gives_care),
    "nurse": frozenset({"nurse", "midwife", "doctor"}),
    "promoter": frozenset({"promoter", "team_leader", "nurse"}),
    "logistician": frozenset({"logistician", "team_leader"}),
}


def list_care_trades() -> tuple[Role, ...]:
    """Return the trades to which a person can be handed over at a post."""
    return tuple(role for role in ROLES.values() if role.gives_care)


def keeps_directory(role: str) -> bool:
    """Return whether a role writes the directory of partners: who administers, and in the field who leads a team."""
    trade = get_role(role)
    return trade.administers or (trade.gives_care and trade.counts)


def may_record(role: str, form: Form) -> bool:
    """Return whether a role records a form: named by the form, or sharing the work of a named role."""
    return any(role in ROLE_GROUPS.get(trade, frozenset({trade})) for trade in form.by)


def role_at(roles: list[tuple[int, str]], hlc: int) -> str | None:
    """Return the role held at a clock; an author before their first appointment arrived had that role.

    >>> role_at([(10, "promoter"), (20, "doctor")], 15)
    'promoter'
    """
    roles_then = [role for since, role in roles if since <= hlc]
    return roles_then[-1] if roles_then else (roles[0][1] if roles else None)


def compartments_of(role: str, also: Iterable[Compartment] = ()) -> frozenset[Compartment]:
    """Return the compartments of an appointment: those of its role, and requested ones that the role may add."""
    return ROLES[role].compartments | ROLES[role].may_add.intersection(also)


def list_unopenable(forms: Iterable[Form]) -> list[str]:
    """Return a finding for each form that names a role to which no appointment can give its key."""
    return [
        f"form {form.name}: {code} may record it and cannot be given the key of {form.compartment.code}"
        for form in forms
        for code in form.by
        if form.compartment in PERSON_HELD and form.compartment not in _all_of(code)
    ]


def _all_of(code: str) -> frozenset[Compartment]:
    role = get_role(code)
    return role.compartments | role.may_add
