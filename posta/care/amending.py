"""What a page of somebody's data has shown, what was changed on it, and what colleagues changed in the meantime.

The page names the assertions it was made from. What is posted is compared with what stood then, never with what stands
now: whoever answers one question leaves everything else as others have written it.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import msgspec
from django.utils.translation import gettext as _

from posta.acts.duty import Duty
from posta.care.answered import was_answered
from posta.care.clinic import post_names, staff_names
from posta.care.fields.names import Raw, said
from posta.care.fields.read import read_form
from posta.care.fields.typed import typed_from
from posta.care.words import language
from posta.catalog.compartments import PERSON_HELD
from posta.catalog.form import get_form
from posta.chart.claims import Unseen, list_unseen
from posta.chart.people import Person
from posta.chart.registers import find_person_as_shown
from posta.ids import ID_SIZE

SEEN, CHOICE, TAKE_BACK = "seen", "settle.", "take_back"
NOT_ASKED = frozenset({"reg_date", "age_date", "contact_ok"})
NOT_TOLD = NOT_ASKED | {"age_unit"}  # of an age only that it changed
WITH_PHONE = ("phone", "contact_ok")  # a consent to be called goes with the number that it was given for


@dataclass(frozen=True, slots=True)
class Shown:
    """A person as a page showed them: `whole` if it said so, `undone` if something that it showed was undone since.

    `untouched` is what the page posts when nobody types: not always what is known, as a newer program writes codes and
    signs that this one cannot show.
    """

    person: Person
    whole: bool
    untouched: Mapping[str, object]
    undone: bool = False


def name_seen(person: Person) -> str:
    """Return what a page says of the assertions that it was made from."""
    return "".join(one.hex() for one in person.assertions)


def as_shown(duty: Duty, person: Person, raw: Raw) -> Shown:
    """Return the person as the page that posted this showed them; as they are now if it does not say."""
    named = "".join(said(raw, SEEN)[:1])
    if not named:
        return Shown(person, whole=False, untouched=_untouched(duty, person))
    seen = _ids_in(named)
    shown = find_person_as_shown(duty.desk.cursor, person, seen)
    return Shown(shown, whole=True, untouched=_untouched(duty, shown), undone=set(shown.assertions) != seen)


def list_changes(shown: Shown, answers: Mapping[str, object], raw: Raw) -> dict[str, object]:
    """Return what was changed on the page, None where a shown answer was emptied, and the values chosen among several."""
    before = shown.untouched
    emptied = (name for name in _emptiable() if was_answered(raw, "person", name)) if shown.whole else ()
    asked = {*answers, *emptied}
    found = {name: answers.get(name) for name in asked if answers.get(name) != before.get(name)}
    for name, values in shown.person.conflicts.items():
        picked = [value for value in values if said(raw, CHOICE + name)[:1] == [identify(value)]]
        found |= {name: picked[0]} if picked else {}
    if said(raw, TAKE_BACK) == ["phone"] and not answers.get("phone"):
        found |= dict.fromkeys(WITH_PHONE)
    return found


def identify(value: object) -> str:
    """Return the identity of one of several values: its place among them may change while a page is open."""
    return hashlib.blake2b(msgspec.msgpack.encode(value), digest_size=8).hexdigest()


def tell_unseen(duty: Duty, person: Person, raw: Raw) -> tuple[str, ...]:
    """Return in words what colleagues changed since the page that posted this, or a draft of it, was made."""
    named = "".join(said(raw, SEEN)[:1])
    unseen = set(person.assertions) - _ids_in(named) if named else set()
    return tell_changed(duty, list_unseen(duty.desk.cursor, unseen, duty.desk.keyring)) if unseen else ()


def tell_changed(duty: Duty, unseen: Iterable[Unseen]) -> tuple[str, ...]:
    """Return one sentence for each colleague who changed something: who, and the questions, never the answers."""
    form, by_whom = get_form("person"), dict[str, set[str]]()
    staff, posts = staff_names(duty.desk.cursor), post_names(duty.desk.cursor)
    for one in unseen:
        where = posts.get(one.post, "") if one.post != duty.post.number else ""
        who = ", ".join(word for word in (staff.get(one.author or b"", ""), where) if word)
        by_whom.setdefault(who or _("another post"), set()).update(one.names)
    words = []
    for who, names in by_whom.items():
        labels = [f.label(language()).partition(" (")[0] for f in form.fields if f.name in names - NOT_TOLD]
        told = {"who": who, "what": ", ".join(label[:1].lower() + label[1:] for label in labels)}
        words += [_("While you were writing, %(who)s changed: %(what)s.") % told] if labels else []
    return tuple(words)


def _untouched(duty: Duty, person: Person) -> Mapping[str, object]:
    form = get_form("person")
    return read_form(form, typed_from(form, person.answers), today=duty.today)[0]


def _emptiable() -> list[str]:
    """The questions that the page shows with their answer, so that an empty box takes it back."""
    fields = get_form("person").fields
    return [one.name for one in fields if one.name not in NOT_ASKED and one.compartment not in PERSON_HELD]


def _ids_in(named: str) -> set[bytes]:
    try:
        seen = bytes.fromhex(named)
    except ValueError:
        return {b""}  # nothing that was ever asserted: the page is shown again
    return {seen[i : i + ID_SIZE] for i in range(0, len(seen), ID_SIZE)}
