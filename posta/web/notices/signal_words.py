"""A signal in words: what was seen, its state, and its clock; those that wait here, beside a form. Nobody is named."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from posta.acts.actor import Actor
from posta.clock import HOUR_MILLIS, to_millis
from posta.formkit.known_values import KnownLink, KnownPart
from posta.formkit.language import current_language
from posta.formkit.number_format import format_number
from posta.operations.signals.report import AGGREGATE, get_report_form
from posta.operations.signals.signal_lists import Signal, list_open_signals, list_signals_of_post
from posta.operations.tables import list_tables
from posta.terms.diagnoses import diagnosis_label
from posta.terms.lists import get_list
from posta.terms.places import place_label

SEARCHED, SHOWN = 40, 5
HOURS_TOLD, HOURS_OF_A_DAY = 48, 24  # beyond two days nobody counts hours


def describe(one: Signal) -> str:
    """Return what was seen in a few words: the kind, the illness, how many people."""
    answers = one.answers
    what = label_of("sig_type", answers.what) or _("Signal")
    illness = diagnosis_label(answers.dx, current_language()) if answers.dx else ""
    people = ""
    if answers.affected is not None:
        shown = {"n": format_number(answers.affected)}
        people = ngettext("%(n)s person", "%(n)s people", answers.affected) % shown
    return ", ".join(part for part in (illness or what, people) if part)


def clock_words(one: Signal, now: int) -> str:
    """Return how long the state is still in time, or that it is overdue; empty where no clock runs."""
    if not one.is_open or one.due is None:
        return ""
    left = one.due - now
    if left < 0:
        hours = -left // HOUR_MILLIS
        if hours >= HOURS_TOLD:
            days = hours // HOURS_OF_A_DAY
            return ngettext("overdue by %(n)s day", "overdue by %(n)s days", days) % {"n": days}
        return ngettext("overdue by %(n)s h", "overdue by %(n)s h", hours) % {"n": hours} if hours else _("overdue")
    hours = left // HOUR_MILLIS
    return ngettext("%(n)s h left", "%(n)s h left", hours) % {"n": hours} if hours else _("less than 1 h left")


def label_of(question: str, code: str) -> str:
    """Return the label of an answer of the form."""
    asked = get_report_form().field(question)
    if not asked.coded_list:
        return code
    return get_list(asked.coded_list).label(code, current_language()) if code else ""


def state_label(state: str) -> str:
    """Return the label of a state."""
    labels = list_tables()[AGGREGATE].states[state].labels
    return labels.get(current_language()) or labels["es"]


def present_open_signals(actor: Actor, near: str = "") -> KnownPart:
    """Return the signals of this post that are still open, as a card beside a form; at coordination those of every post.

    There those of a municipality (`near`) stand first, and each says where it is. The index of signals serves it.
    """
    cursor, here = actor.node.cursor, actor.post.number
    found = list_signals_of_post(cursor, here, limit=SEARCHED) if here else list_open_signals(cursor, limit=SEARCHED)
    found = found if here else sorted(found, key=lambda one: one.answers.place != near)
    now = to_millis(actor.now)
    links = [
        KnownLink(
            reverse("signal", args=[one.id.hex()]),
            describe(one) if here else " · ".join(filter(None, (describe(one), _place(one)))),
            " · ".join(part for part in (state_label(one.state), clock_words(one, now)) if part),
            one.is_late(now),
        )
        for one in found
        if one.is_open
    ]
    return KnownPart(_("Open signals here") if here else _("Open signals"), links=tuple(links[:SHOWN]))


def _place(one: Signal) -> str:
    return place_label(one.answers.place, current_language()) if one.answers.place else ""
