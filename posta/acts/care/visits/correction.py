"""What a correction leaves as it is: the sealed answers of an entry that its writer cannot read.

A nurse who corrects a weight sees nothing of what the same entry says about violence. She is not asked for that
answer, an answer that she sends for it is not taken, and it stays for those who can read it
(`chart.history.entry_content.fold_corrections`).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from posta.acts.actor import Actor
from posta.catalog.compartments import PERSON_HELD, Compartment
from posta.catalog.encoding.codec import ClinicalPayload, FactsPayload, read_forms
from posta.catalog.frame import VISIT_FORM
from posta.catalog.language.form import Form, get_form
from posta.chart.history.judged_corrections import ProposedCorrection, find_refusal_of_proposed
from posta.chart.history.timeline import find_item, find_sealed_parts
from posta.ids import EntryId, PersonId
from posta.mission.errors import Refused
from posta.mission.rules.correction_rule import find_answered
from posta.scribe.write import EntryDraft

Answers = Mapping[str, object]


@dataclass(frozen=True, slots=True, repr=False)
class PreservedAnswers:
    """What stays: `compartments` that are closed to the writer; `opened` ones are written again, even if they are empty.

    `unasked` are the paths of questions that need no answer; `envelope` whether the visit itself stays sealed.
    """

    compartments: frozenset[Compartment] = frozenset()
    opened: frozenset[Compartment] = frozenset()
    hidden_questions: frozenset[str] = frozenset()
    envelope: bool = False

    def hides(self, form: Form, name: str) -> bool:
        """Return whether a question is not asked, because its answer is in a compartment that the writer cannot read."""
        return form.field(name).compartment in self.compartments


NOTHING_PRESERVED = PreservedAnswers()


def preserved_in_correction(actor: Actor, entry: EntryId | None) -> PreservedAnswers:
    """Return what a correction of this entry by this colleague, with the keys of this session, leaves as it is."""
    found = find_item(actor.node.cursor, entry, actor.node.keyring) if entry is not None else None
    if entry is None or found is None:
        return NOTHING_PRESERVED
    seals = find_sealed_parts(actor.node.cursor, entry, actor.node.keyring)
    if not seals.closed:
        return PreservedAnswers(opened=seals.opened)
    closed = PERSON_HELD - seals.opened
    forms = found[1].forms
    hidden_questions = frozenset(
        f"{name}.{path}"
        for name, answers in forms.items()
        for path in _hidden_questions(get_form(name), answers, closed)
    )
    return PreservedAnswers(closed, seals.opened, hidden_questions, envelope=VISIT_FORM not in forms)


def check_can_correct(actor: Actor, person: PersonId, entry: EntryId, draft: EntryDraft | None = None) -> None:
    """Check that an entry is corrected by its author or by a role that records its forms. Raises Refused.

    The post must be that of the entry or one that received the person. Without a draft, the check assumes a
    correction that leaves no form out.
    """
    refusal = find_correction_obstacle(actor, person, entry, draft)
    if refusal:
        raise Refused(refusal)


def find_correction_obstacle(actor: Actor, person: PersonId, entry: EntryId, draft: EntryDraft | None = None) -> str:
    """Return why this colleague may not correct an entry here; empty if they may."""
    forms, author = _open_forms_and_author(draft) if draft is not None else (None, actor.staff.id)
    proposed = ProposedCorrection(forms, author, actor.staff.role, actor.node.device.feed, actor.post.number)
    return find_refusal_of_proposed(actor.node.cursor, person, entry, proposed)


def _open_forms_and_author(draft: EntryDraft) -> tuple[int, bytes | None]:
    """Return the forms and the author of a contact as every computer of the network reads them."""
    forms: int = 0
    author: bytes | None = None
    for part in draft.parts:
        if isinstance(part.content, ClinicalPayload | FactsPayload) and part.compartment not in PERSON_HELD:
            forms |= find_answered(read_forms(part.content))
            author = part.content.author if isinstance(part.content, ClinicalPayload) else author
    return forms, author


def drop_preserved(forms: Mapping[str, Answers], untouched: PreservedAnswers) -> dict[str, Answers]:
    """Return the answers without those to questions that were not asked."""
    if not untouched.compartments:
        return dict(forms)
    return {
        name: {key: value for key, value in answers.items() if key not in _preserved_fields(get_form(name), untouched)}
        for name, answers in forms.items()
    }


def _preserved_fields(form: Form, untouched: PreservedAnswers) -> frozenset[str]:
    return frozenset(field.name for field in form.fields if untouched.hides(form, field.name))


def _hidden_questions(form: Form, answers: Answers, closed: Iterable[Compartment]) -> Iterator[str]:
    """Return the questions whose answer is in a closed compartment, or may have moved there with what was chosen."""
    for field in form.fields:
        if field.compartment in closed or (field.name not in answers and field.name in _reassignable(form)):
            yield field.name


def _reassignable(form: Form) -> Sequence[str]:
    every = tuple(field.name for field in form.fields)
    return [
        name for rule in form.compartment_by for name in (rule.field, *(every if rule.moves == ("*",) else rule.moves))
    ]
