"""Alerts about sealed forms: counted here, where they open, and told as yes or no to whom they open, and to nobody else.

Most weeks end with the first question, which opens nothing: how many sealed entries of any kind there are.
"""

from posta.acts.actor import Actor
from posta.catalog.language.form import get_form
from posta.chart.history.sealed_entries import can_open, list_sealed_items, list_sealed_moments
from posta.clinical.surveillance.person_rules import SealedRule, list_sealed_rules
from posta.clock import DAY_MILLIS, to_millis
from posta.formkit.language import current_language
from posta.mission.posts import list_post_names
from posta.mission.rules.permissions import can_record
from posta.web.notices.alert_words import AlertNotice

WEEK_MILLIS = 7 * DAY_MILLIS


def present_sealed_alerts(actor: Actor) -> list[AlertNotice]:
    """Return what the sealed forms of all posts say that this session opens; without a number."""
    return [_notice(rule) for rule in list_sealed_rules() if _stands(actor, rule)]


def _notice(rule: SealedRule) -> AlertNotice:
    words = rule.words[current_language()]
    return AlertNotice(words.label, f"{words.action}.", "")


def _stands(actor: Actor, rule: SealedRule) -> bool:
    form, cursor, keyring = get_form(rule.form), actor.node.cursor, actor.node.keyring
    if not can_record(actor.staff, form) or not can_open(keyring, form):
        return False
    now, posts = to_millis(actor.now), sorted(list_post_names(cursor))
    first = now - (rule.weeks + 1) * WEEK_MILLIS
    written = _count_weeks(list_sealed_moments(cursor, posts, first), now, rule)
    if written[0] < rule.least or sum(map(bool, written[1:])) < rule.reporting_weeks:
        return False
    lately = list_sealed_items(cursor, posts, keyring, form, now - WEEK_MILLIS)
    if sum(map(len, lately.values())) < rule.least:
        return False
    items = list_sealed_items(cursor, posts, keyring, form, first)
    filled_weeks = _count_weeks([item.occurred for filled in items.values() for item, _ in filled], now, rule)
    known = [number if any_entry else None for number, any_entry in zip(filled_weeks, written, strict=True)]
    return rule.is_met(filled_weeks[0], known[1:])


def _count_weeks(moments: list[int], now: int, rule: SealedRule) -> list[int]:
    """Return how many of these moments lie in the last seven days, in the seven before, and so on."""
    weeks = [0] * (rule.weeks + 1)
    for moment in moments:
        back = max(0, now - moment) // WEEK_MILLIS
        if back < len(weeks):
            weeks[back] += 1
    return weeks
