"""Whether somebody is pregnant on a day: one status, folded from everything that open care knows, and how it ended.

The last word counts; what only computes weeks gives way to a last period that was told. Sealed forms are not read.

Each row of `pregnancy.toml` names what it rests on: the form's own question, what a diagnosis means (ICD-10), or WHO,
Selected practice recommendations for contraceptive use (3rd edition, 2016).

>>> from datetime import date
>>> evidence = [*list_evidence("opd", {"dx_main": "preg_normal"}, date(2018, 11, 1))]
>>> fold_pregnancy(evidence, date(2018, 11, 25), {"sex": "f"}, 24).state
<PregnancyState.YES: 'yes'>
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache

from posta.catalog.language.answer_context import NO_ANSWERS
from posta.catalog.language.condition import as_codes
from posta.clinical.data_files import Row, list_rows, read_table, strings_in

Answers = Mapping[str, object]
FORMS_READ = ("anc", "pnc", "opd", "ncd", "triage", "vitals", "fp")  # never a sealed one
_LMP, _ESTIMATED, _COMPUTED, _FUNDUS = 4, 3, 2, 1  # which date of a pregnancy counts first
_ORDER = {"no": 0, "yes": 1, "loss": 2, "birth": 2, "lactating": 3}  # on one day, the later outweighs


class PregnancyState(StrEnum):
    """What is known of a pregnancy on a day."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, repr=False)
class PregnancyEvidence:
    """One thing that was said of a pregnancy: by which source, on which day, and the due date it gives (`rank`)."""

    day: date
    says: str
    source: str
    lasts: int = 0
    firm: bool = False
    due: date | None = None
    rank: int = 0
    alive: bool = True


@dataclass(frozen=True, slots=True, repr=False)
class PregnancyStatus:
    """What is known of a pregnancy on a day; `due` the expected birth, `ended` the last birth or loss, if known."""

    state: PregnancyState = PregnancyState.UNKNOWN
    source: str = ""
    day: date | None = None
    due: date | None = None
    is_told: bool = False  # the due date follows from a last period that was told
    is_rough: bool = False  # the due date only follows from the height of the womb
    ended: date | None = None
    is_birth: bool = False
    breastfeeding: bool = False

    @property
    def is_pregnant(self) -> bool:
        return self.state is PregnancyState.YES

    @property
    def lmp(self) -> date | None:
        """Return the last period, where it is known."""
        return self.due - timedelta(days=limit("term")) if self.due and self.is_told else None

    def weeks(self, on: date) -> int | None:
        """Completed weeks on a day, where the expected birth is known."""
        return None if self.due is None else (on - (self.due - timedelta(days=limit("term")))).days // 7

    def days_after_end(self, on: date) -> int | None:
        """Days since the last birth or loss."""
        return None if self.ended is None else (on - self.ended).days

    def is_after_birth(self, on: date) -> bool:
        """Return whether the forty-two days after a birth or a loss still run.

        Pressure and bleeding are judged as in pregnancy until then.
        """
        days = self.days_after_end(on)
        return not self.is_pregnant and days is not None and 0 <= days <= limit("after_birth")

    def is_maternal(self, on: date) -> bool:
        """Return whether limits of pregnancy hold: she is pregnant, or was until at most forty-two days ago."""
        return self.is_pregnant or self.is_after_birth(on)


UNKNOWN = PregnancyStatus()


@cache
def limit(name: str) -> int:
    """Return one of the limits of the table: days, weeks or years."""
    limits = read_table("pregnancy")["limits"]
    assert isinstance(limits, dict)
    return int(limits[name])


def can_be_pregnant(person: Answers, years: int | None) -> bool:
    """Tell whether to ask about a pregnancy at all; a man is not asked, an unknown sex or age is."""
    return person.get("sex") != "m" and (years is None or limit("youngest") <= years <= limit("oldest"))


def list_evidence(form: str, answers: Answers, day: date) -> Iterator[PregnancyEvidence]:
    """Yield what the answers to one form say of a pregnancy; nothing for a form that is not read."""
    for row in _rows_of_form(form):
        if not _chosen(row, answers):
            continue
        stated = answers.get(str(row.get("day", "")))
        on = stated if isinstance(stated, date) and not isinstance(stated, datetime) and stated <= day else day
        lasts = row.get("lasts")
        telling = PregnancyEvidence(
            on, str(row["says"]), str(row["name"]), lasts if isinstance(lasts, int) else 0, row.get("firm") is True
        )
        if telling.says == "birth":
            telling = replace(telling, alive=_is_breastfed(answers))
        yield telling if form != "anc" or telling.says != "yes" else _dated(telling, answers)


def fold_pregnancy(
    tellings: Iterable[PregnancyEvidence], on: date, person: Answers = NO_ANSWERS, years: int | None = None
) -> PregnancyStatus:
    """Fold all that was said up to a day into what is known on it."""
    current: PregnancyEvidence | None = None
    refused: PregnancyEvidence | None = None
    ended: PregnancyEvidence | None = None
    fed: date | None = None
    ordered = sorted((one for one in tellings if one.day <= on), key=lambda one: (one.day, _ORDER[one.says]))
    for telling in ordered:
        if telling.says == "lactating":
            fed = telling.day
        elif telling.says == "yes":
            current = _joined(current, telling, ended)
        elif telling.says == "no":
            refused = telling
            current = current if current and _outweighs(current, telling) else None
        else:
            ended, current, refused = telling, None, None
            fed = telling.day if telling.says == "birth" and telling.alive else None
    feeds = fed is not None and (on - fed).days <= limit("breastfeeding" if fed != _day(ended) else "after_birth")
    known = replace(UNKNOWN, ended=_day(ended), is_birth=_says(ended) == "birth", breastfeeding=feeds)
    if current is not None and on <= _last_day(current):
        return replace(
            known,
            state=PregnancyState.YES, source=current.source, day=current.day, due=current.due,
            is_told=current.rank == _LMP, is_rough=current.rank == _FUNDUS,
        )  # fmt: skip
    return _without(known, refused or ended, bool(ordered), on, person, years)


