"""A colleague on duty: who acts, at which post, with which desk. Every act begins with one."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from posta.catalog.compartments import MISSION_WIDE, Compartment
from posta.clock import MEXICO_CITY, millis_of
from posta.mission.posts import Post
from posta.mission.staff import Staff
from posta.scribe.desk import Desk
from posta.scribe.write import Sheet, SheetPart

EPOCH_DAY = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Duty:
    """A colleague at work at a post; the desk's keyring holds what this session may open."""

    desk: Desk
    staff: Staff
    post: Post
    zone: ZoneInfo = MEXICO_CITY

    @property
    def now(self) -> datetime:
        return self.desk.clock.now()

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    @property
    def day_start(self) -> int:
        """The first millisecond of the post's local day."""
        return millis_of(datetime(self.today.year, self.today.month, self.today.day, tzinfo=self.zone))

    @property
    def network(self) -> str:
        """The care network in which this post registers people by default."""
        return self.post.networks[0]


def day_number(day: date) -> int:
    """Days since 1970."""
    return (day - EPOCH_DAY).days


def sheet(parts: list[tuple[Compartment, object]], network: str, *, held: bool = True) -> Sheet:
    """A sheet of paper for the scribe: contents by compartment, sealed for a care network."""
    return Sheet(
        tuple(SheetPart(c, "" if c in MISSION_WIDE else network, content) for c, content in parts),  # type: ignore[arg-type]
        held,
    )
