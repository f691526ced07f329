"""The form of a partner: what was typed, what is wrong with it, and the entry that it makes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from posta.catalog.bounds import LONGEST_WORD
from posta.catalog.operation_acts import DirectoryEntry
from posta.clock import to_epoch_day
from posta.operations.referrals.opening import get_opening_form
from posta.terms.lists import get_list

LINES = {
    "name": N_("Name"),
    "area": N_("Area or address"),
    "hours": N_("Hours"),
    "services": N_("Services, separated by commas"),
    "languages": N_("Languages, separated by commas"),
    "papers": N_("Papers asked for"),
    "contact": N_("Who answers, and how"),
}
LONGEST, MOST_WORDS = 200, 20


@dataclass(frozen=True, slots=True, repr=False)
class PartnerForm:
    """The values of the form as typed, and the errors by field."""

    values: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)


def fill_partner_form(entry: DirectoryEntry | None) -> PartnerForm:
    """Return the form with what is known of a partner."""
    if entry is None:
        return PartnerForm({})
    lists = {"services": ", ".join(entry.services), "languages": ", ".join(entry.languages)}
    plain = {name: getattr(entry, name) for name in ("name", "kind", "area", "hours", "cost", "papers", "contact")}
    return PartnerForm({**plain, **lists, "closed": "1" if entry.closed else ""})


def read_partner_form(posted: Mapping[str, str]) -> PartnerForm:
    """Return the form as posted, with what is wrong with it."""
    values = {name: posted.get(name, "").strip() for name in (*LINES, "kind", "cost", "closed", "verified")}
    errors = {name: _("Write at most %(limit)s characters.") % {"limit": LONGEST} for name in LINES
              if len(values[name]) > LONGEST}  # fmt: skip
    if not values["name"]:
        errors["name"] = _("Write the name, so that colleagues find it.")
    if values["kind"] not in list_codes("kind"):
        errors["kind"] = _("Choose what kind of place it is.")
    for name in ("services", "languages"):
        words = split_words(values[name])
        if len(words) > MOST_WORDS or any(len(word) > LONGEST_WORD for word in words):
            errors[name] = _("Write at most %(most)s short words, separated by commas.") % {"most": MOST_WORDS}
    return PartnerForm(values, errors)


def build_entry(code: str, form: PartnerForm, before: DirectoryEntry | None, today: date) -> DirectoryEntry:
    """Return the entry of a form without errors; "verified today" sets the day, else the day known before stays."""
    v = form.values
    verified = to_epoch_day(today) if v["verified"] or before is None else before.verified
    cost = v["cost"] if v["cost"] in list_codes("cost") else ""
    return DirectoryEntry(
        code=code, name=v["name"], kind=v["kind"], area=v["area"], services=split_words(v["services"]), hours=v["hours"],
        languages=split_words(v["languages"]), cost=cost, papers=v["papers"], contact=v["contact"], verified=verified,
        closed=bool(v["closed"]),
    )  # fmt: skip


def list_codes(question: str) -> tuple[str, ...]:
    """Return the codes that a question of the form accepts."""
    name = "directory_cost" if question == "cost" else get_opening_form().field("to_type").coded_list or ""
    return tuple(option.code for option in get_list(name).options if option.code != "posta")


def split_words(text: str) -> tuple[str, ...]:
    """Return the words between commas.

    >>> split_words("partos, urgencias ,")
    ('partos', 'urgencias')
    """
    return tuple(word.strip() for word in text.split(",") if word.strip())