def _without(
    known: PregnancyStatus, last: PregnancyEvidence | None, anything: bool, on: date, person: Answers, years: int | None
) -> PregnancyStatus:
    """Tell not pregnant from not known, where nothing says that she is."""
    if last is not None and (on - last.day).days <= limit("no_holds"):
        return replace(known, state=PregnancyState.NO, source=last.source, day=last.day)
    if last is not None and known.is_after_birth(on):
        return replace(known, state=PregnancyState.NO, source=last.source, day=last.day)
    if not anything and not can_be_pregnant(person, years):
        return replace(known, state=PregnancyState.NO, source="person")
    return known


def _day(telling: PregnancyEvidence | None) -> date | None:
    return telling.day if telling else None


def _says(telling: PregnancyEvidence | None) -> str:
    return telling.says if telling else ""


def _last_day(current: PregnancyEvidence) -> date:
    if current.due is not None:
        return current.due + timedelta(days=limit("overdue"))
    return current.day + timedelta(days=current.lasts)


def _joined(
    current: PregnancyEvidence | None, telling: PregnancyEvidence, ended: PregnancyEvidence | None
) -> PregnancyEvidence:
    """Join a new word to what is known of the same pregnancy: the date told counts before any computed."""
    telling = replace(telling, due=None, rank=0) if not _fits(telling, ended) else telling
    if current is None or telling.day > _last_day(current):
        return telling
    if current.due is not None and current.rank > telling.rank:
        return replace(telling, due=current.due, rank=current.rank)
    longest = max(_last_day(current), telling.day + timedelta(days=telling.lasts))
    return telling if telling.due else replace(telling, lasts=(longest - telling.day).days)


def _fits(telling: PregnancyEvidence, ended: PregnancyEvidence | None) -> bool:
    """Tell whether a due date is of this pregnancy: it lasts on that day, and began after the last one ended."""
    if telling.due is None:
        return True
    began = telling.due - timedelta(days=limit("term"))
    if ended is not None and began <= ended.day:
        return False
    return began <= telling.day <= telling.due + timedelta(days=limit("overdue"))


def _outweighs(current: PregnancyEvidence, refusal: PregnancyEvidence) -> bool:
    """Tell whether a pregnancy stands against a "no": one of the same day, or a dated one against a mere test."""
    return current.day == refusal.day or (current.due is not None and not refusal.firm)


def _dated(telling: PregnancyEvidence, answers: Answers) -> PregnancyEvidence:
    """Give what antenatal care said its date: the last period, the due date, the weeks estimated, the height of the womb."""
    term = timedelta(days=limit("term"))
    lmp, edd, weeks, fundus = (answers.get(name) for name in ("lmp", "edd", "weeks_est", "fundal_cm"))
    if isinstance(lmp, date):
        return replace(telling, due=lmp + term, rank=_LMP)
    if isinstance(weeks, int):
        return replace(telling, due=telling.day - timedelta(weeks=weeks) + term, rank=_ESTIMATED)
    if isinstance(edd, date):
        return replace(telling, due=edd, rank=_COMPUTED)
    if isinstance(fundus, int | float) and limit("fundal_from") <= fundus <= limit("fundal_to"):
        return replace(telling, due=telling.day - timedelta(weeks=round(fundus)) + term, rank=_FUNDUS)
    return telling


def _is_breastfed(answers: Answers) -> bool:
    """Return whether a birth leaves a child at the breast, as far as postnatal care says otherwise."""
    if answers.get("outcome") in ("stillbirth", "neonatal_death"):
        return False
    children = answers.get("newborn")
    fed = [one.get("feeding") for one in children] if isinstance(children, tuple | list) else []
    return not fed or any(one != "formula" for one in fed)


@cache
def _rows_of_form(form: str) -> tuple[Row, ...]:
    return tuple(row for row in list_rows("pregnancy", "tellings") if row["form"] == form)


def _chosen(row: Row, answers: Answers) -> bool:
    field = str(row.get("field", ""))
    if not field:
        return bool(answers) and answers.get("outcome", "goes_on") in ("goes_on", *_BIRTHS)
    codes, (group, _dot, column) = frozenset(strings_in(row, "codes")), field.rpartition(".")
    if not group:
        return not codes.isdisjoint(_codes(answers.get(field)))
    rows, needed = answers.get(group), row.get("with")
    more = needed if isinstance(needed, dict) else {}
    return any(
        not codes.isdisjoint(_codes(one.get(column))) and all(one.get(name) == value for name, value in more.items())
        for one in (rows if isinstance(rows, tuple | list) else ())
    )


_BIRTHS = ("live", "stillbirth", "neonatal_death")  # `outcome` of a birth in postnatal care


def _codes(value: object) -> tuple[str, ...]:
    if isinstance(value, bool):
        return ("true",) if value else ("false",)
    return tuple(as_codes(value)) if value else ()
