"""Whether a contact follows an earlier one of the same form, or is the first for its problem, where nobody was asked."""

from collections.abc import Mapping
from datetime import datetime

from posta.acts.duty import Duty
from posta.catalog.form import SEALED, get_form
from posta.chart.people import Person
from posta.chart.timeline import Item, list_filled, list_timeline
from posta.clock import DAY_MILLIS, millis_of
from posta.ids import EntryId

Forms = Mapping[str, Mapping[str, object]]
LOOKED_AT = 60  # items among which a sealed form is looked for: no index tells sealed forms
NEW_AFTER = 14  # days after which the same form begins anew (clinical rules, 7.0)
NEW_AFTER_FILE = 365  # chronic illness, mind, social work, torture and residence are kept by file (clinical rules, 7.0)
NEW_AFTER_PREGNANCY = 301  # 280 days, and three weeks over
FOLLOWED_FOR = {
    **dict.fromkeys(("ncd", "psych", "sw", "torture", "res", "fp"), NEW_AFTER_FILE),
    **dict.fromkeys(("anc", "pnc"), NEW_AFTER_PREGNANCY),
}
# Forms of which the name says it, answers that say it, and forms that are parts of another visit.
FOLLOW_UPS, FIRSTS = frozenset({"mh_fu", "mh_close", "sv_fu"}), frozenset({"mh_base", "sv"})
SAYS_NEW = {"anc": ("anc_visit", "1"), "pnc": ("pnc_visit", "1"), "fp": ("fp_type", "new"), "opd": ("dx_status", "new")}
PARTS = frozenset({"visit", "vitals", "triage", "case", "referral", "cert", "violence", "death"})


def is_follow_up(duty: Duty, person: Person, forms: Forms, at: datetime, corrects: EntryId | None) -> bool:
    """Whether any form of a contact follows an earlier contact of the person."""
    return any(_follows(duty, person, name, forms[name], at, corrects) for name in forms if name not in PARTS)


def _follows(
    duty: Duty, person: Person, name: str, answers: Mapping[str, object], at: datetime, corrects: EntryId | None
) -> bool:
    if name in FOLLOW_UPS or name in FIRSTS:
        return name in FOLLOW_UPS
    asked, first = SAYS_NEW.get(name, ("", ""))
    if answers.get(asked) and answers[asked] != first:
        return True
    if name == "opd":  # a new diagnosis is new, whatever was treated last week
        return False
    since, until = millis_of(at) - FOLLOWED_FOR.get(name, NEW_AFTER) * DAY_MILLIS, millis_of(at)
    earlier = (item for item in _items(duty, person, name, since) if item.entry != corrects)
    return any(since <= item.occurred < until for item in earlier)


def _items(duty: Duty, person: Person, name: str, since: int) -> list[Item]:
    """Earlier contacts with a form, as far as this colleague opens them."""
    form, cursor, ring = get_form(name), duty.desk.cursor, duty.desk.keyring
    if form.compartment in SEALED:
        return [one for one in list_timeline(cursor, person.id, ring, limit=LOOKED_AT) if one.forms.get(name)]
    return [item for item, _answers in list_filled(cursor, [person.id], ring, form, since).get(person.id, [])]
