"""Structural acts about places: what is ordered of them over time, each a frozen value like those of `structural_acts`."""

from posta.catalog.bounds import Day, Id, Line, PostNumber, Small, Word
from posta.catalog.structural_acts import Act, PublicSide
from posta.clock import USUAL_ZONE


class PlaceAdded(Act, frozen=True, array_like=True, kw_only=True):
    """A place where care is given is added: a shelter, a stop, a community, an emergency.

    `number` is random and above those of the founding, so that two computers without a network take no same one.
    `opened` is the first day, if there is one. A place without a public side is not public.
    """

    number: PostNumber
    name: Line
    kind: Word
    networks: tuple[Word, ...]
    municipality: Word = ""
    zone: Word = USUAL_ZONE
    opened: Day | None = None
    public: PublicSide | None = None


class PlaceChanged(Act, frozen=True, array_like=True, kw_only=True):
    """What is known of a place holds from now on as written here, all of it; `refers` names what it replaces."""

    number: PostNumber
    name: Line
    kind: Word
    municipality: Word = ""
    zone: Word = USUAL_ZONE
    public: PublicSide | None = None


class PlaceClosed(Act, frozen=True, array_like=True, kw_only=True):
    """A place is closed from a day on; `refers` names an opening or closing that was dated wrongly."""

    number: PostNumber
    since: Day
    reason: Line = ""


class PlaceReopened(Act, frozen=True, array_like=True, kw_only=True):
    """A place is open again from a day on; `refers` names an opening or closing that was dated wrongly."""

    number: PostNumber
    since: Day
    reason: Line = ""


class PlaceService(Act, frozen=True, array_like=True, kw_only=True):
    """A service at a place over a period, whole as it holds now; `refers` names the version that it replaces.

    `period` is a random id of the period. `since` and `until` are its first and last day, None for unknown and open.
    `weekdays` has one bit a day from Monday; `state` is full, reduced or closed.
    """

    period: Id
    number: PostNumber
    service: Word
    since: Day | None = None
    until: Day | None = None
    weekdays: Small = 127
    state: Word = "full"
    note: Line = ""

    def __post_init__(self) -> None:
        if not 1 <= self.weekdays <= 127:
            raise ValueError("A service has one weekday at least.")
        if self.since is not None and self.until is not None and self.until < self.since:
            raise ValueError("A service ends no earlier than it begins.")


class PlaceServiceCancelled(Act, frozen=True, array_like=True, kw_only=True):
    """A period of a service was written by mistake and never was; `refers` names the version that it replaces."""

    period: Id
    number: PostNumber
    reason: Line = ""


class DevicePlaces(Act, frozen=True, array_like=True, kw_only=True):
    """Which places a computer serves beside the one it was enrolled for; `refers` names the order it replaces."""

    feed: Id
    places: tuple[PostNumber, ...]
