"""An attempt to sign: it is recorded, or it comes back with what is wrong, what is unlikely, or what kept it from the disk.

Wrong answers must be mended. Unlikely ones are shown once; who signs again says that they are so. Numbers that the page
itself flags while they are typed count as shown, where its script runs (without it the page says `unscripted`).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _

from posta.acts.contact import Forms, UnlikelyAnswers, fill_forms, list_warnings, record_contact
from posta.acts.duty import Duty
from posta.care.drafting import keep_if_short
from posta.care.fields.names import Raw
from posta.care.signing import sign_once
from posta.catalog.errors import InvalidAnswers, Problem
from posta.chart.people import Person
from posta.errors import BrokenDisk, CannotNow, PostaError
from posta.ids import EntryId
from posta.wire.errors import TooLongToSend

FLAGGED_LIVE = frozenset({"unlikely_low", "unlikely_high"})
DISAGREES, CONFIRMED, NOTHING = "check", "confirmed", "nothing"


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of it: `done` when it stands in the record (`entry` is None if the same page had signed before)."""

    done: bool = False
    entry: EntryId | None = None
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    trouble: str = ""
    trouble_status: int = 503

    @property
    def status(self) -> int:
        """The status of the page that comes back."""
        return self.trouble_status if self.trouble else 422 if self.problems or self.warnings else 200


@dataclass(frozen=True, slots=True)
class Seen:
    """What whoever signs was shown already and says is so."""

    names: frozenset[str]
    scripted: bool

    @property
    def confirmed(self) -> frozenset[str]:
        """The answers that disagree and stand all the same."""
        said = (name for name in self.names if name.endswith(DISAGREES))
        return frozenset(name.partition(":")[0].rpartition(".")[2] for name in said)

    def covers(self, warning: Problem) -> bool:
        """Whether this warning may pass."""
        if warning.rule == CONFIRMED:
            return True
        return name_of(warning) in self.names or (self.scripted and warning.rule in FLAGGED_LIVE)


def attempt(
    duty: Duty,
    person: Person | None,
    forms: Forms,
    raw: Raw,
    key: str,
    *,
    wrong: Iterable[Problem] = (),
    asks: Sequence[Problem] = (),
    arrival: EntryId | None = None,
    corrects: EntryId | None = None,
    at: datetime | None = None,
) -> Tried:
    """Try to sign these forms; `wrong` was found while reading, `asks` are doubts beyond the forms' own. Raises Refused."""
    seen = Seen(frozenset(raw.get("accepted", ())), "unscripted" not in raw)
    found, doubts = tuple(wrong), tuple(ask for ask in asks if not seen.covers(ask))

    def record() -> EntryId:
        if found or doubts:  # nothing is written; the rest is judged so that everything comes back at once
            filled = fill_forms(duty, person, forms, confirmed=seen.confirmed, corrects=corrects)
            unlikely = tuple(one for one in list_warnings(filled) if not seen.covers(one))
            raise InvalidAnswers(()) if found else UnlikelyAnswers(unlikely)
        return record_contact(
            duty, person, forms,
            arrival=arrival, corrects=corrects, occurred_at=at, confirmed=seen.confirmed, accepts=seen.covers,
        ).entry  # fmt: skip

    tried = tell_what_came(lambda: sign_once(duty, raw, key, record), found, doubts)
    if (
        tried.problems or tried.warnings
    ):  # whoever is called away before mending it finds it again, also without a script
        keep_if_short(duty, key, raw)
    return tried


def tell_what_came(
    sign: Callable[[], EntryId | None], found: tuple[Problem, ...] = (), doubts: tuple[Problem, ...] = ()
) -> Tried:
    """Sign, and tell what came of it."""
    try:
        return Tried(done=True, entry=sign())
    except InvalidAnswers as error:
        return _come_back(_joined(found, error.problems), doubts)
    except UnlikelyAnswers as error:
        return Tried(warnings=(*error.warnings, *doubts))
    except (BrokenDisk, CannotNow, TooLongToSend) as error:
        return not_signed(error)


def not_signed(error: PostaError) -> Tried:
    """What kept answers without fault from the record, in words; what was typed comes back."""
    return Tried(trouble=_(str(error)), trouble_status=422 if isinstance(error, TooLongToSend) else 503)


def name_of(problem: Problem) -> str:
    """How the page names a warning that it has shown."""
    return f"{problem.path}:{problem.rule}"


def of_form(name: str, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems of one form, with paths that begin with its questions."""
    return tuple(
        replace(one, path=one.path.removeprefix(f"{name}.")) for one in problems if one.path.startswith(f"{name}.")
    )


def _joined(found: tuple[Problem, ...], more: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """All of it; who wrote what cannot be read is not told that nothing is written."""
    known = {problem.path for problem in found}
    more = tuple(problem for problem in more if not (found and problem.rule == NOTHING))
    return (*found, *(problem for problem in more if problem.path not in known))


def _come_back(problems: tuple[Problem, ...], doubts: tuple[Problem, ...]) -> Tried:
    """Answers that only disagree may be confirmed; anything else must be mended first."""
    disagreements = tuple(one for one in problems if one.rule == DISAGREES)
    if len(disagreements) == len(problems):
        return Tried(warnings=(*disagreements, *doubts))
    return Tried(problems=problems, warnings=doubts)
