"""The part of a page that asks about the way: on every first page of a visit but the consultation's own.

Nothing in it must be answered: who gives no answer is asked by the next colleague. What was answered is recorded
apart from the page's form, so that a sealed visit neither hides that it was asked nor shows that it was.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from posta.acts.care.visits.way import Way
from posta.care.entry.submission import problems_for
from posta.care.entry.way.journey_questions import JOURNEY_FIELDS, Sight, asks_journey
from posta.care.entry.way.since_questions import (
    PERPETRATOR,
    PLACE,
    WHAT,
    asks_since,
    list_likely_places,
    since_words,
    tells_harm,
)
from posta.catalog.errors import Problem
from posta.catalog.frame import VISIT_FORM
from posta.catalog.language.form import SEALED, Form, get_form
from posta.clinical.journey import asked_in
from posta.formkit.choices import Choice
from posta.formkit.field_names import FormData
from posta.formkit.form_reader import read_form
from posta.formkit.language import current_language
from posta.formkit.render.field_views import FieldView, FormView
from posta.formkit.render.form_presenter import present_form

SINCE_FIELDS = (WHAT, PLACE, PERPETRATOR)
CONTACTS = frozenset({"visit", "screening", "stay"})
NO_CHIPS: Mapping[str, tuple[Choice, ...]] = {}


@dataclass(frozen=True, slots=True, repr=False)
class WayPart:
    """The questions of the part under their heading; `opened` where one of them has an answer or an error.

    `sources` and `options` are the lists with which its boxes complete, without those that the page has already.
    """

    title: str
    fields: tuple[FieldView, ...]
    folded: bool
    opened: bool
    sources: Mapping[str, str]
    options: Mapping[str, str]


def asks_way(form: Form) -> bool:
    """Return whether the page of a form asks about the way: it is a contact with a person, or comes before one.

    >>> from posta.catalog.language.form import list_forms
    >>> sorted(form.name for form in list_forms() if asks_way(form) and form.compartment in SEALED)
    ['mh_base', 'mh_close', 'mh_fu', 'psych', 'sv', 'sv_fu', 'sw', 'torture']
    """
    service = form.service
    if form.name == asked_in()[0]:
        return False
    return service.before_care or (form.counts_as in CONTACTS and not service.part_of_visit)


def present_way(sight: Sight, raw: FormData, problems: Sequence[Problem], beside: Sequence[FormView]) -> WayPart | None:
    """Return the part where there is something to ask; `beside` are the forms of its page."""
    if asks_since(sight):
        part = _present(asked_in()[0], SINCE_FIELDS, raw, problems, {PLACE: list_likely_places(sight)}, sight, beside)
        first, *more = part.fields
        first = replace(first, label=since_words(sight), hint=_("The answer is kept sealed, apart from this visit."))
        return replace(part, title=_("On the way"), fields=(first, *more))
    if asks_journey(sight):
        part = _present(VISIT_FORM, JOURNEY_FIELDS, raw, problems, NO_CHIPS, sight, beside)
        return replace(part, title=_("Journey"), folded=True)
    return None


def read_way(form: Form, raw: FormData, sight: Sight) -> tuple[Way | None, tuple[Problem, ...]]:
    """Return what a page was answered about the way, and what could not be read of it.

    It is read even if a colleague asked meanwhile: nothing that was told is lost.
    """
    found: dict[str, dict[str, object]] = {}
    wrong: list[Problem] = []
    for name, asked in ((VISIT_FORM, JOURNEY_FIELDS), (asked_in()[0], SINCE_FIELDS)):
        read, problems = read_form(get_form(name), raw, today=sight.actor.today)
        found[name] = {one: read[one] for one in asked if one in read}
        wrong += [replace(one, path=f"{name}.{one.path}") for one in problems if one.path in asked]
    journey, since = found.values()
    if not journey and not since:
        return None, tuple(wrong)
    return Way(journey, since, sealed=form.compartment in SEALED, harm=tells_harm(since)), tuple(wrong)


def _present(
    name: str,
    asked: Sequence[str],
    raw: FormData,
    problems: Sequence[Problem],
    chips: Mapping[str, tuple[Choice, ...]],
    sight: Sight,
    beside: Sequence[FormView],
) -> WayPart:
    shown = present_form(
        get_form(name), raw, problems_for(name, problems), (), current_language(), top_codes=chips,
        today=sight.actor.today,
    )  # fmt: skip
    fields = tuple(replace(shown.by_name[one], needed=False, expected=False) for one in asked)
    opened = any(one.error or one.answered for one in fields)
    known = {key for form in beside for key in (*form.sources, *form.options)}
    wanted = {one.options for one in fields} - known
    lists = ({key: value for key, value in some.items() if key in wanted} for some in (shown.sources, shown.options))
    return WayPart("", fields, False, opened, *lists)
