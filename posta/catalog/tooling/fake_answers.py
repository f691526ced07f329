"""Plausible answers to any form, from a seed: for tests, for the simulated mission and for screenshots.

Every person is invented. The answers pass `validate` with the form closed.

>>> from posta.catalog.language.form import get_form
>>> context = fake_context(random.Random(7))
>>> answers = fake_answers(get_form("vitals"), random.Random(7), context)
>>> validate(get_form("vitals"), answers, context).answers["avpu"]
'a'
"""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from posta.catalog.answering.compiled_form import CompiledField, compile_form
from posta.catalog.answering.validation import validate
from posta.catalog.errors import InvalidAnswers
from posta.catalog.language.answer_context import FormContext
from posta.catalog.language.codes import is_code, is_selectable
from posta.catalog.language.condition import EvaluationContext, as_codes
from posta.catalog.language.field import Field
from posta.catalog.language.form import Form, list_forms
from posta.catalog.language.service import BY_POST_AND_YEAR
from posta.clock import local_day
from posta.terms.diagnoses import get_diagnoses, kinds_of
from posta.terms.lists import get_list
from posta.terms.medicines import get_medicines
from posta.terms.places import get_municipalities, list_subdivisions

ASKED = 0.6
TRIES = 60
NOW = datetime(2018, 11, 25, 18, tzinfo=UTC)
ORIGINS = ("HN", "HN", "HN", "GT", "GT", "SV", "SV", "NI", "MX", "VE", "CU", "HT")
GIVEN_F = ("Maritza", "Yolanda", "Keyla", "Suyapa", "Glenda", "Iris", "Norma", "Dilcia", "Xiomara", "Reina")
GIVEN_M = ("Wilmer", "Santos", "Edwin", "Marvin", "Olvin", "Selvin", "Nelson", "Elmer", "Darwin", "Josué")
FAMILY = ("Mejía", "Zelaya", "Cruz", "Pineda", "Ramos", "Orellana", "Funes", "Xol", "Caal", "Bonilla", "Murillo")
CAUSES = ("W19", "W54.0", "X59", "V05", "Y04.0", "W26", "X20", "Y35.0")
SENTENCES = (
    "Refiere molestias desde hace tres días.",
    "Camina desde la frontera; duerme en el albergue.",
    "Sin datos de alarma en la exploración.",
    "Se explican las señales de alarma y cuándo volver.",
    "Acepta el plan y la próxima cita.",
)
LINES = {
    "complaint": ("Tos y fiebre", "Dolor en los pies", "Diarrea desde ayer", "Dolor de cabeza", "Control"),
    "dose": ("1 tableta", "2 tabletas", "5 mL", "1 aplicación"),
    "freq": ("cada 8 h", "cada 12 h", "cada 24 h"),
    "strength": ("500 mg", "250 mg/5 mL", "20 mg"),
    "unit": ("mg/dL", "g/dL"),
    "lot": ("A1823", "BX-204", "L77 01"),
    "bed": ("Cuarto 2", "Cuarto 4, cama 1", "Familias 1"),
    "goal": ("Dormir mejor", "Caminar sin dolor", "Iniciar el trámite de asilo"),
    "substance": ("Metamizol", "Yodo"),
}
VITALS: dict[str, tuple[float, float]] = {
    "temp_c": (36.2, 38.3), "spo2": (93, 99), "pain": (0, 8), "sbp": (105, 150), "dbp": (60, 95),
    "glucose_mgdl": (78, 190), "fbg": (78, 190), "hba1c": (5, 9), "hb": (9, 14), "fhr": (118, 155),
    "weight_g": (2300, 3900), "pop_now": (20, 900), "water_l_day": (300, 9000), "frc": (0.2, 0.5), "taps": (2, 20),
    "pop_total": (50, 4000), "households": (10, 900), "companions": (0, 3), "minutes": (30, 90), "days": (3, 30),
    "gravida": (1, 5), "parity": (0, 4), "cs_prev": (0, 1), "abortions": (0, 1), "living": (0, 4), "n_aff": (5, 300),
    "n_u5": (0, 5), "frc_n": (5, 9), "frc_ok_n": (0, 5), "deaths_7d": (1, 2), "deaths_7d_u5": (0, 1),
    "days_supplied": (30, 90), "muac_mm": (118, 180),
    "days_travel": (1, 60), "qty": (1, 30), "turb": (0.5, 4), "ecoli": (0, 0), "pep_days": (28, 28), "n": (1, 40),
}  # fmt: skip


