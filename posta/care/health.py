"""What everybody at work must know of their computer's own health: saved entries or keys that are missing, pages that decay."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from posta.acts.duty import Duty
from posta.care.shell import Notice
from posta.care.words import day_words, local_moment
from posta.node.health import Health


def notices_of_health(duty: Duty, health: Health) -> list[Notice]:
    """Return the banners about entries or keys that are missing and about a database that cannot be read whole."""
    return [*_of_the_lost(duty, health), *_of_missing_keys(health), *_of_damage(health)]


def _of_the_lost(duty: Duty, health: Health) -> list[Notice]:
    if not health.lost:
        return []
    moment = _moment(duty, health.lost_since)
    more = _(
        "What had been sent comes back by exchange, or from a stick of this post: exchange now. Record again what does not"
        " come back."
    )
    if health.lost < 0:
        words = _("This computer was restored: what was recorded on it after %(moment)s is missing.")
        return [Notice(words % {"moment": moment}, more, "bad", "triangle-alert")]
    words = ngettext(
        "The last entry saved on this computer is missing: it was saved after %(moment)s.",
        "The last %(n)s entries saved on this computer are missing: they were saved after %(moment)s.",
        health.lost,
    )
    return [Notice(words % {"n": health.lost, "moment": moment}, more, "bad", "triangle-alert")]


def _of_missing_keys(health: Health) -> list[Notice]:
    if not health.keys_missing:
        return []
    words = _("This computer lacks a key: what others write under it cannot be read here.")
    more = _("Exchange now. If this stays, ask the administration to give the missing keys, and exchange again.")
    return [Notice(words, more, "ask", "lock")]


def _of_damage(health: Health) -> list[Notice]:
    if not health.damage:
        return []
    words = _("A part of the database on this computer cannot be read.")
    more = _(
        "Exchange now. Then lock it and call the administration: the disk is failing, and the latest backup is needed."
    )
    return [Notice(words, more, "bad", "hard-drive")]


def _moment(duty: Duty, millis: int) -> str:
    if not millis:
        return _("an unknown moment")
    at = local_moment(duty, millis)
    return f"{day_words(at.date(), duty.today)} {at:%H:%M}"
