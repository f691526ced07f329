"""The values of the page of the exchange: sentences, never codes."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from posta.acts.actor import Actor
from posta.administration.exchange.backup_card import BackupCard, present_backup
from posta.clock import DAY_MILLIS, to_millis
from posta.errors import read_reason
from posta.node.upkeep.node_health import read_health
from posta.sync.sync_report import PeerReport, SyncReport, make_report
from posta.web.formatting import format_ago
from posta.web.notices.messages import translate_reason

MIN_HOLDERS = 2
SLOW_MS = 60_000  # ms that an exchange may last before the page shows it


@dataclass(frozen=True, slots=True, repr=False)
class PeerRow:
    """One road: its type, its address, its state."""

    name: str
    url: str
    is_peer: bool
    state: str
    icon: str
    word: str
    more: str


@dataclass(frozen=True, slots=True, repr=False)
class QuarantineRow:
    """The quarantined entries of one computer with one reason."""

    count: int
    reason: str
    origin: str
    since: str


@dataclass(frozen=True, slots=True, repr=False)
class SyncPage:
    """The whole page."""

    calm: bool
    headline: str
    line: str
    roads: tuple[PeerRow, ...]
    aside: tuple[QuarantineRow, ...]
    newer: str
    emptied: str
    backup: BackupCard
    was_ahead: str


@dataclass(frozen=True, slots=True, repr=False)
class ImportResult:
    """The result of reading a file."""

    facts: tuple[tuple[str, int], ...]
    headline: str
    kind: str
    reasons: tuple[str, ...]
    when: str


def present_sync(actor: Actor) -> SyncPage:
    """Return the state of the exchange in words."""
    report, now = make_report(actor.node), to_millis(actor.now)
    return SyncPage(
        calm=not report.to_send,
        headline=_headline(report),
        line=_summary_line(report, now),
        roads=tuple(_peer_row(road, now) for road in report.roads),
        aside=tuple(
            QuarantineRow(
                one.entries,
                translate_reason(one.reason),
                report.labels.get(one.feed, "") if one.feed else "",
                format_ago(now - one.since),
            )
            for one in report.aside
        ),
        newer=_unknown_versions(report.newer),
        emptied=_missing_contents(report.emptied),
        backup=present_backup(read_health(Path(settings.POSTA_HOME)), now),
        was_ahead=_clock_warning(actor.clock.was_ahead),
    )


def present_import(stored: dict[str, object], actor: Actor) -> ImportResult:
    """Return the result of reading a file, in words."""
    names = ("new", "had", "filled", "aside", "unread", "at")
    new, had, filled, aside, unread, at = (int(str(stored.get(name, 0))) for name in names)
    reasons = stored.get("reasons")
    sentences = tuple(translate_reason(read_reason(reason)) for reason in reasons) if isinstance(reasons, list) else ()
    if sentences:
        headline = _("The file was read as far as it is good") if new or had else _("Nothing could be read")
    else:
        headline = _("The file was read") if new or filled else _("Everything in the file was here already")
    kind = "" if sentences and (new or had) else "bad" if sentences else "ok"
    facts = [(_("New here"), new), (_("Already here"), had), (_("Held for review"), aside - unread)]
    if filled:
        facts.append((_("Contents that were missing"), filled))
    if unread:
        facts.append((_("Could not be read"), unread))
    return ImportResult(tuple(facts), headline, kind, sentences, format_ago(to_millis(actor.now) - at))


def _headline(report: SyncReport) -> str:
    if not report.to_send:
        return _("Nothing waits to be sent")
    return ngettext("%(n)s entry waits to be sent", "%(n)s entries wait to be sent", report.to_send) % {
        "n": report.to_send
    }


def _summary_line(report: SyncReport, now: int) -> str:
    if report.to_send:
        oldest = format_ago(now - report.oldest) if report.oldest is not None else ""
        return _("The oldest was written %(ago)s. It is safe here; work goes on.") % {"ago": oldest}
    if report.holders >= MIN_HOLDERS:
        return _("%(n)s others hold everything that was written here.") % {"n": report.holders}
    return _("One other holds everything that was written here.")


def _peer_row(road: PeerReport, now: int) -> PeerRow:
    at = format_ago(now - road.at) if road.at is not None else ""
    name, icon = (_("Post on this Wi-Fi"), "house") if road.is_peer else (_("Relay"), "send")
    if road.since is not None and now - road.since > SLOW_MS:
        more = _("Last time it worked: %(ago)s.") % {"ago": at} if at else _("It has not worked yet.")
        begun = _("Under way since %(ago)s: the other side answers slowly. Other connections do not wait for it.")
        sentence = f"{begun % {'ago': format_ago(now - road.since)}} {more}"
        return PeerRow(name, road.url, road.is_peer, "ask", icon, _("Slow"), sentence)
    if road.trouble is not None:
        more = _("Last time it worked: %(ago)s.") % {"ago": at} if at else _("It has not worked yet.")
        sentence = f"{translate_reason(road.trouble)} {more}"
        return PeerRow(name, road.url, road.is_peer, "ask", icon, _("Not reached"), sentence)
    if not at:
        return PeerRow(name, road.url, road.is_peer, "", icon, _("Not tried yet"), "")
    return PeerRow(name, road.url, road.is_peer, "ok", icon, _("Connected"), _("Last time: %(ago)s.") % {"ago": at})


def _unknown_versions(count: int) -> str:
    if not count:
        return ""
    return ngettext("%(n)s part was written by a newer Posta.", "%(n)s parts were written by a newer Posta.", count) % {
        "n": count
    }


def _clock_warning(millis: int) -> str:
    days = millis // DAY_MILLIS
    if not days:
        return ""
    return ngettext(
        "The clock of this computer was %(n)s day ahead. It is right now; what was written meanwhile carries that date.",
        "The clock of this computer was %(n)s days ahead. It is right now; what was written meanwhile carries that date.",
        days,
    ) % {"n": days}


def _missing_contents(count: int) -> str:
    if not count:
        return ""
    return ngettext("%(n)s entry came without its contents.", "%(n)s entries came without their contents.", count) % {
        "n": count
    }