def fake_context(chance: random.Random, *, now: datetime = NOW, age: int | None = None) -> FormContext:
    """Return an invented person at a visit, with what forms may read beside their own answers."""
    years = chance.choice((1, 4, 8, 15, 19, 24, 28, 33, 41, 56)) if age is None else age
    empty = FormContext(local_day(now, UTC), now, closing=True)
    person: dict[str, object] = {
        "sex": chance.choice(("f", "m")),
        "birth_date": empty.day(now) - timedelta(days=years * 365 + chance.randrange(20, 360)),
        "country_origin": chance.choice(ORIGINS),
        "pop_group": "migrant",
    }
    visit = {"visit_dt": now - timedelta(minutes=chance.randrange(5, 240)), "post": "tenosique_la72"}
    counts = _sample_counts(chance)
    pregnant = person["sex"] == "f" and 15 <= years <= 45 and chance.random() < 0.15
    return replace(empty, today=empty.day(now), person=person, visit=visit, counts=counts, pregnant=pregnant)


def _sample_counts(chance: random.Random) -> dict[str, int]:
    """Return how often the forms that number others were written."""
    counts: dict[str, int] = {}
    for rule in dict.fromkeys(form.service.numbering for form in list_forms()):
        if rule is not None:
            counts[rule.form] = chance.randrange(40 if rule.by == BY_POST_AND_YEAR else 6)
        if rule is not None and rule.attended:
            counts[f"{rule.form}.{rule.attended}"] = chance.randrange(1, 6)
    return counts


def fake_answers(form: Form, chance: random.Random, context: FormContext) -> dict[str, object]:
    """Return answers that `validate` accepts for the form being closed, in the context given."""
    context = replace(context, closing=True)
    wrong = ""
    for _ in range(TRIES):
        answers = _draw_answers(form, chance, context)
        try:
            return validate(form, answers, context).answers
        except InvalidAnswers as error:
            wrong = str(error)
            invalid = {problem.path.partition(".")[0] for problem in error.problems}
            answers = {name: value for name, value in answers.items() if name not in invalid}
        try:
            return validate(form, answers, context).answers
        except InvalidAnswers:
            continue
    raise AssertionError(f"no answers found for {form.name}: {wrong}")


def _draw_answers(form: Form, chance: random.Random, context: FormContext) -> dict[str, object]:
    values: dict[str, object] = {}
    scope = EvaluationContext(form, values, context)
    for step in compile_form(form, context.rules).steps:
        value = _draw(step, scope, chance)
        if value is not None:
            values[step.name] = value
    return values


def _draw(step: CompiledField, scope: EvaluationContext, chance: random.Random) -> object:
    """Return a value for a question that is asked, or None; computed values are computed."""
    if step.when is not None and not step.when(scope):
        return None
    if step.compute is not None:
        return step.compute(scope)
    if not step.needed and chance.random() > ASKED:
        return None
    if step.columns:
        return tuple(_draw_row(step, scope, chance) for _ in range(chance.randint(1, 3)))
    special = SPECIAL.get(step.name)
    value = special(scope, chance) if special else None
    return value if value is not None else TYPICAL[step.field.type](step.field, scope, chance)


def _draw_row(step: CompiledField, scope: EvaluationContext, chance: random.Random) -> dict[str, object]:
    row: dict[str, object] = {}
    inner = EvaluationContext(scope.form, scope.values, scope.context, row)
    for column in step.columns:
        value = _draw(column, inner, chance)
        if value is not None:
            row[column.name] = value
    return row


def _number(field: Field, scope: EvaluationContext, chance: random.Random) -> float:
    low, high = VITALS.get(field.name) or _likely(field)
    return round(chance.uniform(low, high), 1)


def _whole(field: Field, scope: EvaluationContext, chance: random.Random) -> int:
    low, high = VITALS.get(field.name) or _likely(field)
    return chance.randint(int(low), int(high))


