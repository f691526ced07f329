"""A colleague on duty: who acts, at which post, with which desk. Every act begins with one."""

from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from posta.catalog.compartments import MISSION_WIDE, Compartment
from posta.clock import HOUR_MILLIS, day_of, day_of_millis, millis_of, start_of, zone_named
from posta.mission.posts import Post
from posta.mission.staff import Staff
from posta.scribe.clocks import RIGHT, Reading, read_clock
from posta.scribe.desk import Desk
from posta.scribe.write import Sheet, SheetPart

WAITS_FOR = 12 * HOUR_MILLIS  # as long as vital signs alarm


@dataclass(frozen=True, slots=True)
class Duty:
    """A colleague at work at a post; the desk's keyring holds what this session may open."""

    desk: Desk
    staff: Staff
    post: Post
    reading: Reading | None = None

    @property
    def zone(self) -> tzinfo:
        """The time zone of the post: its days and hours are counted by it, wherever the computer thinks it is."""
        return zone_named(self.post.zone)

    @property
    def now(self) -> datetime:
        return self.desk.clock.now()

    @property
    def clock(self) -> Reading:
        """What can be believed of this computer's clock; read once where this duty was taken up with a reading."""
        known = self.reading
        is_old = known is None or abs(self.desk.clock.millis() - known.now) > HOUR_MILLIS
        return read_clock(self.desk) if known is None or is_old else known

    @property
    def today(self) -> date:
        """The day of the post, by which ages and appointments go: the last that is believed where the clock is not."""
        reading = self.clock
        return self.clock_day if reading.state == RIGHT else day_of_millis(reading.trusted, self.zone)

    @property
    def clock_day(self) -> date:
        """The day that the clock shows, in doubt or not."""
        return day_of(self.now, self.zone)

    @property
    def doubted_day(self) -> date | None:
        """The day that a clock in doubt shows: what is written on it is taken for written today; None for a right clock."""
        return None if self.clock.state == RIGHT else self.clock_day

    def day_at(self, millis: int) -> date:
        """The post's day of a moment (ms)."""
        day = day_of_millis(millis, self.zone)
        return self.today if day == self.doubted_day else day

    @property
    def day_start(self) -> int:
        """The first millisecond of the post's day by the clock, in doubt or not: the board's moments go by it."""
        return start_of(self.clock_day, self.zone)

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
