"""Every kind of entry: number, name, version, and what its parts hold. A dict, and nothing cleverer.

Numbers are part of the wire: never reused, never renumbered. Kinds with `forms` carry filled forms, keyed by form
number and field number; the others carry one structural act. Upcasters are pure functions from a version to the next.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from posta.catalog import structure as s

Upcaster = Callable[[object], object]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of entry; `act` is None where the body is filled forms."""

    number: int
    name: str
    about: str
    version: int = 1
    act: type[s.Act] | None = None
    upcasters: dict[int, Upcaster] = field(default_factory=dict)


PERSON, CONTACT, ARRIVAL, STEP, WITHDRAWAL, CORRECTION, COMPANIONSHIP, READINGS, TALLY, REINSTATEMENT = range(1, 11)
(
    FOUNDING,
    ENROLMENT,
    APPOINTMENT,
    DEPARTURE,
    EPOCH,
    GRANT,
    SECRET,
    REVOCATION,
    INCARNATION,
    FORK,
    RENEWAL,
    READMISSION,
) = range(20, 32)

KINDS: dict[int, Kind] = {
    kind.number: kind
    for kind in (
        Kind(PERSON, "person", "a person is registered, or what is known of them amended"),
        Kind(CONTACT, "contact", "care is given: one or more clinical forms of one visit, or a form about no person"),
        Kind(ARRIVAL, "arrival", "a person has come and waits", act=s.Arrival),
        Kind(STEP, "step", "an arrival is called, done or has left", act=s.Step),
        Kind(WITHDRAWAL, "withdrawal", "an entry no longer holds", act=s.Withdrawal),
        Kind(CORRECTION, "correction", "a contact is written anew in place of an earlier entry"),
        Kind(COMPANIONSHIP, "companionship", "a person travels with a party", act=s.Companionship),
        Kind(READINGS, "readings", "who opened which chart", act=s.Readings),
        Kind(TALLY, "tally", "counts that belong to no person and no visit", act=s.Tally),
        Kind(REINSTATEMENT, "reinstatement", "an entry that was withdrawn holds again", act=s.Reinstatement),
        Kind(FOUNDING, "founding", "the mission begins", act=s.Founding),
        Kind(ENROLMENT, "enrolment", "a device joins", act=s.Enrolment),
        Kind(APPOINTMENT, "appointment", "a colleague begins work or changes role", act=s.Appointment),
        Kind(DEPARTURE, "departure", "a colleague's work ends", act=s.Departure),
        Kind(EPOCH, "epoch", "a new key of a compartment begins", act=s.EpochOpening),
        Kind(GRANT, "grant", "a device or person receives a key", act=s.Grant),
        Kind(SECRET, "secret", "a post's device receives the pseudonym secret", act=s.SecretGrant),
        Kind(REVOCATION, "revocation", "a device is out", act=s.Revocation),
        Kind(INCARNATION, "incarnation", "a restored device begins anew", act=s.NewIncarnation),
        Kind(FORK, "fork", "one device signed two entries at one place", act=s.ForkEvidence),
        Kind(RENEWAL, "renewal", "a membership card is issued anew", act=s.Renewal),
        Kind(READMISSION, "readmission", "entries of a lost device stand after all", act=s.Readmission),
    )
}
WITH_FORMS = frozenset({PERSON, CONTACT, CORRECTION})
