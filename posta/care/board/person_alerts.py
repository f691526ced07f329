"""Alerts about single people: what the facts of the last days say of somebody that should not wait, at their post only.

Read when the page is opened. A trade sees those of forms that it records itself; a record that is not held here, or that is
closed, gives no line; nor does a sealed one for whom it does not open.
"""

from collections.abc import Iterable, Sequence
from functools import partial

from posta.acts.actor import Actor
from posta.acts.care.visits.clinical_context import is_pregnant
from posta.acts.care.visits.vital_signs import list_measured
from posta.care.board.board_rows import BoardRow, person_url, shown_row
from posta.catalog.language.form import get_form
from posta.chart.history.recent_items import RecentItem, list_items_of_entries, list_pregnancy_items
from posta.chart.history.sealed_entries import list_sealed_items, list_sealed_items_of
from posta.chart.history.timeline import FilledItem, TimelineItem
from posta.chart.record.person import Person
from posta.chart.record.person_registers import list_people
from posta.clinical.surveillance.person_rules import FollowUpRule, PersonRule, list_person_rules
from posta.clock import DAY_MILLIS, HOUR_MILLIS, to_epoch_day, to_millis
from posta.figures.person_alerts import list_diagnosed, list_exposed_without_vaccine, list_live, list_unreferred
from posta.formkit.language import current_language
from posta.mission.rules.permissions import can_record
from posta.operations.referrals.referral_lists import list_referred_people
from posta.web.formatting import format_day, masked_name, to_local_day


def present_person_alerts(actor: Actor) -> list[BoardRow]:
    """Return a row for each person about whom something should not wait, the oldest first."""
    found = [
        (rule, one)
        for rule in list_person_rules()
        if can_record(actor.staff, get_form(rule.form))
        for one in _ripe(actor, rule, _FINDERS[rule.name](actor, rule))
    ]
    people = list_people(actor.node.cursor, {one.person for _, one in found})
    shown = [(rule, one, people[one.person]) for rule, one in found if one.person in people]
    waiting = sorted((each for each in shown if each[2].closed is None), key=lambda each: each[1].occurred)
    return [shown_row(person, partial(_row, rule, one, actor)) for rule, one, person in waiting]


def _row(rule: PersonRule, one: RecentItem, actor: Actor, person: Person) -> BoardRow:
    words = rule.words[current_language()]
    since = format_day(to_local_day(actor, one.occurred), actor.today)
    return BoardRow(
        person_url(person),
        person.name,
        masked_name(person),
        f"{words.label}. {words.action}.",
        initial=(person.name or "?")[:1],
        end=since,
        late=True,
    )


def _ripe(actor: Actor, rule: PersonRule, items: Iterable[RecentItem]) -> list[RecentItem]:
    """Return one item for each person, where its hours have passed: that of the last time."""
    until = to_millis(actor.now) - rule.hours * HOUR_MILLIS
    last = {one.person: one for one in items}
    return [one for one in last.values() if one.occurred <= until]


def _list_exposed(actor: Actor, rule: PersonRule) -> list[RecentItem]:
    today = to_epoch_day(actor.today)
    entries = list_exposed_without_vaccine(actor.node.cursor, actor.post.number, today - rule.days, today)
    return list_items_of_entries(actor.node.cursor, entries) if entries else []


def _list_pregnant(actor: Actor, rule: PersonRule) -> list[RecentItem]:
    """Return the last visit of each pregnancy where it says danger, and nobody was referred that day or since."""
    cursor, since = actor.node.cursor, to_millis(actor.now) - rule.days * DAY_MILLIS
    items = list_pregnancy_items(cursor, actor.post.number, since)
    live = list_live(cursor, [one.entry for one in items])
    last = {one.person: one for one in items if one.entry in live}
    open_ones = list_unreferred(cursor, [one.entry for one in last.values()])
    waiting = [one for one in last.values() if one.entry in open_ones]
    referred = list_referred_people(cursor, [one.person for one in waiting], since - DAY_MILLIS)
    return [one for one in waiting if one.person not in referred]


def _list_jaundiced(actor: Actor, rule: PersonRule) -> list[RecentItem]:
    """Return known pregnant women with the diagnosis and a fever on that day or the next.

    A pregnancy is looked up for those with a fever alone: they are few.
    """
    today = to_epoch_day(actor.today)
    entries = list_diagnosed(actor.node.cursor, actor.post.number, rule.codes, today - rule.days, today)
    items = list_items_of_entries(actor.node.cursor, entries) if entries else []
    measured = list_measured(actor, {one.person for one in items}, to_millis(actor.now) - (rule.days + 1) * DAY_MILLIS)
    feverish = [one for one in items if _had_fever(one, measured.get(one.person, []), rule)]
    people = list_people(actor.node.cursor, {one.person for one in feverish})
    return [one for one in feverish if one.person in people and is_pregnant(actor, people[one.person])]


def _had_fever(one: RecentItem, measured: Iterable[FilledItem], rule: PersonRule) -> bool:
    temperatures = (signs.get("temp_c") for item, signs in measured if abs(item.occurred - one.occurred) <= DAY_MILLIS)
    return any(isinstance(value, int | float) and value >= rule.temperature for value in temperatures)


def _list_unfollowed(actor: Actor, rule: PersonRule) -> list[RecentItem]:
    """Return those whose follow-up was begun at this post by an answer of a sealed form, and is overdue."""
    assert isinstance(rule, FollowUpRule)
    cursor, keyring = actor.node.cursor, actor.node.keyring
    since = to_millis(actor.now) - (rule.days + 1) * DAY_MILLIS
    filled = list_sealed_items(cursor, [actor.post.number], keyring, get_form(rule.begun_by), since)
    begun = {person: some[-1] for person, some in filled.items() if some[-1][1].get(rule.question) in rule.answers}
    later = list_sealed_items_of(cursor, list(begun), keyring, get_form(rule.form), since)
    waiting = [
        (person, item) for person, (item, _) in begun.items() if _is_overdue(actor, rule, item, later.get(person, []))
    ]
    return [RecentItem(0, person, item.occurred) for person, item in waiting]


def _is_overdue(actor: Actor, rule: FollowUpRule, begun: TimelineItem, later: Sequence[FilledItem]) -> bool:
    since = [answers for item, answers in later if item.occurred >= begun.occurred]
    ended = any(answers.get(rule.closed_by) not in (None, "", *rule.goes_on) for answers in since)
    done = {str(answers.get(rule.step)) for answers in since}
    return not ended and rule.is_overdue((actor.today - to_local_day(actor, begun.occurred)).days, done)


_FINDERS = {
    "rabies_without_vaccine": _list_exposed,
    "pregnancy_unreferred": _list_pregnant,
    "jaundice_pregnancy": _list_jaundiced,
    "pep_follow_up": _list_unfollowed,
}
