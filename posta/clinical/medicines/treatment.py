"""What is being given at one encounter, and what is known of the person: all that the rules on medicines read."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from posta.catalog.language.answer_context import NO_ANSWERS, Age, Answers
from posta.catalog.language.condition import as_codes
from posta.catalog.language.form import get_form
from posta.clinical.medicines.drug_allergy import Allergies, read_allergies
from posta.clinical.pregnancy import UNKNOWN, PregnancyState, PregnancyStatus

OVERRIDE = "override_reason"  # the question that holds why something is given all the same


@dataclass(frozen=True, slots=True, repr=False)
class Prescribed:
    """One medicine of a form: the path of its answer, its ATC code, and the rest of its row."""

    path: str
    drug: str
    row: Answers = field(default_factory=dict)


@dataclass(frozen=True, slots=True, repr=False)
class Taken:
    """A medicine that an earlier prescription leaves still to be taken."""

    drug: str
    until: date


@dataclass(frozen=True, slots=True, repr=False)
class Treatment:
    """What is being signed (`forms`), and what was known before, as far as the person signing may read it.

    `signs` are the last vital signs, those being written first; `weighed` and `measured` the days of the last weight
    and pressure; `diagnoses` long illnesses known from earlier.
    """

    day: date
    forms: Mapping[str, Answers]
    person: Answers = field(default_factory=dict)
    age: Age | None = None
    pregnancy: PregnancyStatus = UNKNOWN
    signs: Answers = field(default_factory=dict)
    weighed: date | None = None
    measured: date | None = None
    taken: tuple[Taken, ...] = ()
    diagnoses: frozenset[str] = frozenset()
    was_pregnant: bool = False  # before what is being written

    @property
    def allergies(self) -> Allergies:
        return read_allergies(self.person)

    @property
    def years(self) -> int | None:
        """Return the age in completed years; None if it is not known."""
        return self.age.years if self.age else None

    def answers(self, form: str) -> Answers:
        """Return the answers to a form; none where it is not signed."""
        return self.forms.get(form, NO_ANSWERS)

    def all_diagnoses(self) -> frozenset[str]:
        """Return the diagnoses of this visit and the long illnesses known before."""
        opd, ncd = self.answers("opd"), self.answers("ncd")
        written = (opd.get("dx_main"), opd.get("dx_other"), opd.get("dx_kind"), ncd.get("ncd_dx"))
        return self.diagnoses.union(*(as_codes(value) for value in written if value))

    def seen_by(self, form: str) -> "Treatment":
        """Return the treatment as one form may know it: a test in the sealed form counts there, and nowhere else."""
        if form == "sv" and self.answers("sv").get("preg_test") == "pos" and not self.pregnancy.is_pregnant:
            known = replace(self.pregnancy, state=PregnancyState.YES, source="own_test", day=self.day, due=None)
            return replace(self, pregnancy=known)
        return self


def prescribed_in(form: str, answers: Answers) -> Iterator[Prescribed]:
    """Yield each medicine in the answers to a form."""
    for question in get_form(form).fields:
        columns = [column.name for column in question.fields if column.system == "atc_inn"]
        rows = answers.get(question.name) if columns else ()
        for place, row in enumerate(rows if isinstance(rows, tuple | list) else ()):
            for name in columns:
                if row.get(name):
                    yield Prescribed(f"{form}.{question.name}.{place}.{name}", str(row[name]), row)


def still_taken(prescriptions: Iterable[tuple[date, Answers]], on: date) -> tuple[Taken, ...]:
    """List the medicines of earlier prescriptions (day, row) that last beyond a day."""
    found: dict[str, date] = {}
    for day, row in prescriptions:
        days = row.get("days")
        until = day + timedelta(days=days) if isinstance(days, int) else day
        if row.get("drug") and until > on >= day:
            drug = str(row["drug"])
            found[drug] = max(until, found.get(drug, until))
    return tuple(Taken(drug, until) for drug, until in found.items())
