"""Fitness to travel in words: what the last visit that says it found, until when to rest, and why."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from django.utils.translation import gettext as _

from posta.acts.actor import Actor
from posta.care.display.entries.answer_text import format_value
from posta.catalog.frame import VISIT_FORM
from posta.catalog.language.form import get_form
from posta.chart.history.timeline import TimelineItem, list_filled
from posta.chart.record.person import Person
from posta.clinical.dangers.fitness import REST, WALK_ON, Fitness, find_fitness, shown_days
from posta.clock import to_millis
from posta.formkit.language import current_language
from posta.terms.lists import get_list
from posta.terms.print_phrases import say, say_day
from posta.web.formatting import format_date, to_local_day

LIST, REASON = "travel_fitness", "fitness_reason"
MOST_VISITS = 40


def read_fitness(actor: Actor, items: Iterable[TimelineItem]) -> Fitness | None:
    """Return what still holds of fitness to travel, by entries that are newest first; the diagnosis is its reason."""
    return find_fitness(((to_local_day(actor, one.occurred), _answers(one)) for one in items), actor.today)


def find_person_fitness(actor: Actor, person: Person) -> Fitness | None:
    """Read what still holds of fitness to travel from a person's visits of the days for which it is shown; two queries."""
    cursor, ring = actor.node.cursor, actor.node.keyring
    since = to_millis(actor.now - timedelta(days=shown_days() + 1))  # a day more: the days are those of the post
    filled = list_filled(cursor, [person.id], ring, get_form(VISIT_FORM), since, most=MOST_VISITS)
    return read_fitness(actor, (item for item, _visit in filled.get(person.id, ())))


def fitness_text(fitness: Fitness | None) -> str:
    """Return fitness to travel as the head of a person's pages says it; empty where nothing is written."""
    if fitness is None:
        return ""
    words = ", ".join(_code_words(code, fitness.rest_until) for code in fitness.codes)
    return f"{words} ({fitness.reason})" if fitness.reason else words


def list_printed_fitness(fitness: Fitness | None, spoken: str) -> tuple[str, ...]:
    """Return fitness to travel in a language of the prints; the reason may name an illness and is never printed."""
    if fitness is None:
        return ()
    return tuple(words for code in fitness.codes if (words := _printed(code, fitness.rest_until, spoken)))


def summarise_fitness(visit: Mapping[str, object]) -> str:
    """Return what a visit says of travelling on in one line of the history."""
    form = get_form(VISIT_FORM)
    words = format_value(form.field("fitness"), visit["fitness"]) if visit.get("fitness") else ""
    days = visit.get("rest_days")
    return f"{words} ({format_value(form.field('rest_days'), days)})" if words and days else words


def _printed(code: str, until: date | None, spoken: str) -> str:
    if code == REST:
        day = say_day(until, spoken) if until else ""
        return say("fitness_rest_until", spoken, day=day) if day else say("fitness_rest", spoken)
    known = {
        WALK_ON: say("fitness_walk_on", spoken),
        "no_train": say("fitness_no_train", spoken),
        "accompanied": say("fitness_accompanied", spoken),
    }
    return known.get(code, "")


def _code_words(code: str, until: date | None) -> str:
    if code == REST and until:
        return _("Rest until %(day)s") % {"day": format_date(until, "j M")}
    return get_list(LIST).label(code, current_language())


def _answers(item: TimelineItem) -> dict[str, object]:
    visit = item.forms.get(VISIT_FORM, {})
    return {**visit, REASON: visit.get(REASON) or _diagnosis(item)}


def _diagnosis(item: TimelineItem) -> str:
    for name, answers in item.forms.items():
        form = get_form(name)
        asked = form.service.diagnosis
        if asked and answers.get(asked):
            return format_value(form.field(asked), answers[asked])
    return ""
