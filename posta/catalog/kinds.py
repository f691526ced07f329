"""Every kind of entry: number, name, version, and what its parts hold, as a plain dict.

Numbers are part of the wire: never reused, never renumbered. Kinds with `forms` carry filled forms, keyed by form
number and field number; the others carry one structural act. Upcasters are pure functions from a version to the next.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from posta.catalog import choice_acts as c
from posta.catalog import operation_acts as o
from posta.catalog import place_acts as p
from posta.catalog import structural_acts as s

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


(
    PERSON,
    ENCOUNTER,
    ARRIVAL,
    ARRIVAL_STATUS,
    WITHDRAWAL,
    CORRECTION,
    TRAVEL_GROUP_MEMBER,
    CHART_ACCESSES,
    UNLINKED_COUNTS,
    REINSTATEMENT,
    REFERRAL_STEP,
    DIRECTORY_ENTRY,
) = range(1, 13)
HAND_OVER, PLANNED_VISIT, PLANNED_VISIT_OUTCOME, EXPECTED_AT = range(13, 17)
SIGNAL_STEP = 17
CHOICE = 18
(
    FOUNDING,
    ENROLMENT,
    APPOINTMENT,
    APPOINTMENT_ENDED,
    KEY_EPOCH,
    GRANT,
    SECRET_GRANT,
    REVOCATION,
    INCARNATION,
    FORK,
    CARD_ISSUED,
    READMISSION,
) = range(20, 32)
(
    PLACE_ADDED,
    PLACE_CHANGED,
    PLACE_CLOSED,
    PLACE_REOPENED,
    PLACE_SERVICE,
    PLACE_SERVICE_CANCELLED,
    DEVICE_PLACES,
) = range(32, 39)
TRAVEL_GROUP_LEFT = 41
PLACES = frozenset(range(32, 39))
"""Orders about places: a team leader in the field gives some of them, so they are judged where they are folded."""
SERVED_BY = frozenset({ENROLMENT, PLACE_ADDED, DEVICE_PLACES})
"""Orders that say which places a computer serves, and so what it may withdraw and correct."""

KINDS: dict[int, Kind] = {
    kind.number: kind
    for kind in (
        Kind(PERSON, "person", "a person is registered, or what is known of them amended"),
        Kind(ENCOUNTER, "contact", "care is given: one or more clinical forms of one visit, or a form about no person"),
        Kind(ARRIVAL, "arrival", "a person has come and waits", act=s.Arrival),
        Kind(ARRIVAL_STATUS, "step", "an arrival is called, done or has left", act=s.ArrivalStatus),
        Kind(WITHDRAWAL, "withdrawal", "an entry no longer holds", act=s.Withdrawal),
        Kind(CORRECTION, "correction", "a contact is written anew in place of an earlier entry"),
        Kind(TRAVEL_GROUP_MEMBER, "companionship", "a person travels with a party", act=s.TravelGroupMember),
        Kind(CHART_ACCESSES, "readings", "who opened which chart, and printed what", act=s.ChartAccesses),
        Kind(UNLINKED_COUNTS, "tally", "counts that belong to no person and no visit", act=s.UnlinkedCounts),
        Kind(REINSTATEMENT, "reinstatement", "an entry that was withdrawn holds again", act=s.Reinstatement),
        Kind(
            REFERRAL_STEP,
            "referral_step",
            "a referral is accepted, declined, attended, answered or closed",
            act=o.ReferralStep,
        ),
        Kind(DIRECTORY_ENTRY, "directory_entry", "what is known of a partner changes", act=o.DirectoryEntry),
        Kind(HAND_OVER, "hand_over", "a person who was called or seen waits again, for a trade", act=s.HandOver),
        Kind(PLANNED_VISIT, "planned_visit", "a visit is planned for a day", act=s.PlannedVisit),
        Kind(PLANNED_VISIT_OUTCOME, "planned_visit_outcome", "what became of a plan", act=s.PlannedVisitOutcome),
        Kind(EXPECTED_AT, "expected_at", "a person who travels on is expected at a post", act=s.ExpectedAt),
        Kind(CHOICE, "choice", "what a person decides about their care and their record", act=c.PersonChoice),
        Kind(
            SIGNAL_STEP, "signal_step", "a signal is recorded, verified, assessed, answered or closed", act=o.SignalStep
        ),
        Kind(FOUNDING, "founding", "the mission begins", act=s.Founding),
        Kind(ENROLMENT, "enrolment", "a device joins", act=s.Enrolment),
        Kind(APPOINTMENT, "appointment", "a colleague begins work or changes role", act=s.Appointment),
        Kind(APPOINTMENT_ENDED, "departure", "a colleague's work ends", act=s.AppointmentEnded),
        Kind(KEY_EPOCH, "epoch", "a new key of a compartment begins", act=s.KeyEpoch),
        Kind(GRANT, "grant", "a device or person receives a key", act=s.KeyGrant),
        Kind(SECRET_GRANT, "secret", "a post's device receives the pseudonym secret", act=s.SecretGrant),
        Kind(REVOCATION, "revocation", "a device is out", act=s.DeviceRevocation),
        Kind(INCARNATION, "incarnation", "a restored device begins anew", act=s.NewIncarnation),
        Kind(FORK, "fork", "one device signed two entries at one place", act=s.ForkEvidence),
        Kind(CARD_ISSUED, "renewal", "a membership card is issued anew", act=s.CardIssued),
        Kind(READMISSION, "readmission", "entries of a lost device stand after all", act=s.EntryReadmission),
        Kind(PLACE_ADDED, "place", "a place where care is given is added", act=p.PlaceAdded),
        Kind(PLACE_CHANGED, "place_change", "what is known of a place changes", act=p.PlaceChanged),
        Kind(PLACE_CLOSED, "place_closing", "a place is closed from a day on", act=p.PlaceClosed),
        Kind(PLACE_REOPENED, "place_reopening", "a place is open again from a day on", act=p.PlaceReopened),
        Kind(PLACE_SERVICE, "place_service", "a service at a place over a period", act=p.PlaceService),
        Kind(
            PLACE_SERVICE_CANCELLED,
            "place_service_cancelled",
            "a period of a service never was",
            act=p.PlaceServiceCancelled,
        ),
        Kind(DEVICE_PLACES, "device_places", "which places a computer serves", act=p.DevicePlaces),
        Kind(TRAVEL_GROUP_LEFT, "parting", "a person no longer travels with a party", act=s.TravelGroupLeft),
    )
}
WITH_FORMS = frozenset({PERSON, ENCOUNTER, CORRECTION})