def _likely(field: Field) -> tuple[float, float]:
    low = field.warn_min if field.warn_min is not None else field.min if isinstance(field.min, int | float) else 0
    high = field.warn_max if field.warn_max is not None else field.max if isinstance(field.max, int | float) else 100
    return low, high if high - low < 100 else low + (high - low) / 100


def _line(field: Field, scope: EvaluationContext, chance: random.Random) -> str | None:
    if field.pattern:
        written = PATTERNED.get(field.name)
        return written(scope, chance) if written else None
    return chance.choice(LINES.get(field.name) or SENTENCES)[: field.max_length or 200]


def _day(field: Field, scope: EvaluationContext, chance: random.Random) -> date:
    ahead = field.max is None
    days = chance.randint(0, 40)
    return scope.context.visit_day + timedelta(days=days) if ahead else scope.context.visit_day - timedelta(days=days)


def _moment(field: Field, scope: EvaluationContext, chance: random.Random) -> datetime:
    return scope.context.visit_moment + timedelta(minutes=chance.randint(0, 4))


def _one(field: Field, scope: EvaluationContext, chance: random.Random) -> str:
    codes = [option.code for option in get_list(str(field.coded_list)).options if not option.when]
    return chance.choice(codes) + _side(field, chance)


def _side(field: Field, chance: random.Random) -> str:
    return ":" + chance.choice(get_list(field.qualifier).codes) if field.qualifier else ""


def _many(field: Field, scope: EvaluationContext, chance: random.Random) -> tuple[str, ...]:
    codes = [option.code for option in get_list(str(field.coded_list)).options if not option.when]
    if "none" in codes and chance.random() < 0.5:
        return ("none",)
    codes = [code for code in codes if code != "none"]
    most = min(len(codes), field.max_items or 3, 3)
    return tuple(code + _side(field, chance) for code in chance.sample(codes, chance.randint(1, most)))


def _code(field: Field, scope: EvaluationContext, chance: random.Random) -> object:
    codes = [code for code in SYSTEMS[field.system or ""](scope) if is_code(field, code) and is_selectable(field, code)]
    return (chance.choice(codes),) if field.is_many else chance.choice(codes)


# What depends on more than the declaration: the person, the age, another answer

Draw = Callable[[EvaluationContext, random.Random], object]


def _month_before(scope: EvaluationContext, chance: random.Random) -> str:
    return f"{scope.context.visit_day - timedelta(days=chance.randint(10, 400)):%Y-%m}"


PATTERNED: dict[str, Callable[[EvaluationContext, random.Random], str]] = {
    "phone": lambda scope, chance: f"+5049{chance.randrange(1000000, 9999999)}",
    "lot": lambda scope, chance: f"L{chance.randrange(100, 999)} {chance.randrange(10, 99)}",
    "event_month": _month_before,
    "from": _month_before,
    "to": lambda scope, chance: str(scope.context.visit_day.year),
}
HEARTS = ((12, (66, 104)), (5, (75, 125)), (1, (90, 140)), (0, (100, 160)))
BREATHS = ((12, (12, 24)), (5, (16, 26)), (1, (22, 36)), (0, (30, 48)))


def _by_age(ranges: tuple[tuple[int, tuple[int, int]], ...]) -> Draw:
    def draw(scope: EvaluationContext, chance: random.Random) -> int:
        years = scope.context.age.years if scope.context.age else 30
        return chance.randint(*next(limits for least, limits in ranges if years >= least))

    return draw


def _grown(baby: float, per_year: float, most: float) -> Draw:
    """Return a measure that grows with the years and then varies by a tenth."""

    def draw(scope: EvaluationContext, chance: random.Random) -> float:
        years = scope.context.age.months / 12 if scope.context.age else 30
        return round(min(baby + per_year * years, most) * chance.uniform(0.92, 1.08), 1)

    return draw


def _arm(scope: EvaluationContext, chance: random.Random) -> int:
    age = scope.context.age
    return chance.randint(230, 310) if age and age.years >= 12 else chance.randint(118, 170)


def _given_name(scope: EvaluationContext, chance: random.Random) -> str:
    return chance.choice(GIVEN_F + GIVEN_M)


