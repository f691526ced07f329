"""What the page of the exchange shows: sentences, never codes."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from posta.acts.duty import Duty
from posta.care.exchange.backup import BackupShown, present_backup
from posta.care.exchange.reasons import in_words
from posta.care.words import ago_words
from posta.clock import DAY_MILLIS, millis_of
from posta.courier.report import Report, Road, make_report
from posta.node.health import read_health

ENOUGH_HOLDERS = 2
SLOW = 60_000  # ms that a road may be under way before the page says so


@dataclass(frozen=True, slots=True)
class RoadShown:
    """One road: what it is, where it leads, how it goes."""

    name: str
    url: str
    is_peer: bool
    state: str
    icon: str
    word: str
    more: str


@dataclass(frozen=True, slots=True)
class AsideShown:
    """What was set aside for one reason, from one computer."""

    count: int
    reason: str
    origin: str
    since: str


@dataclass(frozen=True, slots=True)
class Shown:
    """The whole page."""

    calm: bool
    headline: str
    line: str
    roads: tuple[RoadShown, ...]
    aside: tuple[AsideShown, ...]
    newer: str
    emptied: str
    backup: BackupShown
    was_ahead: str


@dataclass(frozen=True, slots=True)
class ImportShown:
    """What a file brought."""

    facts: tuple[tuple[str, int], ...]
    headline: str
    kind: str
    reasons: tuple[str, ...]
    when: str


def present_exchange(duty: Duty) -> Shown:
    """The state of the exchange in words."""
    report, now = make_report(duty.desk), millis_of(duty.now)
    return Shown(
        calm=not report.to_send,
        headline=_headline(report),
        line=_line(report, now),
        roads=tuple(_road(road, now) for road in report.roads),
        aside=tuple(
            AsideShown(
                one.entries,
                in_words(one.reason),
                report.labels.get(one.feed, "") if one.feed else "",
                ago_words(now - one.since),
            )
            for one in report.aside
        ),
        newer=_newer(report.newer),
        emptied=_emptied(report.emptied),
        backup=present_backup(read_health(Path(settings.POSTA_HOME)), now),
        was_ahead=_was_ahead(duty.clock.was_ahead),
    )


def present_import(told: dict[str, object], duty: Duty) -> ImportShown:
    """What became of a file, in words."""
    names = ("new", "had", "filled", "aside", "unread", "at")
    new, had, filled, aside, unread, at = (int(str(told.get(name, 0))) for name in names)
    reasons = told.get("reasons")
    sentences = tuple(in_words(str(reason)) for reason in reasons) if isinstance(reasons, list) else ()
    if sentences:
        headline = _("The file was read as far as it is good") if new or had else _("Nothing could be read")
    else:
        headline = _("The file was read") if new or filled else _("Everything in the file was here already")
    kind = "" if sentences and (new or had) else "bad" if sentences else "ok"
    facts = [(_("New here"), new), (_("Already here"), had), (_("Set aside"), aside - unread)]
    if filled:
        facts.append((_("Contents that were missing"), filled))
    if unread:
        facts.append((_("Could not be read"), unread))
    return ImportShown(tuple(facts), headline, kind, sentences, ago_words(millis_of(duty.now) - at))


def _headline(report: Report) -> str:
    if not report.to_send:
        return _("Nothing waits to be sent")
    return ngettext("%(n)s entry waits to be sent", "%(n)s entries wait to be sent", report.to_send) % {
        "n": report.to_send
    }


def _line(report: Report, now: int) -> str:
    if report.to_send:
        oldest = ago_words(now - report.oldest) if report.oldest is not None else ""
        return _("The oldest was written %(ago)s. It is safe here; work goes on.") % {"ago": oldest}
    if report.holders >= ENOUGH_HOLDERS:
        return _("%(n)s others hold everything that was written here.") % {"n": report.holders}
    return _("One other holds everything that was written here.")


def _road(road: Road, now: int) -> RoadShown:
    at = ago_words(now - road.at) if road.at is not None else ""
    name, icon = (_("Post on this Wi-Fi"), "house") if road.is_peer else (_("Relay"), "send")
    if road.since is not None and now - road.since > SLOW:
        more = _("Last time it worked: %(ago)s.") % {"ago": at} if at else _("It has not worked yet.")
        begun = _("Under way since %(ago)s: the other side answers slowly. Other connections do not wait for it.")
        sentence = f"{begun % {'ago': ago_words(now - road.since)}} {more}"
        return RoadShown(name, road.url, road.is_peer, "ask", icon, _("Slow"), sentence)
    if road.trouble:
        more = _("Last time it worked: %(ago)s.") % {"ago": at} if at else _("It has not worked yet.")
        sentence = f"{in_words(road.trouble)} {more}"
        return RoadShown(name, road.url, road.is_peer, "ask", icon, _("Not reached"), sentence)
    if not at:
        return RoadShown(name, road.url, road.is_peer, "", icon, _("Not tried yet"), "")
    return RoadShown(name, road.url, road.is_peer, "ok", icon, _("It works"), _("Last time: %(ago)s.") % {"ago": at})


def _newer(count: int) -> str:
    if not count:
        return ""
    return ngettext("%(n)s part was written by a newer Posta.", "%(n)s parts were written by a newer Posta.", count) % {
        "n": count
    }


def _was_ahead(millis: int) -> str:
    days = millis // DAY_MILLIS
    if not days:
        return ""
    return ngettext(
        "The clock of this computer was %(n)s day ahead. It is right now; what was written meanwhile carries that date.",
        "The clock of this computer was %(n)s days ahead. It is right now; what was written meanwhile carries that date.",
        days,
    ) % {"n": days}


def _emptied(count: int) -> str:
    if not count:
        return ""
    return ngettext("%(n)s entry came without its contents.", "%(n)s entries came without their contents.", count) % {
        "n": count
    }
