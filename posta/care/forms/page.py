"""A page of one or more forms: whom they are about, where their draft is kept, where one goes when they are signed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.http import Http404

from posta.acts.correction import NOTHING, Untouched
from posta.acts.duty import Duty
from posta.acts.registration import record_amendment
from posta.acts.surroundings import find_pregnancy
from posta.care.allergies import allergies_of, doubts_about, drugs_in
from posta.care.amending import as_shown, list_changes
from posta.care.arrivals import ANSWERS_ALL, is_answered
from posta.care.attempt import Tried, attempt, tell_what_came
from posta.care.fields.guesses import doubts_about_words
from posta.care.fields.names import Raw
from posta.care.fields.read import read_form
from posta.care.known import offered_at
from posta.care.leaving import DEPARTS, doubts_about_leaving
from posta.care.outcome import ASKED as OUTCOME
from posta.care.outcome import REFERRED, missing_day, settle_outcome
from posta.care.pregnancy import doubts_in_pregnancy
from posta.care.signing import sign_once
from posta.care.together import CONSULTATION, doubts_about_a_second
from posta.care.urgency import URGENT, find_colour
from posta.care.words import language
from posta.catalog.compartments import Compartment
from posta.catalog.errors import InvalidAnswers, Problem, UnknownForm
from posta.catalog.form import SEALED, Form, get_form
from posta.chart.board import Waiting, find_open_arrival
from posta.chart.people import Person
from posta.chart.timeline import list_timeline
from posta.ids import EntryId

Answers = Mapping[str, object]
NOT_THE_VISIT = frozenset({"triage", "vitals", "case", "referral", "cert", "vacc", "violence", "person"})
LATELY = 5  # entries among which a second consultation is looked for
ENDS_A_VISIT = frozenset({"anc", "pnc", "fp", "ncd", "nut"})  # and somebody comes back for the same
ENVELOPE_OF_POST = frozenset({"post", "staff_role", "programme", "location_type"})  # known; nobody types them


@dataclass(frozen=True, slots=True)
class Page:
    """What is being filled; `before` holds the answers that a correction replaces, `corrected` who did so before, in words."""

    duty: Duty
    person: Person | None
    forms: tuple[Form, ...]
    key: str
    back: str
    before: Mapping[str, Answers] = field(default_factory=dict)
    corrects: EntryId | None = None
    at: datetime | None = None
    untouched: Untouched = NOTHING
    corrected: tuple[str, ...] = ()

    @property
    def form(self) -> Form:
        """The form that gives the page its name."""
        return self.forms[-1]

    @property
    def asked_before(self) -> dict[str, Answers]:
        """The answers that a correction replaces and that its page asks for."""
        mine = {form.name: self.before.get(form.name, {}) for form in self.forms}
        return {
            name: {k: v for k, v in told.items() if name != "visit" or k not in ENVELOPE_OF_POST}
            for name, told in mine.items()
        }

    @property
    def is_sealed(self) -> bool:
        """Whether anything on it is sealed to others."""
        return any(form.compartment in SEALED for form in self.forms)

    @property
    def asks_outcome(self) -> bool:
        """Whether it ends a visit of its own, after which somebody comes back. A sealed one would be booked in the open."""
        return self.person is not None and self.corrects is None and self.form.name in ENDS_A_VISIT

    @property
    def is_urgent(self) -> bool:
        """Whether triage says that nobody should let them wait, or go."""
        return self.person is not None and find_colour(self.duty, self.person) in URGENT

    def after(self, raw: Raw) -> str:
        """Where one goes when it is signed: to the person's page, or the letter of whoever is referred."""
        referred = self.asks_outcome and not REFERRED.isdisjoint(raw.get("disposition", ()))
        return f"{self.back}contact/referral" if referred else self.back

    def read(self, raw: Raw) -> tuple[dict[str, dict[str, object]], tuple[Problem, ...]]:
        """The answers to each form and what could not be read, paths beginning with the form."""
        answers: dict[str, dict[str, object]] = {}
        wrong: list[Problem] = []
        for form in self.forms:
            read, problems = read_form(form, raw, today=self.duty.today, offered=offered_at(self.duty))
            answers[form.name] = {**self._kept(form), **read}
            wrong += (Problem(f"{form.name}.{one.path}", one.rule, one.params) for one in problems)
        return answers, tuple(wrong)

    def sign(self, raw: Raw) -> Tried:
        """Try to record what was posted."""
        answers, wrong = self.read(raw)
        if self.asks_outcome:
            answers["visit"], unread = self._read_outcome(raw)
            wrong += unread
        if self.person is not None and self.form.name == "person":
            return self._amend(self.person, answers["person"], raw, wrong)
        allergies = allergies_of(self.person.answers) if self.person else ()
        asks = [doubt for form in self.forms for doubt in doubts_about(form, answers[form.name], allergies)]
        asks += self._doubts_in_pregnancy(answers)
        asks += [Problem(f"{self.form.name}.", words.replace("%", "%%")) for words in self.corrected]
        offered = offered_at(self.duty)
        asks += [doubt for form in self.forms for doubt in doubts_about_words(form, raw, language(), offered)]
        lets_go = self.asks_outcome or (self.form.name == DEPARTS and self.corrects is None)
        if self.person is not None and self.form.name == CONSULTATION and self.corrects is None:
            seen = list_timeline(self.duty.desk.cursor, self.person.id, self.duty.desk.keyring, limit=LATELY)
            asks += doubts_about_a_second(self.duty, seen, raw)
        asks += doubts_about_leaving(self.duty, self.person, answers) if self.person and lets_go else ()
        return attempt(
            self.duty, self.person, answers, raw, self.key,
            wrong=wrong, asks=asks, arrival=self._arrival(), corrects=self.corrects, at=self._moment(answers),
        )  # fmt: skip

    def _doubts_in_pregnancy(self, answers: Mapping[str, Answers]) -> list[Problem]:
        """Medicines that speak against a pregnancy; it is looked up only where a medicine was written."""
        drugs = [form for form in self.forms if any(drugs_in(form, answers[form.name]))]
        known = find_pregnancy(self.duty, self.person) if drugs and self.person else None
        return [ask for form in drugs for ask in doubts_in_pregnancy(form, answers[form.name], known, self.duty.today)]

    def _read_outcome(self, raw: Raw) -> tuple[dict[str, object], tuple[Problem, ...]]:
        """What comes after, as answers to the envelope, and what of it could not be read."""
        read, problems = read_form(get_form("visit"), raw, today=self.duty.today)
        visit = {name: read[name] for name in OUTCOME if name in read}
        settle_outcome(visit, raw, self.duty.today)
        wrong = tuple(Problem(f"visit.{one.path}", one.rule, one.params) for one in problems if one.path in OUTCOME)
        return visit, (*wrong, *missing_day(visit, wrong))

    def _kept(self, form: Form) -> dict[str, object]:
        """What a correction keeps of the envelope."""
        old = self.before.get(form.name, {}) if form.name == "visit" else {}
        return {name: value for name, value in old.items() if name in ENVELOPE_OF_POST}

    def _moment(self, answers: Mapping[str, Answers]) -> datetime | None:
        moment = answers.get("visit", {}).get("visit_dt")
        return moment if isinstance(moment, datetime) else self.at

    def _arrival(self) -> EntryId | None:
        if self.person is None or self.corrects or self.form.name in NOT_THE_VISIT:
            return None
        duty = self.duty
        waiting = find_open_arrival(duty.desk.cursor, self.person.id, duty.post.number, duty.queue_start)
        return waiting.arrival if waiting and self._answers_to(waiting) else None

    def _answers_to(self, waiting: Waiting) -> bool:
        """Whoever waits is let go by what they came for, unless somebody else called them; else they go on waiting.

        Who gave no reason, by what the colleague who called them signs. A consultation answers everything; a sealed form
        a reserved visit, and discreet trades leave no name where they call: such a call is taken for theirs.
        """
        if self.form.name in ANSWERS_ALL:
            return True
        mine, called = waiting.called_by == self.duty.staff.id, waiting.called_at is not None
        if self.is_sealed and (waiting.reserved or (called and waiting.called_by is None)):
            return True
        if waiting.reserved or (called and not mine):
            return False
        return is_answered(waiting.reason, self.form.name) or (mine and not waiting.reason)

    def _amend(self, person: Person, answers: Answers, raw: Raw, wrong: tuple[Problem, ...]) -> Tried:
        if wrong:
            return Tried(problems=wrong)
        shown = as_shown(self.duty, person, raw)
        changes = list_changes(shown, answers, raw)
        if not changes:
            return Tried(done=True)  # saved as it was: nothing to write down

        def record() -> EntryId:
            try:
                return record_amendment(self.duty, shown.person, changes)
            except InvalidAnswers as error:
                problems = (Problem(f"person.{one.path}", one.rule, one.params) for one in error.problems)
                raise InvalidAnswers(tuple(problems)) from error

        return tell_what_came(lambda: sign_once(self.duty, raw, self.key, record))


def about_person(duty: Duty, person: Person, name: str) -> Page:
    """The page of one form about a person. Raises Http404 for forms that are about nobody, and unknown ones."""
    form = _form(name)
    if form.compartment is Compartment.FACTS:
        raise Http404
    here = f"people/{person.id.hex()}"
    return Page(duty, person, (form,), f"{here}/contact/{name}", f"/{here}/")


def about_work(duty: Duty, name: str) -> Page:
    """The page of a form about no person: a talk, water, an assessment, a signal, the store."""
    form = _form(name)
    if form.compartment is not Compartment.FACTS:
        raise Http404
    return Page(duty, None, (form,), f"work/{name}", "/work/")


def _form(name: str) -> Form:
    try:
        return get_form(name)
    except UnknownForm:
        raise Http404 from None
