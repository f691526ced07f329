"""The referrals of a person on their page: what each is for, its state and since when; a sealed one is reserved."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from posta.acts.actor import Actor
from posta.acts.operations.sealed_referrals import open_referrals
from posta.care.entry.form_context import local_choices
from posta.chart.record.person import Person
from posta.clock import to_millis
from posta.formkit.language import current_language
from posta.operations.referrals.opening import AGGREGATE, get_opening_form
from posta.operations.referrals.referral_lists import Referral, list_of_person
from posta.operations.tables import list_tables
from posta.terms.lists import get_list
from posta.web.formatting import format_ago

MOST_SHOWN = 6


@dataclass(frozen=True, slots=True, repr=False)
class PersonReferral:
    """One referral: without an address it is reserved, and nothing else is said of it."""

    href: str
    what: str
    state: str
    late: bool


def list_person_referrals(actor: Actor, person: Person) -> tuple[PersonReferral, ...]:
    """Return the newest referrals of a person; open ones come first."""
    found = list_of_person(actor.node.cursor, person.id)
    opened = {one.id: one for one in open_referrals(actor, found)}
    shown = [opened.get(one.id, one) for one in found]
    shown.sort(key=lambda one: not (one.is_open and one.id in opened))
    names = {one.code: one.label for one in local_choices(actor)["directory"]} if shown else {}
    return tuple(_row(one, actor, names, readable=one.id in opened) for one in shown[:MOST_SHOWN])


def _row(one: Referral, actor: Actor, names: Mapping[str, str], *, readable: bool) -> PersonReferral:
    if not readable:
        return PersonReferral("", _("Reserved"), "", late=False)
    now, language = to_millis(actor.now), current_language()
    labels = list_tables()[AGGREGATE].states[one.state].labels
    lists = [get_opening_form().field(name).coded_list or "" for name in ("to_type", "reason")]
    parts = [
        names.get(one.to_code) or get_list(lists[0]).label(one.to_type, language),
        get_list(lists[1]).label(one.reason, language),
    ]
    state = f"{labels.get(language) or labels['es']}, {format_ago(now - one.since)}"
    return PersonReferral(reverse("referral", args=[one.id.hex()]), ": ".join(parts), state, one.is_late(now))
