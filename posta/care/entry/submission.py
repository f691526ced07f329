"""An attempt to sign: it is recorded, or returns with its errors, its warnings, or the fault that kept it from the disk.

Wrong answers must be corrected. Unlikely answers are shown once; signing again confirms them. Numbers that the page
itself flags while they are typed count as shown, if its script runs (without it the page posts `unscripted`).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from posta.acts.actor import Actor
from posta.acts.care.agenda.planned_visits import Planner, plan_nothing
from posta.acts.care.queue.hand_over import HandOverChoice
from posta.acts.care.visits.encounter import (
    EncounterWarning,
    Forms,
    UnconfirmedWarnings,
    judge_encounter,
    list_unaccepted,
    record_encounter,
)
from posta.acts.care.visits.way import Way, record_way
from posta.care.alerts.finding_words import finding_words
from posta.care.alerts.medicine_words import reason_params
from posta.care.entry.next_visits import Proposals, VisitsProposed
from posta.care.entry.opened_place import place_doubts
from posta.catalog.errors import InvalidAnswers, Problem
from posta.chart.record.person import Person
from posta.clinical.findings import Finding
from posta.errors import PostaError, StorageError, TemporarilyUnavailable
from posta.formkit.field_names import FormData
from posta.ids import EntryId
from posta.web.notices.messages import translate_error
from posta.web.pages.drafts import save_draft_if_short
from posta.web.pages.idempotency import submit_once
from posta.wire.errors import TooLongToSend

LIVE_WARNING_RULES = frozenset({"unlikely_low", "unlikely_high"})
DISAGREES, CONFIRMED, EMPTY = "check", "confirmed", "nothing"


@dataclass(frozen=True, slots=True, repr=False)
class SubmissionResult:
    """The result of an attempt: `done` if it is recorded (`entry` is None if the same page had signed before)."""

    done: bool = False
    entry: EntryId | None = None
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    proposals: Proposals = ()
    trouble: str = ""
    trouble_status: int = 503

    @property
    def status(self) -> int:
        """Return the HTTP status of the page that is shown again."""
        return self.trouble_status if self.trouble else 422 if self.comes_back else 200

    @property
    def comes_back(self) -> bool:
        """Return whether the page is shown again, to be corrected, confirmed or signed with the next visits."""
        return bool(self.problems or self.warnings or self.proposals)


@dataclass(frozen=True, slots=True, repr=False)
class Acknowledged:
    """The warnings that the signer has seen and confirms."""

    names: frozenset[str]
    scripted: bool

    @property
    def confirmed(self) -> frozenset[str]:
        """Return the answers that disagree and are confirmed."""
        confirmations = (name for name in self.names if name.endswith(DISAGREES))
        return frozenset(name.partition(":")[0].rpartition(".")[2] for name in confirmations)

    def covers(self, warning: EncounterWarning) -> bool:
        """Return whether this warning was confirmed."""
        if warning.rule == CONFIRMED:
            return True
        if isinstance(warning, Finding):
            return warning.name in self.names
        return warning_key(warning) in self.names or (self.scripted and warning.rule in LIVE_WARNING_RULES)


def submit(
    actor: Actor,
    person: Person | None,
    forms: Forms,
    raw: FormData,
    key: str,
    *,
    wrong: Iterable[Problem] = (),
    asks: Sequence[Problem] = (),
    arrival: EntryId | None = None,
    corrects: EntryId | None = None,
    at: datetime | None = None,
    plan: Planner = plan_nothing,
    passes_to: Sequence[HandOverChoice] = (),
    way: Way | None = None,
) -> SubmissionResult:
    """Try to sign these forms. Raises Refused.

    `wrong` was found while reading; `asks` are warnings beyond those of the forms; `way` is what was told of the way.
    """
    seen = Acknowledged(frozenset(raw.get("accepted", ())), "unscripted" not in raw)
    if corrects is None:  # a correction counts where the visit was
        asks = [*asks, *place_doubts(actor, raw, next(iter(forms)))]
    found, doubts = tuple(wrong), [ask for ask in asks if not seen.covers(ask)]

    def record() -> EntryId:
        if found or doubts:  # nothing is written; the rest is judged so that everything comes back at once
            _filled, warnings = judge_encounter(actor, person, forms, confirmed=seen.confirmed, corrects=corrects)
            asked = list_unaccepted(warnings, seen.covers)
            doubts.extend(as_problem(one) for one in asked if not found or isinstance(one, Finding))
            raise InvalidAnswers(()) if found else UnconfirmedWarnings(())
        if way is not None and person is not None:  # first, so that the visit itself is the last of the record
            record_way(actor, person, way)
        return record_encounter(
            actor, person, forms,
            arrival=arrival, corrects=corrects, occurred_at=at, confirmed=seen.confirmed, accepts=seen.covers,
            plan=plan, passes_to=passes_to,
        ).entry  # fmt: skip

    tried = run_submission(lambda: submit_once(actor, raw, key, record), found, doubts)
    if tried.comes_back:  # so that an interruption loses nothing, also without a script
        save_draft_if_short(actor, key, raw)
    return tried


def run_submission(
    sign: Callable[[], EntryId | None], found: Sequence[Problem] = (), doubts: Sequence[Problem] = ()
) -> SubmissionResult:
    """Sign, and return the result."""
    try:
        return SubmissionResult(done=True, entry=sign())
    except InvalidAnswers as error:
        return _rejected(_merge_problems(found, error.problems), doubts)
    except VisitsProposed as error:
        return SubmissionResult(problems=error.problems, proposals=error.proposals)
    except UnconfirmedWarnings as error:
        return SubmissionResult(warnings=(*map(as_problem, error.warnings), *doubts))
    except (StorageError, TemporarilyUnavailable, TooLongToSend) as error:
        return failed_submission(error)


def failed_submission(error: PostaError) -> SubmissionResult:
    """Return in words why valid answers were not recorded; the page returns with what was typed."""
    return SubmissionResult(
        trouble=translate_error(error), trouble_status=422 if isinstance(error, TooLongToSend) else 503
    )


@dataclass(frozen=True, slots=True, repr=False)
class FindingProblem(Problem):
    """A clinical finding in words; `name` is what the page sends back to confirm it."""

    name: str = ""


def warning_key(problem: Problem) -> str:
    """Return the name under which the page lists a warning that it has shown."""
    return problem.name if isinstance(problem, FindingProblem) else f"{problem.path}:{problem.rule}"


def as_problem(warning: EncounterWarning) -> Problem:
    """Return a warning as the page shows it: a clinical finding in words, with the name that confirms it."""
    if isinstance(warning, Problem):
        return warning
    words = finding_words(warning).replace("%", "%%")
    return FindingProblem(warning.path, words, reason_params(warning), name=warning.name)


def problems_for(name: str, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the problems of one form, with paths that begin with its questions."""
    return tuple(
        replace(one, path=one.path.removeprefix(f"{name}.")) for one in problems if one.path.startswith(f"{name}.")
    )


def _merge_problems(found: Sequence[Problem], more: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Return all problems; an answer that cannot be read is not reported as missing too."""
    known = {problem.path for problem in found}
    more = tuple(problem for problem in more if not (found and problem.rule == EMPTY))
    return (*found, *(problem for problem in more if problem.path not in known))


def _rejected(problems: tuple[Problem, ...], doubts: Sequence[Problem]) -> SubmissionResult:
    """Return the result for wrong answers: those that only disagree may be confirmed, others must be corrected first."""
    disagreements = tuple(one for one in problems if one.rule == DISAGREES)
    if len(disagreements) == len(problems):
        return SubmissionResult(warnings=(*disagreements, *doubts))
    return SubmissionResult(problems=problems, warnings=tuple(doubts))
