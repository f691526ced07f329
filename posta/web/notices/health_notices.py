"""Notices for every colleague about the health of the computer: missing entries or keys, and damaged database pages."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from posta.acts.actor import Actor
from posta.node.upkeep.node_health import Health
from posta.web.formatting import format_day, to_local_time
from posta.web.layout import Notice


def list_health_notices(actor: Actor, health: Health) -> list[Notice]:
    """Return the banners about missing entries or keys and about a database that cannot be read completely."""
    return [*_lost_entry_notices(actor, health), *_missing_key_notices(health), *_damage_notices(health)]


def _lost_entry_notices(actor: Actor, health: Health) -> list[Notice]:
    if not health.lost:
        return []
    moment = _format_moment(actor, health.lost_since)
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


def _missing_key_notices(health: Health) -> list[Notice]:
    if not health.keys_missing:
        return []
    words = _("This computer lacks a key: what others write under it cannot be read here.")
    more = _("Exchange now. If this stays, ask the administration to give the missing keys, and exchange again.")
    return [Notice(words, more, "ask", "lock")]


def _damage_notices(health: Health) -> list[Notice]:
    if not health.damage:
        return []
    words = _("A part of the database on this computer cannot be read.")
    more = _(
        "Exchange now. Then lock it and call the administration: the disk is failing, and the latest backup is needed."
    )
    return [Notice(words, more, "bad", "hard-drive")]


def _format_moment(actor: Actor, millis: int) -> str:
    if not millis:
        return _("an unknown moment")
    at = to_local_time(actor, millis)
    return f"{format_day(at.date(), actor.today)} {at:%H:%M}"
