"""A colleague on duty: who acts, at which post, with which desk. Every act begins with one."""

from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from posta.catalog.compartments import MISSION_WIDE, Compartment
from posta.clock import HOUR_MILLIS, day_of, millis_of, start_of, zone_named
from posta.mission.posts import Post
from posta.mission.staff import Staff
from posta.scribe.desk import Desk
from posta.scribe.write import Sheet, SheetPart

WAITS_FOR = 12 * HOUR_MILLIS  # as long as vital signs alarm


@dataclass(frozen=True, slots=True)
class Duty:
    """A colleague at work at a post; the desk's keyring holds what this session may open."""

    desk: Desk
    staff: Staff
    post: Post

    @property
    def zone(self) -> tzinfo:
        """The time zone of the post: its days and hours are counted by it, wherever the computer thinks it is."""
        return zone_named(self.post.zone)

    @property
    def now(self) -> datetime:
        return self.desk.clock.now()

    @property
    def today(self) -> date:
        return day_of(self.now, self.zone)

    @property
    def day_start(self) -> int:
        """The first millisecond of the post's local day."""
        return start_of(self.today, self.zone)

    @property
    def queue_start(self) -> int:
        """The millisecond from which on who came and was neither seen nor left still waits.

        The queue of a night survives midnight: it goes back twelve hours, so that in the
        morning nobody waits any more who went home the evening before.
        """
        return min(self.day_start, millis_of(self.now) - WAITS_FOR)

    @property
    def network(self) -> str:
        """The care network in which this post registers people by default."""
        return self.post.networks[0]


def sheet(parts: list[tuple[Compartment, object]], network: str, *, held: bool = True) -> Sheet:
    """A sheet of paper for the scribe: contents by compartment, sealed for a care network."""
    return Sheet(
        tuple(SheetPart(c, "" if c in MISSION_WIDE else network, content) for c, content in parts),  # type: ignore[arg-type]
        held,
    )
