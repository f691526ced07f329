"""A page of one or more forms: its person, the address of its draft, and the next page after signing."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.http import Http404
from django.urls import reverse

from posta.acts.actor import Actor
from posta.acts.care.agenda.planned_visits import plan_nothing
from posta.acts.care.queue.arrival import can_close
from posta.acts.care.queue.hand_over import HandOverChoice
from posta.acts.care.registration import record_amendment
from posta.acts.care.visits.correction import NOTHING_PRESERVED, PreservedAnswers
from posta.acts.care.visits.encounter import find_sealed_home
from posta.acts.care.visits.way import Way
from posta.care.alerts.concurrent_care import second_visit_warnings
from posta.care.alerts.urgency import find_triage_colour
from posta.care.alerts.vital_alerts import list_vital_alerts
from posta.care.display.arrivals import form_resolves_reason
from posta.care.entry.disposition import DISPOSITION_FIELDS as OUTCOME
from posta.care.entry.disposition import REFERRED, complete_disposition, missing_follow_up_date
from posta.care.entry.form_context import local_choices
from posta.care.entry.hand_over import read_hand_over
from posta.care.entry.next_visits import asks_session, plan_visits
from posta.care.entry.person_changes import list_changes, load_shown_person
from posta.care.entry.submission import SubmissionResult, run_submission, submit
from posta.care.entry.way.journey_questions import WaySight
from posta.care.entry.way.way_part import asks_way, read_way
from posta.care.forms.signing_buttons import NEW, decide_unasked, drop_problems_of_unasked, list_unasked
from posta.catalog.compartments import Compartment
from posta.catalog.errors import InvalidAnswers, Problem, UnknownForm
from posta.catalog.frame import PERSON_FORM, VISIT_FORM
from posta.catalog.language.form import SEALED, Form, get_form
from posta.chart.board import QueueItem, find_open_arrival
from posta.chart.history.timeline import list_timeline
from posta.chart.record.person import Person
from posta.clinical.signs.triage_priority import URGENT
from posta.formkit.choices import Offered
from posta.formkit.field_names import FormData
from posta.formkit.form_reader import read_form
from posta.formkit.fuzzy_matches import fuzzy_match_warnings
from posta.formkit.language import current_language
from posta.ids import EntryId
from posta.mission.rules.permissions import can_open
from posta.web.pages.idempotency import submit_once

Answers = Mapping[str, object]
RECENT_ENTRIES = 5  # entries searched for a second consultation
ACTIVITY_HEADER_FIELDS = frozenset({"post", "staff_role", "programme", "location_type"})  # known; nobody types them


@dataclass(frozen=True, slots=True, repr=False)
class FormPageModel:
    """What is being filled; `before` holds the answers that a correction replaces, `corrected` names earlier correctors."""

    actor: Actor
    person: Person | None
    forms: tuple[Form, ...]
    key: str
    back: str
    before: Mapping[str, Answers] = field(default_factory=dict)
    corrects: EntryId | None = None
    at: datetime | None = None
    untouched: PreservedAnswers = NOTHING_PRESERVED
    corrected: tuple[str, ...] = ()

    @property
    def form(self) -> Form:
        """Return the form that gives the page its name."""
        return self.forms[-1]

    @property
    def offered(self) -> Offered:
        """Return the mission's own lists; what is corrected may name a place that has closed since."""
        return local_choices(self.actor, closed=self.corrects is not None)

    @property
    def asked_before(self) -> dict[str, Answers]:
        """Return the answers that a correction replaces and that its page asks for."""
        mine = {form.name: self.before.get(form.name, {}) for form in self.forms}
        return {
            name: {k: v for k, v in answers.items() if name != VISIT_FORM or k not in ACTIVITY_HEADER_FIELDS}
            for name, answers in mine.items()
        }

    @property
    def unasked(self) -> frozenset[str]:
        """Return the questions that the buttons of the page decide, as paths that begin with the form."""
        return frozenset(f"{one.name}.{name}" for one in self.forms for name in list_unasked(one, self._before(one)))

    @property
    def is_sealed(self) -> bool:
        """Return whether anything on the page is sealed to others."""
        return any(form.compartment in SEALED for form in self.forms)

    @property
    def asks_outcome(self) -> bool:
        """Return whether the page ends a visit with an outcome.

        A sealed form does not: its appointment would be in the open.
        """
        return self.person is not None and self.corrects is None and self.form.service.ends_visit

    @property
    def plans(self) -> bool:
        """Return whether the page plans the visits that follow."""
        return self.person is not None and self.corrects is None and self.form.name != PERSON_FORM

    @property
    def passes_on(self) -> bool:
        """Return whether the page asks to whom the person goes on: it ends a visit, in the open or sealed."""
        return self.asks_outcome or (self.plans and asks_session(self.form))

    @property
    def is_urgent(self) -> bool:
        """Return whether triage or vital signs say that the person should neither wait nor leave."""
        if self.person is None:
            return False
        judged = list_vital_alerts(self.actor, [self.person]).get(self.person.id)
        return find_triage_colour(self.actor, self.person) in URGENT or (judged is not None and judged.danger)

    def after(self, raw: FormData) -> str:
        """Return the address after signing: the person's page, or where to send a person who is referred."""
        if self.person is not None and self.kept_for(raw):
            return reverse("person", args=[self.person.id.hex()])
        referred = self.asks_outcome and not REFERRED.isdisjoint(raw.get("disposition", ()))
        return reverse("refer", args=[self.person.id.hex()]) if referred and self.person else self.back

    @property
    def asks_way(self) -> bool:
        """Return whether the page asks about the way, unless it was asked already."""
        return self.person is not None and self.corrects is None and asks_way(self.form)

    def tells_harm(self, raw: FormData) -> bool:
        """Return whether something happened to the person on the way, by what was answered."""
        way = self._read_way(raw)[0]
        return way is not None and way.harm

    def _read_way(self, raw: FormData) -> tuple[Way | None, tuple[Problem, ...]]:
        if self.person is None or not self.asks_way:
            return None, ()
        return read_way(self.form, raw, WaySight(self.actor, self.person, ()))

    def kept_for(self, raw: FormData) -> str:
        """Return the compartment of the answers where this colleague cannot read them again; else nothing."""
        if self.person is None or self.corrects is not None:
            return ""
        home = find_sealed_home(
            self.form, {self.form.name: self.read(raw)[0][self.form.name]}, alone=len(self.forms) == 1
        )
        return home.code if home is not None and not can_open(self.actor.staff, home) else ""

    def read(self, raw: FormData) -> tuple[dict[str, dict[str, object]], tuple[Problem, ...]]:
        """Return the answers to each form and what could not be read; paths begin with the form."""
        answers: dict[str, dict[str, object]] = {}
        wrong: list[Problem] = []
        for form in self.forms:
            read, problems = read_form(form, raw, today=self.actor.today, offered=self.offered)
            decided = decide_unasked(form, raw, read, self._before(form), self.actor.now)
            answers[form.name] = {**self._kept(form), **read, **decided}
            found = (Problem(f"{form.name}.{one.path}", one.rule, one.params) for one in problems)
            wrong += (one for one in found if one.path not in self.unasked)
        return answers, tuple(wrong)

    def sign(self, raw: FormData) -> SubmissionResult:
        """Try to record what was posted."""
        answers, wrong = self.read(raw)
        if self.asks_outcome:
            answers[VISIT_FORM], unread = self._read_outcome(raw)
            wrong += unread
        passes_to, unread = self._read_hand_over(raw)
        wrong += unread
        way, unread = self._read_way(raw)
        wrong += unread
        if self.person is not None and self.form.name == PERSON_FORM:
            return self._amend(self.person, answers[PERSON_FORM], raw, wrong)
        asks = [Problem(f"{self.form.name}.", words.replace("%", "%%")) for words in self.corrected]
        fuzzy = (fuzzy_match_warnings(form, raw, current_language(), self.offered) for form in self.forms)
        asks += [doubt for found in fuzzy for doubt in found]
        if self.person is not None and self.asks_outcome:
            seen = list_timeline(self.actor.node.cursor, self.person.id, self.actor.node.keyring, limit=RECENT_ENTRIES)
            asks += second_visit_warnings(self.actor, seen, raw, self.form.name)
        tried = submit(
            self.actor, self.person, answers, raw, self.key,
            wrong=wrong, asks=asks, arrival=self._arrival(), corrects=self.corrects, at=self._moment(answers),
            passes_to=passes_to, way=way,
            plan=plan_visits(self.actor, self.person, raw, self.form) if self.person is not None else plan_nothing,
        )  # fmt: skip
        return replace(tried, problems=drop_problems_of_unasked(tried.problems, self.unasked))

    def _read_outcome(self, raw: FormData) -> tuple[dict[str, object], tuple[Problem, ...]]:
        """Return the outcome as answers to the envelope, and what of it could not be read."""
        read, problems = read_form(get_form(VISIT_FORM), raw, today=self.actor.today)
        visit = {name: read[name] for name in OUTCOME if name in read}
        complete_disposition(visit, raw, self.actor, [self.form.name], urgent=self.is_urgent)
        wrong = tuple(
            Problem(f"{VISIT_FORM}.{one.path}", one.rule, one.params) for one in problems if one.path in OUTCOME
        )
        return visit, (*wrong, *missing_follow_up_date(visit, wrong))

    def _read_hand_over(self, raw: FormData) -> tuple[tuple[HandOverChoice, ...], tuple[Problem, ...]]:
        if self.person is None or not self.passes_on:
            return (), ()
        home = Compartment.CARE if self.asks_outcome else self.form.compartment
        return read_hand_over(self.actor, self.person, raw, home=home)

    def _before(self, form: Form) -> Answers:
        return NEW if self.corrects is None else self.before.get(form.name, NEW)

    def _kept(self, form: Form) -> dict[str, object]:
        """Return the parts of the envelope that a correction keeps."""
        old = self.before.get(form.name, {}) if form.name == VISIT_FORM else {}
        return {name: value for name, value in old.items() if name in ACTIVITY_HEADER_FIELDS}

    def _moment(self, answers: Mapping[str, Answers]) -> datetime | None:
        moment = answers.get(VISIT_FORM, {}).get("visit_dt")
        return moment if isinstance(moment, datetime) else self.at

    def _arrival(self) -> EntryId | None:
        if self.person is None or self.corrects or not self.form.service.closes_arrival:
            return None
        actor = self.actor
        waiting = find_open_arrival(actor.node.cursor, self.person.id, actor.post.number, actor.queue_start)
        return waiting.arrival if waiting and can_close(actor, waiting) and self._answers_to(waiting) else None

    def _answers_to(self, waiting: QueueItem) -> bool:
        """Return whether this form closes the arrival: it answers the reason, and no other colleague called the person.

        Otherwise the arrival stays open. What the trade signs for which a person waits closes it. An arrival without a
        reason is closed by what the colleague who called the person signs. A consultation answers every reason; a
        sealed form answers a reserved visit. Discreet trades leave no name on a call: a call without a name counts as
        theirs.
        """
        if self.form.service.answers_all or waiting.trade == self.actor.staff.role:
            return True
        mine, called = waiting.called_by == self.actor.staff.id, waiting.called_at is not None
        if self.is_sealed and (waiting.reserved or (called and waiting.called_by is None)):
            return True
        if waiting.reserved or (called and not mine):
            return False
        return form_resolves_reason(waiting.reason, self.form.name) or (mine and not waiting.reason)

    def _amend(self, person: Person, answers: Answers, raw: FormData, wrong: tuple[Problem, ...]) -> SubmissionResult:
        if wrong:
            return SubmissionResult(problems=wrong)
        shown = load_shown_person(self.actor, person, raw)
        changes = list_changes(shown, answers, raw)
        if not changes:
            return SubmissionResult(done=True)  # saved unchanged: nothing to record

        def record() -> EntryId:
            try:
                return record_amendment(self.actor, shown.person, changes)
            except InvalidAnswers as error:
                problems = (Problem(f"{PERSON_FORM}.{one.path}", one.rule, one.params) for one in error.problems)
                raise InvalidAnswers(tuple(problems)) from error

        return run_submission(lambda: submit_once(self.actor, raw, self.key, record))


def person_form(actor: Actor, person: Person, name: str) -> FormPageModel:
    """Return the page of one form about a person. Raises Http404 for an unknown form or one about no person."""
    form = _get_form_or_404(name)
    if form.compartment is Compartment.FACTS:
        raise Http404
    code = person.id.hex()
    return FormPageModel(actor, person, (form,), f"people/{code}/contact/{name}", reverse("person", args=[code]))


def activity_form(actor: Actor, name: str) -> FormPageModel:
    """Return the page of a form about no person: a talk, water, an assessment, a signal, the store."""
    form = _get_form_or_404(name)
    if form.compartment is not Compartment.FACTS:
        raise Http404
    return FormPageModel(actor, None, (form,), f"work/{name}", reverse("work-forms"))


def _get_form_or_404(name: str) -> Form:
    try:
        return get_form(name)
    except UnknownForm:
        raise Http404 from None
