"""The open cases of a form at a post: whom somebody looks after there, and what was promised to them and until when.

A form declares in its manifest what opens and closes a case (`catalog.language.service.OpenCaseRule`). Of a sealed service no
index knows more than that an entry is sealed; so the newest of a post are opened with the keys at hand, and what does not
open is not there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from posta.catalog.frame import VISIT_FORM
from posta.catalog.language.form import SEALED, Form, get_form
from posta.catalog.language.service import OpenCaseRule
from posta.chart.history.timeline import FilledItem, list_case_items
from posta.chart.schema import SEALED_ENTRY, STAY_ENTRY
from posta.ids import EntryId, PersonId
from posta.ledger.row_types import Cursor
from posta.seal.epoch_keyring import Keyring

MOST_PEOPLE = 600
"""People looked at, those seen last first: what a page that is opened often can bear."""


@dataclass(frozen=True, slots=True, repr=False)
class CasePromise:
    """Something promised that is not done yet: for which need, what, and until which day, where one was said."""

    need: str
    what: str
    due: date | None


@dataclass(frozen=True, slots=True, repr=False)
class OpenCase:
    """A person looked after: since when, the last entry (when, by whom), the answers it shows, what is still promised."""

    person: PersonId
    since: int
    latest: int
    author: bytes | None
    entry: EntryId
    shown: Mapping[str, object]
    promises: tuple[CasePromise, ...]

    @property
    def due(self) -> date | None:
        """Return the first day until which something is promised."""
        return min((one.due for one in self.promises if one.due is not None), default=None)


def list_open_cases(cursor: Cursor, post: int, keyring: Keyring, form: Form, since: int) -> list[OpenCase]:
    """Return the open cases of a form at a post, the oldest first; three queries.

    They have an entry since a moment (ms).
    """
    rule = form.service.case
    people = _list_people(cursor, post, form, since) if rule is not None else []
    if rule is None or not people:
        return []
    sealed = 1 << get_form(VISIT_FORM).number if form.compartment in SEALED else 0
    items = list_case_items(cursor, people, keyring, form, since, sealed=sealed)
    cases = [one for person, filled in items.items() if (one := fold_case(person, filled, rule)) is not None]
    return sorted(cases, key=lambda one: (one.since, one.person))


def fold_case(person: PersonId, filled: Sequence[FilledItem], rule: OpenCaseRule) -> OpenCase | None:
    """Return the case that the entries of a person leave open, oldest first; None where the last one closed it."""
    since, shown, promises = 0, dict[str, object](), dict[tuple[str, str], CasePromise]()
    for item, answers in filled:
        if answers.get(rule.closed_by) not in (None, ""):
            since, shown, promises = 0, {}, {}
            continue
        since = since or item.occurred
        shown |= {name: answers[name] for name in rule.shown if name in answers}
        for key, promise in _read_promises(answers, rule):
            promises.pop(key, None)
            promises |= {key: promise} if promise is not None else {}
    if not since:
        return None
    last = filled[-1][0]
    return OpenCase(person, since, last.occurred, last.author, last.entry, shown, tuple(promises.values()))


def _read_promises(
    answers: Mapping[str, object], rule: OpenCaseRule
) -> list[tuple[tuple[str, str], CasePromise | None]]:
    """Return what each row promises, by need and what; None for a row that says it is over."""
    rows = answers.get(rule.promises) if rule.promises else ()
    found = []
    for row in rows if isinstance(rows, tuple | list) else ():
        need, what, due, result = (row.get(name) for name in (rule.need, rule.what, rule.due, rule.result))
        stays = result in rule.open_results if result else due is not None
        day = due if isinstance(due, date) else None
        found.append(((str(need), str(what)), CasePromise(str(need), str(what), day) if stays else None))
    return found


def _list_people(cursor: Cursor, post: int, form: Form, since: int) -> list[PersonId]:
    """Return the people with such an entry at a post, those seen last first; by an index of these entries alone."""
    where = SEALED_ENTRY if form.compartment in SEALED else STAY_ENTRY
    sql = (
        f"SELECT person, MAX(occurred) FROM chart_item WHERE {where} AND post = ? AND occurred >= ? AND person IS NOT NULL"
        f" GROUP BY person ORDER BY 2 DESC LIMIT {MOST_PEOPLE:d}"
    )
    return [PersonId(row[0]) for row in cursor.execute(sql, (post, since)).fetchall()]
