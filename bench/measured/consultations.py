"""The benchmark entry as Posta writes it: a visit with vital signs and a general consultation.

Diagnoses become the main and another one, symptoms the complaint, medicines the treatment, the 36 words the history.
What the form requires besides is answered the same way every time. Three parts: facts, care, and the question about
violence, which lies in a part that only its custodians open.

    >>> from bench.records import records
    >>> sorted(forms_of(records(1)[0]))
    ['opd', 'visit', 'vitals']
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

from bench.records import Record
from posta.acts.actor import Actor
from posta.acts.care.registration import prepare_person
from posta.acts.care.visits.encounter import visit_defaults
from posta.acts.care.visits.encounter_entry import build_encounter_entry
from posta.catalog.answers import FormContext, validate
from posta.catalog.kinds import ENCOUNTER
from posta.catalog.language.form import get_form
from posta.chart.record.person import Person
from posta.clock import FixedClock
from posta.scribe.write import EntryDraft, PartDraft
from posta.simulation.name_noise import first_recording
from posta.simulation.population import list_people

Answers = dict[str, object]

COMPLAINTS = {
    "fever": "fiebre", "cough": "tos", "sore_throat": "dolor de garganta", "headache": "dolor de cabeza",
    "muscle_pain": "dolor muscular", "vomiting": "vómito", "loose_stools": "evacuaciones líquidas",
    "dizziness": "mareo", "rash": "erupción",
}  # fmt: skip
MEDICINES = {
    "paracetamol": ("N02BE01", "tablet"), "ibuprofen": ("M01AE01", "tablet"), "amoxicillin": ("J01CA04", "capsule"),
    "oral_rehydration_salts": ("A07CA", "sachet"), "loratadine": ("R06AX13", "tablet"),
    "albendazole": ("P02CA03", "tablet"),
}  # fmt: skip
NOTIFIED = frozenset({"ari_lower", "ili", "awd"})
DIARRHOEA, INJURY = "awd", "foot_blister"


def moment_of(record: Record) -> datetime:
    """When the consultation took place."""
    return datetime.fromtimestamp(record["at"] / 1000, UTC)


def forms_of(record: Record) -> dict[str, Answers]:
    """The answers to the forms of one record."""
    return {"visit": {"visit_dt": moment_of(record)}, "vitals": dict(record["vitals"]), "opd": _opd(record)}


def list_answers_of_people(number: int, seed: int) -> Iterator[Answers]:
    """Answers to the form `person` for invented grown people, as a first post would hear them."""
    for person in list_people(number, 120, seed, datetime(2018, 9, 1, tzinfo=UTC).date()):
        heard = first_recording(person, Random(person.true_id))
        yield {
            "alias": heard.given, "family_name": heard.surnames, "sex": heard.sex,
            "age_value": max(18, person.age_on(datetime(2018, 11, 1, tzinfo=UTC).date())), "age_unit": "y",
            "country_origin": heard.country or "HN", "pop_group": "migrant", "consent_care": "y", "consent_record": "y",
        }  # fmt: skip


def register(actor: Actor, number: int, seed: int) -> tuple[list[Person], list[EntryDraft]]:
    """Invented people and the sheets that register them."""
    people, sheets = [], []
    for answers in list_answers_of_people(number, seed):
        person, written, filled = prepare_person(actor, answers)
        people.append(Person(person, actor.network, filled.answers, {}, ()))
        sheets += [replace(sheet, held=False) for sheet in written]
    return people, sheets


def consultations(actor: Actor, people: Sequence[Person], all_records: Sequence[Record]) -> list[EntryDraft]:
    """The sheet of each record, people taken in turn; tallies, which are no consultations, are left out."""
    return [consultation(actor, people[i % len(people)], record) for i, record in enumerate(all_records)]


def consultation(actor: Actor, person: Person, record: Record) -> EntryDraft:
    """The sheet of one record, checked and divided as the act of giving care does it."""
    at = moment_of(record)
    then = replace(actor, node=replace(actor.node, clock=FixedClock(at)))
    forms = forms_of(record)
    forms["visit"] = {**visit_defaults(then, ["opd"]), **forms["visit"]}
    context = FormContext(then.today, at, person.answers, forms["visit"], forms, closing=True, zone=then.zone)
    filled = [validate(get_form(name), answers, context) for name, answers in forms.items()]
    return replace(build_encounter_entry(then, person, filled, ENCOUNTER, None, at), held=False)


def drop_sealed_part(sheet: EntryDraft) -> EntryDraft:
    """The same consultation without the part of its custodians: facts and care alone."""
    return replace(sheet, parts=tuple(part for part in sheet.parts if part.compartment < 3))


def rewrite_for_person(sheet: EntryDraft, about: Person, pseudonym: bytes | None, moment: int) -> EntryDraft:
    """The same consultation about another person at another time, for logs too long to fill form by form."""
    parts = []
    for part in sheet.parts:
        content = part.content
        if hasattr(content, "occurred"):
            content = content._replace(person=about.id, occurred=moment)
        else:
            content = content._replace(person=pseudonym, day=moment // 86_400_000)
        parts.append(PartDraft(part.compartment, part.network, content))
    return EntryDraft(tuple(parts), held=False)


def _opd(record: Record) -> Answers:
    diagnoses = record["diagnoses"]
    answers: Answers = {
        "complaint": ", ".join(COMPLAINTS[symptom] for symptom in record["symptoms"]).capitalize(),
        "history": record["note"],
        "dx_main": diagnoses[0],
        "dx_status": "new",
        "rx": tuple(_prescribed(drug) for drug in record["drugs"]),
        "violence_link": "n",
    }
    if diagnoses[1:]:
        answers["dx_other"] = tuple(diagnoses[1:])
    if NOTIFIED & set(diagnoses):
        answers |= {"onset_date": (moment_of(record) - timedelta(days=2)).date(), "case_class": "suspected"}
    if DIARRHOEA in diagnoses:
        answers["dehydration"] = "A"
    if INJURY in diagnoses:
        answers |= {"injury_cause": "X50.9", "injury_body": ("foot:l",), "injury_intent": "1"}
    return answers


def _prescribed(drug: Record) -> Answers:
    code, form = MEDICINES[drug["drug"]]
    return {
        "drug": code, "form": form, "strength": drug["dose"], "dose": "1", "freq": drug["freq"],
        "days": drug["days"], "source": "own",
    }  # fmt: skip
