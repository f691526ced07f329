"""Compares what a page about a person showed, what was changed on it, and what colleagues changed meanwhile.

The page names the assertions from which it was made. What is posted is compared with these, never with the current
ones: a colleague who answers one question leaves everything else as others have written it.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from posta.acts.actor import Actor
from posta.catalog.compartments import PERSON_HELD
from posta.catalog.frame import PERSON_FORM
from posta.catalog.language.form import get_form
from posta.chart.record.conflicting_values import list_unseen
from posta.chart.record.person import Person
from posta.chart.record.person_registers import find_person_as_shown
from posta.formkit.field_names import FormData, get_values
from posta.formkit.form_reader import read_form
from posta.formkit.prefill import to_form_data
from posta.formkit.shown_answers import was_shown
from posta.ids import ID_SIZE
from posta.web.pages.concurrent_changes import describe_changes

SEEN_PARAM, CHOICE_PREFIX, TAKE_BACK_PARAM = "seen", "settle.", "take_back"
EXCLUDED_FIELDS = frozenset({"reg_date", "age_date"})
PHONE_FIELDS = ("phone", "contact_ok")  # a consent to be called is removed with its telephone number


@dataclass(frozen=True, slots=True, repr=False)
class ShownPerson:
    """A person as a page showed them: `whole` if the page named what it showed, `undone` if part of that was undone
    since.

    `untouched` is what the page posts when nobody types: not always what is known, as a newer version writes codes
    and signs that this one cannot show.
    """

    person: Person
    whole: bool
    untouched: Mapping[str, object]
    undone: bool = False


def encode_seen(person: Person) -> str:
    """Return the field in which a page names the assertions from which it was made."""
    return "".join(one.hex() for one in person.assertions)


def load_shown_person(actor: Actor, person: Person, raw: FormData) -> ShownPerson:
    """Return the person as the posted page showed them; as they are now if the page does not say."""
    named = "".join(get_values(raw, SEEN_PARAM)[:1])
    if not named:
        return ShownPerson(person, whole=False, untouched=_initial_answers(actor, person))
    seen = _parse_ids(named)
    shown = find_person_as_shown(actor.node.cursor, person, seen)
    return ShownPerson(
        shown, whole=True, untouched=_initial_answers(actor, shown), undone=set(shown.assertions) != seen
    )


def list_changes(shown: ShownPerson, answers: Mapping[str, object], raw: FormData) -> dict[str, object]:
    """Return what was changed on the page: None for an emptied answer, and the values chosen among several."""
    before = shown.untouched
    emptied = (name for name in _clearable_fields() if was_shown(raw, "person", name)) if shown.whole else ()
    asked = {*answers, *emptied}
    found = {name: answers.get(name) for name in asked if answers.get(name) != before.get(name)}
    for name, values in shown.person.conflicts.items():
        picked = [value for value in values if get_values(raw, CHOICE_PREFIX + name)[:1] == [hash_value(value)]]
        found |= {name: picked[0]} if picked else {}
    if get_values(raw, TAKE_BACK_PARAM) == ["phone"] and not answers.get("phone"):
        found |= dict.fromkeys(PHONE_FIELDS)
    return found


def hash_value(value: object) -> str:
    """Return the identity of one of several values: its position may change while a page is open."""
    return hashlib.blake2b(msgspec.msgpack.encode(value), digest_size=8).hexdigest()


def describe_unseen_changes(actor: Actor, person: Person, raw: FormData) -> tuple[str, ...]:
    """Return in words what colleagues changed since the posted page, or its draft, was made."""
    named = "".join(get_values(raw, SEEN_PARAM)[:1])
    unseen = set(person.assertions) - _parse_ids(named) if named else set()
    return describe_changes(actor, list_unseen(actor.node.cursor, unseen, actor.node.keyring)) if unseen else ()


def _initial_answers(actor: Actor, person: Person) -> Mapping[str, object]:
    form = get_form(PERSON_FORM)
    return read_form(form, to_form_data(form, person.answers), today=actor.today)[0]


def _clearable_fields() -> list[str]:
    """Return the questions that the page shows with their answer; an empty box removes that answer."""
    fields = get_form(PERSON_FORM).fields
    return [one.name for one in fields if one.name not in EXCLUDED_FIELDS and one.compartment not in PERSON_HELD]


def _parse_ids(named: str) -> set[bytes]:
    try:
        seen = bytes.fromhex(named)
    except ValueError:
        return {b""}  # never asserted: the page is shown again
    return {seen[i : i + ID_SIZE] for i in range(0, len(seen), ID_SIZE)}
