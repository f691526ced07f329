"""What a place offers on a day: its services over periods, by weekdays, and when it is open.

Days count from 1970 by the calendar of the place. A place that declares no service offers all; one that is closed on a
day offers none. Two periods of one service share no day: where two computers wrote such, the one that begins later holds.

>>> autumn = ServicePeriod(b"1", "primary_care", 17_800, None, weekdays=0b0010101)
>>> winter = ServicePeriod(b"2", "primary_care", 17_870, None, state=REDUCED)
>>> place = ServiceCalendar((autumn, winter))
>>> services_on(place, 17_802).state_of("primary_care"), services_on(place, 17_803).state_of("primary_care")
('full', '')
>>> services_on(place, 17_870).state_of("primary_care"), services_on(place, 17_870).offers(("primary_care", "srh"))
('reduced', True)
>>> services_on(ServiceCalendar(), 17_802).offers(("wash",))
True
>>> services_on(ServiceCalendar((autumn,), (OpeningChange(17_850, is_open=False),)), 17_855).offers(("primary_care",))
False
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from posta.errors import InvalidData, gettext_noop

FULL, REDUCED, CLOSED = "full", "reduced", "closed"
STATES = (FULL, REDUCED, CLOSED)
EVERY_DAY = 0b1111111
"""One bit a day, from Monday."""


class CalendarRefused(InvalidData):
    """A period that a calendar cannot take; the message says which rule."""

    sentences = {
        "service_ends_first": gettext_noop("The last day is before the first. Correct one of the two days."),
        "service_without_weekday": gettext_noop("Choose one weekday at least on which the service is given."),
        "service_overlaps": gettext_noop(
            "This service already has another period on some of these days. End or correct that one first."
        ),
        "service_at_closed_place": gettext_noop(
            "The place is closed on the first of these days. Reopen it, or choose days on which it is open."
        ),
        "already_closed": gettext_noop("The place is closed on that day already."),
        "already_open": gettext_noop("The place is open on that day already."),
        "no_such_period": gettext_noop("This period is not known here any more. Look at the services of the place again."),
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class ServicePeriod:
    """A service from its first to its last day on some weekdays; None where the beginning is unknown or no end is set.

    `version` is the entry that says so, empty for what the founding says.
    """

    id: bytes
    service: str
    since: int | None = None
    until: int | None = None
    weekdays: int = EVERY_DAY
    state: str = FULL
    note: str = ""
    version: bytes = b""

    def is_on(self, day: int) -> bool:
        """Return whether the period includes a day.

        >>> ServicePeriod(b"", "wash", 3, 5).is_on(5), ServicePeriod(b"", "wash", 3, 5).is_on(6)
        (True, False)
        """
        return self.spans(day) and bool(self.weekdays >> weekday_of(day) & 1)

    def spans(self, day: int) -> bool:
        """Return whether a day lies between first and last day, whatever the weekday."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class OpeningChange:
    """From a day on a place is open, or closed; `version` is the entry that says so."""

    since: int
    is_open: bool
    reason: str = ""
    version: bytes = b""


@dataclass(frozen=True, slots=True)
class ServiceCalendar:
    """Everything that is declared of one place: periods of services, and the days from which it was open or closed.

    The changes are in order of their days; before the first it was the contrary.
    """

    periods: tuple[ServicePeriod, ...] = ()
    openings: tuple[OpeningChange, ...] = ()