def _born(scope: EvaluationContext, chance: random.Random) -> date:
    return scope.context.today - timedelta(days=chance.randint(400, 20000))


def _some_of(name: str) -> Draw:
    """Return up to three of the codes chosen in another question."""

    def draw(scope: EvaluationContext, chance: random.Random) -> object:
        codes = scope.values.get(name, ())
        assert isinstance(codes, tuple)
        return tuple(chance.sample(codes, min(3, len(codes)))) or None

    return draw


def _kind(scope: EvaluationContext, chance: random.Random) -> object:
    """Return one of the kinds that make a chosen diagnosis exact."""
    named = (*as_codes(scope.values.get("dx_main") or ()), *as_codes(scope.values.get("dx_other") or ()))
    return (chance.choice(sorted(kinds_of(named))),)


def _weighted(*codes: str) -> Draw:
    return lambda scope, chance: chance.choice(codes)


def _none_mostly(scope: EvaluationContext, chance: random.Random) -> object:
    return ("none",) if chance.random() < 0.8 else None


def _computed_colour(scope: EvaluationContext, chance: random.Random) -> object:
    return scope.values.get("colour_calc")


SPECIAL: dict[str, Draw] = {
    "alias": _given_name,
    "family_name": lambda scope, chance: f"{chance.choice(FAMILY)} {chance.choice(FAMILY)}",
    "reg_date": lambda scope, chance: scope.context.today,
    "age_date": lambda scope, chance: scope.context.today,
    "birth_date": _born,
    "sex": _weighted("f", "m"),
    "age_value": lambda scope, chance: chance.randint(16, 60),
    "age_unit": _weighted("y"),
    "country_origin": lambda scope, chance: scope.context.person.get("country_origin"),
    "visit_dt": lambda scope, chance: scope.context.visit_moment,
    "programme": _weighted("OPD", "OPD", "OPD", "SRH", "NCD", "MH", "TRI", "SW"),
    "dx_kind": _kind,
    "disposition": _weighted("home", "home", "home", "fu", "ref_moh"),
    "consent_care": _weighted("y"),
    "consent_record": _weighted("y", "y", "y", "n"),
    "hr": _by_age(HEARTS),
    "rr": _by_age(BREATHS),
    "weight_kg": _grown(4.5, 3.0, 66),
    "height_cm": _grown(57, 7.0, 163),
    "muac_mm": _arm,
    "avpu": _weighted("a"),
    "oedema": _weighted("0"),
    "red_signs": _none_mostly,
    "yellow_signs": _none_mostly,
    "colour": _computed_colour,
    "symptom_top": _some_of("symptoms"),
    "event_top": _some_of("events"),
    "lmp": lambda scope, chance: scope.context.visit_day - timedelta(days=chance.randint(50, 270)),
}


SYSTEMS: dict[str, Callable[[EvaluationContext], tuple[str, ...]]] = {
    "morbidity": lambda scope: tuple(get_diagnoses()),
    "icd10": lambda scope: CAUSES,
    "iso3166_1": lambda scope: ORIGINS,
    "iso3166_2": lambda scope: tuple(code for code, _ in list_subdivisions(_origin(scope))),
    "inegi_cvegeo": lambda scope: tuple(get_municipalities()),
    "atc_inn": lambda scope: tuple(get_medicines()),
    "stock_item": lambda scope: tuple(f"{code}-tab" for code in list(get_medicines())[:20]),
    "directory": lambda scope: ("hospital_tenosique", "acnur_tapachula", "casa_del_caminante"),
}


def _origin(scope: EvaluationContext) -> str:
    return str(scope.values.get("country_origin") or "HN")


TYPICAL: dict[str, Callable[[Field, EvaluationContext, random.Random], object]] = {
    "text": _line,
    "longtext": lambda field, scope, chance: chance.choice(SENTENCES),
    "int": _whole,
    "decimal": _number,
    "date": _day,
    "datetime": _moment,
    "bool": lambda field, scope, chance: chance.random() < 0.5,
    "one": _one,
    "many": _many,
    "code": _code,
    "ref": lambda field, scope, chance: str(scope.context.visit.get("post") or "tenosique_la72"),
}
