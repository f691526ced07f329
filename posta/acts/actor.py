"""A colleague on duty: who acts, at which post, with which node. Every act needs one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo

from posta.catalog.compartments import MISSION_WIDE, Compartment
from posta.chart.history.timeline import TimelineItem
from posta.clock import (
    HOUR_MILLIS,
    day_start_millis,
    get_zone,
    local_day,
    local_day_from_millis,
    to_epoch_day,
    to_millis,
)
from posta.ids import PersonId
from posta.mission.places.place_tables import list_served
from posta.mission.places.service_calendar import OfferedServices
from posta.mission.posts import Post, find_post
from posta.mission.staff import Staff
from posta.scribe.context.clocks import RIGHT, ClockReading, read_clock
from posta.scribe.context.node_context import NodeContext
from posta.scribe.write import EntryDraft, PartDraft

MAX_QUEUE_MILLIS = 12 * HOUR_MILLIS  # as long as vital signs alarm


@dataclass(frozen=True, slots=True, repr=False)
class Actor:
    """A colleague at work at a post; the node's keyring holds what this session may open.

    `held`: the items of each person, newest first, where a bulk writer keeps them itself instead of reading them.
    `served`: the numbers of the places that this computer serves, where they were read once for a whole page.
    """

    node: NodeContext
    staff: Staff
    post: Post
    reading: ClockReading | None = None
    held: Mapping[PersonId, Sequence[TimelineItem]] | None = field(default=None, repr=False)
    served: frozenset[int] | None = None

    def serves(self, number: int) -> bool:
        """Return whether this computer serves a place."""
        if number == self.post.number:
            return True
        served = list_served(self.node.cursor, self.node.device.feed) if self.served is None else self.served
        return number in served

    def find_post(self, number: int) -> Post | None:
        """Return the place with this number; that of the colleague themselves was read already."""
        return self.post if number == self.post.number else find_post(self.node.cursor, number)

    @property
    def zone(self) -> tzinfo:
        """Return the time zone of the post. Its days and hours follow it, whatever zone the computer is set to."""
        return get_zone(self.post.zone)

    @property
    def now(self) -> datetime:
        return self.node.clock.now()

    @property
    def clock(self) -> ClockReading:
        """Return how far this computer's clock can be trusted; read once if the duty began with a reading."""
        known = self.reading
        is_old = known is None or abs(self.node.clock.millis() - known.now) > HOUR_MILLIS
        return read_clock(self.node) if known is None or is_old else known

    @property
    def today(self) -> date:
        """Return the day of the post, by which ages and appointments are computed.

        With a clock in doubt it is the last day that is trusted.
        """
        reading = self.clock
        return self.clock_day if reading.state == RIGHT else local_day_from_millis(reading.trusted, self.zone)

    @property
    def clock_day(self) -> date:
        """Return the day that the clock shows, in doubt or not."""
        return local_day(self.now, self.zone)

    @property
    def doubted_day(self) -> date | None:
        """Return the day that a clock in doubt shows, None for a right clock.

        An answer dated on that day counts as written today.
        """
        return None if self.clock.state == RIGHT else self.clock_day

    def day_at(self, millis: int) -> date:
        """Return the post's day of a moment (ms)."""
        day = local_day_from_millis(millis, self.zone)
        return self.today if day == self.doubted_day else day

    @property
    def day_start(self) -> int:
        """Return the first millisecond of the post's day by the clock, in doubt or not, as the board needs it."""
        return day_start_millis(self.clock_day, self.zone)

    @property
    def queue_start(self) -> int:
        """Return the millisecond since which an arrival that nobody closed still counts as waiting.

        The queue of a night survives midnight: it goes back twelve hours, so that in the morning nobody waits any
        more who left the evening before.
        """
        return min(self.day_start, to_millis(self.now) - MAX_QUEUE_MILLIS)

    @property
    def offered(self) -> OfferedServices:
        """Return what this place offers today, by its own calendar."""
        return self.post.services_on(to_epoch_day(self.today))

    @property
    def network(self) -> str:
        """Return the care network in which this post registers people by default."""
        return self.post.networks[0]


def list_own_places(actor: Actor) -> frozenset[int]:
    """Return the numbers of the places that this computer serves, the actor's own among them."""
    served = list_served(actor.node.cursor, actor.node.device.feed) if actor.served is None else actor.served
    return served | {actor.post.number}


def draft_entry(parts: list[tuple[Compartment, object]], network: str, *, held: bool = True) -> EntryDraft:
    """Return the draft of an entry for the scribe: contents by compartment, sealed for a care network."""
    return EntryDraft(
        tuple(PartDraft(c, "" if c in MISSION_WIDE else network, content) for c, content in parts),  # type: ignore[arg-type]
        held,
    )
