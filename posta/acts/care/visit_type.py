"""Whether a contact follows an earlier one of the same form, or is the first for its problem, where nobody was asked."""

from collections.abc import Mapping
from datetime import datetime

from posta.acts.actor import Actor
from posta.catalog.language.form import SEALED, get_form
from posta.chart.history.timeline import TimelineItem, list_filled, list_timeline
from posta.chart.record.person import Person
from posta.clock import DAY_MILLIS, to_millis
from posta.ids import EntryId

Forms = Mapping[str, Mapping[str, object]]
MAX_ITEMS_SEARCHED = 60  # items among which a sealed form is looked for: no index tells sealed forms
DEFAULT_EPISODE_DAYS = 14  # days after which the same form begins anew (clinical rules, 7.0)
LONG_TERM_EPISODE_DAYS = (
    365  # chronic illness, mind, social work, torture and residence are kept by file (clinical rules, 7.0)
)
PREGNANCY_EPISODE_DAYS = 301  # 280 days, and three weeks over
EPISODE_DAYS = {
    **dict.fromkeys(("ncd", "psych", "sw", "torture", "res", "fp"), LONG_TERM_EPISODE_DAYS),
    **dict.fromkeys(("anc", "pnc"), PREGNANCY_EPISODE_DAYS),
}
# Forms of which the name says it, answers that say it, and forms that are parts of another visit.
FOLLOW_UPS, FIRSTS = frozenset({"mh_fu", "mh_close", "sv_fu"}), frozenset({"mh_base", "sv"})
FIRST_VISIT_ANSWER = {
    "anc": ("anc_visit", "1"),
    "pnc": ("pnc_visit", "1"),
    "fp": ("fp_type", "new"),
    "opd": ("dx_status", "new"),
}
NON_ENCOUNTER_FORMS = frozenset({"visit", "vitals", "triage", "case", "referral", "cert", "violence", "death"})


def is_follow_up(actor: Actor, person: Person, forms: Forms, at: datetime, corrects: EntryId | None) -> bool:
    """Whether any form of a contact follows an earlier contact of the person."""
    return any(
        _has_earlier_contact(actor, person, name, forms[name], at, corrects)
        for name in forms
        if name not in NON_ENCOUNTER_FORMS
    )


def _has_earlier_contact(
    actor: Actor, person: Person, name: str, answers: Mapping[str, object], at: datetime, corrects: EntryId | None
) -> bool:
    if name in FOLLOW_UPS or name in FIRSTS:
        return name in FOLLOW_UPS
    asked, first = FIRST_VISIT_ANSWER.get(name, ("", ""))
    if answers.get(asked) and answers[asked] != first:
        return True
    if name == "opd":  # a new diagnosis is new, whatever was treated last week
        return False
    since, until = to_millis(at) - EPISODE_DAYS.get(name, DEFAULT_EPISODE_DAYS) * DAY_MILLIS, to_millis(at)
    earlier = (item for item in _earlier_items(actor, person, name, since) if item.entry != corrects)
    return any(since <= item.occurred < until for item in earlier)


def _earlier_items(actor: Actor, person: Person, name: str, since: int) -> list[TimelineItem]:
    """Earlier contacts with a form, as far as this colleague opens them."""
    form, cursor, ring = get_form(name), actor.desk.cursor, actor.desk.keyring
    if form.compartment in SEALED:
        return [one for one in list_timeline(cursor, person.id, ring, limit=MAX_ITEMS_SEARCHED) if one.forms.get(name)]
    return [item for item, _answers in list_filled(cursor, [person.id], ring, form, since).get(person.id, [])]
