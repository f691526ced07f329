"""What stands beside the form: the last visit in one line and in one card, and what must be kept in mind."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from django.utils.translation import gettext as _

from posta.care.consultation.sets import name_words, row_words
from posta.care.consultation.sight import Sight
from posta.care.pregnancy import pregnancy_words
from posta.care.summaries import tell, vital_parts
from posta.care.telling import allergy_words
from posta.care.unshown import line_words
from posta.care.words import day_words, language
from posta.catalog.context import age_of
from posta.chart.parties import find_party_of, list_party
from posta.mission.posts import find_post
from posta.node.showing import guarded
from posta.terms.diagnoses import label_of_diagnosis
from posta.terms.lists import get_list

Row = tuple[str, str]
OUT_OF_SIGHT = frozenset({"rr", "glucose_mgdl", "height_cm", "avpu"})  # the others stand beside their boxes


@dataclass(frozen=True, slots=True)
class Continuing:
    """A diagnosis that would be a follow-up today: what to say, and when to say it."""

    words: str
    when: str


def known_line(sight: Sight) -> str:
    """Triage, pregnancy, allergies nobody asked about, and the last visit: one line under the header of a phone, above the rest."""
    told = [
        _("Triage: %(colour)s") % {"colour": _triage(sight)} if _triage(sight) else "",
        f"{_('Pregnancy')}: {pregnancy_words(sight.pregnancy, sight.duty.today)}" if sight.pregnancy else "",
        _("Allergies: %(told)s") % {"told": _none_known(sight)} if not sight.allergies else "",
        guarded(lambda: _last_time(sight), lambda: _("Earlier visits cannot be shown here")),
    ]
    return " · ".join(part for part in told if part)


def _last_time(sight: Sight) -> str:
    if sight.hidden:
        return _("Earlier visits cannot be shown here")
    return f"{_('Last time:')} {_when(sight)}: {tell(sight.last).what}" if sight.last else _("No earlier consultation")


def last_card(sight: Sight) -> list[Row]:
    """The last visit: when and where, what it was, what was given and advised."""
    if sight.last is None:
        return []
    answers = sight.last.forms["opd"]
    return guarded(lambda: _told_card(sight, answers), lambda: [(_("Last visit"), line_words())])


def _told_card(sight: Sight, answers: Mapping[str, object]) -> list[Row]:
    rows = answers.get("rx")
    given = [" ".join((name_words(row), row_words(row))) for row in rows] if isinstance(rows, tuple | list) else []
    told = [
        (_("When"), _when(sight)),
        (_("Diagnosis"), label_of_diagnosis(str(answers.get("dx_main", "")), language())),
        (_("Came for"), str(answers.get("complaint", ""))),
        (_("Found"), str(answers.get("exam", ""))),
        (_("Was given"), "; ".join(given)),
        (_("Advice"), str(answers.get("advice", ""))),
    ]
    return [(name, words) for name, words in told if words]


def facts(sight: Sight) -> list[Row]:
    """Triage, pregnancy, company, allergies, last vital signs: what one should not have to ask twice."""
    answers = sight.person.answers
    company = answers.get("travel_with")
    label = get_list("travel_with").label(str(company), language()) if company else ""
    told = [
        (_("Triage"), _triage(sight)),
        (_("Pregnancy"), pregnancy_words(sight.pregnancy, sight.duty.today)),
        (_("Travels"), ", ".join(part for part in (_company(sight), label) if part)),
        (_("Allergies"), guarded(lambda: ", ".join(allergy_words(answers)) or _none_known(sight), line_words)),
        (_("Vital signs"), guarded(lambda: " · ".join(_signs(sight)), line_words)),
    ]
    return [(name, words) for name, words in told if words]


def continuing(sight: Sight) -> Continuing | None:
    """When the chosen diagnosis continues an earlier one, the page says so."""
    if not sight.continuing:
        return None
    days = (
        f"{label_of_diagnosis(c, language())}, {day_words(sight.diagnoses[c], sight.duty.today)}"
        for c in sight.continuing
    )
    words = _("Counts as follow-up: %(earlier)s") % {"earlier": "; ".join(days)}
    return Continuing(words, json.dumps({"field": "dx_main", "op": "in", "value": list(sight.continuing)}))


def signs_day(sight: Sight) -> str:
    """The day of the last vital signs."""
    days = [day for _value, day in sight.vitals.values()]
    return day_words(max(days), sight.duty.today) if days else ""


def _signs(sight: Sight) -> list[str]:
    """Signs that stand beside no box, and of the others those out of the ordinary: beside its box a number says little."""
    age, signs = age_of(sight.person.answers, sight.duty.today), {n: value for n, (value, _day) in sight.vitals.items()}
    beside = {name: value for name, value in signs.items() if name not in OUT_OF_SIGHT}
    apart = {name: value for name, value in signs.items() if name in OUT_OF_SIGHT}
    told = [part for part in vital_parts(beside, age) if part.odd] + [*vital_parts(apart, age)]
    return [f"{part.words} {part.sign}".strip() for part in told]


def _triage(sight: Sight) -> str:
    colour = sight.arrival.colour if sight.arrival else ""
    return get_list("triage_colour").label(colour, language()) if colour else ""


def _when(sight: Sight) -> str:
    item = sight.last
    assert item is not None
    post = find_post(sight.duty.desk.cursor, item.post)
    return " · ".join(
        part for part in (day_words(sight.day_of(item), sight.duty.today), post.name if post else "") if part
    )


def _company(sight: Sight) -> str:
    """How many of those who travel along are known here."""
    cursor = sight.duty.desk.cursor
    party = find_party_of(cursor, sight.person.id)
    others = len(list_party(cursor, party).members) - 1 if party else 0
    return _("with %(n)s more") % {"n": others} if others > 0 else ""


def _none_known(sight: Sight) -> str:
    rows = cast("tuple[dict[str, object], ...]", sight.person.answers.get("allergies") or ())
    return _("none known") if any(row.get("allergen") == "none" for row in rows) else _("not asked")