@dataclass(frozen=True, slots=True)
class OfferedServices:
    """What is offered on one day: the state of each service by code. Without `declared` nothing is known: all is offered."""

    states: Mapping[str, str] = field(default_factory=dict)
    declared: bool = False
    is_open: bool = True

    def state_of(self, service: str) -> str:
        """Return full, reduced or closed; empty for a service that the place does not offer that day."""
        return self.states.get(service, "")

    def offers(self, any_of: Iterable[str]) -> bool:
        """Return whether one of these services is given; what belongs to no service is offered everywhere."""
        asked = tuple(any_of)
        if not self.declared or not asked:
            return True
        return any(self.states.get(one, CLOSED) != CLOSED for one in asked)

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the services that are given, by code."""
        return tuple(sorted(code for code, state in self.states.items() if state != CLOSED))


def services_on(calendar: ServiceCalendar, day: int) -> OfferedServices:
    """Return what a place offers on a day; of overlapping periods the one that begins later holds."""
    if not calendar.periods and not calendar.openings:
        return OfferedServices()
    if not is_open_on(calendar, day):
        return OfferedServices({}, declared=True, is_open=False)
    on = [one for one in calendar.periods if one.is_on(day)]
    states = {one.service: one.state for one in sorted(on, key=_precedence)}
    return OfferedServices(states, declared=bool(calendar.periods))


def is_open_on(calendar: ServiceCalendar, day: int) -> bool:
    """Return whether a place is open on a day.

    >>> is_open_on(ServiceCalendar((), (OpeningChange(5, True), OpeningChange(9, False))), 4)
    False
    """
    past = [one for one in calendar.openings if one.since <= day]
    if past:
        return past[-1].is_open
    return not calendar.openings or not calendar.openings[0].is_open


def gives_care_from(calendar: ServiceCalendar, day: int, any_of: Collection[str] = ()) -> bool:
    """Return whether a place is open on a day and gives a service, or one of these, then or later; without periods all.

    >>> gives_care_from(ServiceCalendar((ServicePeriod(b"", "wash", 3, 5),)), 6)
    False
    >>> gives_care_from(ServiceCalendar((ServicePeriod(b"", "wash", 3, 5),)), 5, ("primary_care",))
    False
    """
    coming = (one for one in calendar.periods if one.state != CLOSED and (one.until is None or day <= one.until))
    given = any(not any_of or one.service in any_of for one in coming)
    return is_open_on(calendar, day) and (not calendar.periods or given)


def find_closing(calendar: ServiceCalendar, day: int) -> OpeningChange | None:
    """Return the change that keeps a place closed on a day; None where it is open or was not opened yet."""
    past = [one for one in calendar.openings if one.since <= day]
    return past[-1] if past and not past[-1].is_open else None


def find_period(calendar: ServiceCalendar, period: bytes) -> ServicePeriod:
    """Return a period by its id. Raises CalendarRefused."""
    found = next((one for one in calendar.periods if one.id == period), None)
    if found is None:
        raise CalendarRefused("no_such_period")
    return found


def check_period(calendar: ServiceCalendar, asked: ServicePeriod) -> None:
    """Check that a calendar can take a period in place of the one with its id, if any. Raises CalendarRefused.

    It does not end before it begins, has a weekday, shares no day with another period of the service, and begins on a
    day on which the place is open.

    >>> check_period(ServiceCalendar(), ServicePeriod(b"1", "wash", 9, 4))
    Traceback (most recent call last):
    ...
    posta.mission.places.service_calendar.CalendarRefused: The last day is before the first. Correct one of the two days.
    """
    if asked.since is not None and asked.until is not None and asked.until < asked.since:
        raise CalendarRefused("service_ends_first")
    if not asked.weekdays & EVERY_DAY:
        raise CalendarRefused("service_without_weekday")
    others = (one for one in calendar.periods if one.id != asked.id and one.service == asked.service)
    if any(share_a_day(one, asked) for one in others):
        raise CalendarRefused("service_overlaps")
    if asked.since is not None and asked.state != CLOSED and find_closing(calendar, asked.since) is not None:
        raise CalendarRefused("service_at_closed_place")


def check_opening(calendar: ServiceCalendar, change: OpeningChange) -> None:
    """Check that a change of opening changes something on its day. Raises CalendarRefused."""
    if is_open_on(calendar, change.since) == change.is_open:
        raise CalendarRefused("already_open" if change.is_open else "already_closed")


def share_a_day(one: ServicePeriod, other: ServicePeriod) -> bool:
    """Return whether two periods have a day in common.

    >>> share_a_day(ServicePeriod(b"", "wash", 0, 3), ServicePeriod(b"", "wash", 4, None))
    False
    """
    first = max((one.since, other.since), key=lambda day: -1 if day is None else day)
    last = min((one.until, other.until), key=lambda day: (day is None, day or 0))
    if first is not None and last is not None and last < first:
        return False
    both = one.weekdays & other.weekdays
    if first is None or last is None or last - first >= 6:
        return bool(both)
    return any(both >> weekday_of(day) & 1 for day in range(first, last + 1))


def weekday_of(day: int) -> int:
    """Return the weekday of a day since 1970, Monday being 0.

    >>> weekday_of(0), weekday_of(17_861)
    (3, 0)
    """
    return (day + 3) % 7


def _precedence(period: ServicePeriod) -> tuple:
    return period.since is not None, period.since or 0, period.version, period.id
