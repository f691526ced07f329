"""What a doctor, a nurse or a midwife writes down: complaints and findings, long illnesses, pregnancies, vaccines."""

import tomllib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

from posta.simulation.population import TruePerson, weighted_choice
from posta.simulation.vital_signs import has_danger_sign

NCD_MEDICINE = {
    "htn": "enalapril",
    "dm2": "metformin",
    "epil": "carbamazepine",
    "asthma": "salbutamol",
    "copd": "salbutamol",
}

Answers = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Complaint:
    """One line of the morbidity list with the words that go with it."""

    code: str
    weight: int
    youngest: int
    oldest: int
    sex: str
    asks: frozenset[str]
    says: tuple[str, ...]
    shows: tuple[str, ...]
    advice: tuple[str, ...]
    rx: tuple[str, ...]
    procedures: tuple[str, ...]
    cause: tuple[str, ...]
    body: tuple[str, ...]
    intent: str


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("data/complaints.toml").read_text(encoding="utf-8"))


def texts_for(topic: str) -> dict[str, list[str]]:
    """Return sentences of the data file about one topic."""
    found: dict[str, list[str]] = _data()[topic]
    return found


@cache
def list_complaints() -> tuple[Complaint, ...]:
    """Return everything people come with."""
    return tuple(
        Complaint(
            code,
            one["weight"],
            one.get("from", 0),
            one.get("to", 120),
            one.get("sex", ""),
            frozenset(one.get("asks", "").split()),
            tuple(one["says"]),
            tuple(one["shows"]),
            tuple(one["advice"]),
            tuple(one["rx"]),
            tuple(one.get("procedures", ())),
            tuple(one.get("cause", ())),
            tuple(one.get("body", ())),
            one.get("intent", "1"),
        )  # fmt: skip
        for code, one in _data()["complaints"].items()
    )


@cache
def _plausible_complaints(age: int, sex: str) -> tuple[tuple[Complaint, int], ...]:
    return tuple(
        (one, one.weight) for one in list_complaints() if one.youngest <= age <= one.oldest and one.sex in ("", sex)
    )


def pick_complaint(person: TruePerson, day: date, random: Random) -> Complaint:
    """Return what brings a person of this age and sex today."""
    found: Complaint = weighted_choice(random, _plausible_complaints(min(110, person.age_on(day)), person.sex))
    return found


def examine(person: TruePerson, complaint: Complaint, day: date, follow_up: bool, random: Random) -> Answers:
    """Return answers to the form `opd`."""
    days = random.randrange(2, 9)
    answers: Answers = {
        "complaint": random.choice(complaint.says).format(days=days),
        "history": f"{_describe(person, day)}, inicio hace {days} días. Sin otros síntomas de alarma.",
        "exam": random.choice(complaint.shows) + ".",
        "dx_main": complaint.code,
        "dx_status": "follow_up" if follow_up else "new",
        "advice": random.choice(complaint.advice) + ".",
        "violence_link": "y" if complaint.intent == "3" else weighted_choice(random, (("n", 80), ("u", 14), ("y", 6))),
    }
    if complaint.rx:
        answers["rx"] = tuple(prescribe(name) for name in complaint.rx if name not in _contraindicated(person))
    if complaint.procedures:
        answers["procedures"] = complaint.procedures
    return answers | _additional_answers(complaint, day, days, random)


def fitness_after(opd: Answers) -> Answers:
    """Return answers to the form `visit` on travelling on, where a complaint speaks against it."""
    found = dict(_data()["fitness"].get(opd.get("dx_main", ""), {}))
    return {name: tuple(value) if isinstance(value, list) else value for name, value in found.items()}


def prescribe(name: str, days: int | None = None) -> Answers:
    """Return one row of the prescription."""
    row = dict(_data()["medicines"][name])
    row["source"] = "own"
    return row | ({"days": days} if days else {})


def _contraindicated(person: TruePerson) -> frozenset[str]:
    harm = {"penicillin": ("amoxicillin", "dicloxacillin"), "nsaid": ("ibuprofen",)}
    return frozenset(name for allergen in person.allergies for name in harm.get(allergen, ()))


def _describe(person: TruePerson, day: date) -> str:
    age = person.age_on(day)
    years = "menor de un año" if age < 1 else f"{age} año" if age == 1 else f"{age} años"
    return f"{'Mujer' if person.sex == 'f' else 'Hombre'} de {years}" if age >= 18 else f"Menor, {years}"


def _additional_answers(complaint: Complaint, day: date, days: int, random: Random) -> Answers:
    more: Answers = {}
    if "notify" in complaint.asks:
        more |= {"onset_date": day - timedelta(days=days), "case_class": "suspected"}
    if "water" in complaint.asks:
        more["dehydration"] = weighted_choice(random, (("A", 76), ("B", 22), ("C", 2)))
    if "injury" in complaint.asks:
        more |= {
            "injury_cause": random.choice(complaint.cause),
            "injury_body": (random.choice(complaint.body),),
            "injury_intent": complaint.intent,
        }
    return more


def triage(vitals: Answers, age: int, moment: datetime, waited: int, random: Random) -> Answers:
    """Return answers to the form `triage`: nearly all green, yellow when a sign or the vitals require it."""
    sign = weighted_choice(random, (("none", 93), ("pain_sev", 4), ("pallor", 1), ("wheeze", 2)))
    worried = sign != "none" or has_danger_sign(vitals, age)
    return {
        "tri_dt": moment,
        "red_signs": ("none",),
        "yellow_signs": (sign,),
        "colour": "yellow" if worried else "green",
        "override_reason": "Valorado por el médico al llegar, estable.",
        "seen_dt": moment + timedelta(minutes=waited),
    }


def follow_ncd(person: TruePerson, vitals: Answers, day: date, since: date, random: Random) -> Answers:
    """Return answers to the form `ncd`: pressure, sugar, doses missed, and medicine for the journey."""
    codes = tuple(person.chronic)
    answers: Answers = {
        "ncd_dx": codes,
        "dx_known": "known" if Random(person.true_id).random() < 0.72 else "new",
        "enrol_date": since,
        "adher7": weighted_choice(random, ((7, 40), (6, 14), (5, 12), (3, 12), (1, 8), (0, 14))),
        "complic": ("none",) if random.random() < 0.85 else ("neuro",),
        "tobacco": weighted_choice(random, (("never", 60), ("ex", 18), ("current", 22))),
        "days_supplied": random.choice((30, 30, 60, 90)),
        "ncd_exit": "active",
    }
    if "htn" in codes:
        answers |= {"sbp": vitals["sbp"], "dbp": vitals["dbp"]}
    if "dm2" in codes:
        answers |= {"fbg": vitals["glucose_mgdl"], "foot": "normal" if random.random() < 0.8 else "abnormal"}
        answers |= {"hba1c": round(random.gauss(8.2, 1.3), 1)} if random.random() < 0.3 else {}
    return answers


def follow_pregnancy(person: TruePerson, day: date, number: int, random: Random) -> Answers:
    """Return answers to the form `anc`."""
    assert person.pregnancy is not None
    pregnancy = person.pregnancy
    weeks = (day - pregnancy.last_period).days // 7
    danger = weighted_choice(random, (("none", 92), ("headache", 3), ("fever", 2), ("pain", 2), ("bleed", 1)))
    answers: Answers = {
        "anc_visit": str(min(5, number)),
        "lmp": pregnancy.last_period,
        "gravida": pregnancy.gravida,
        "parity": pregnancy.parity,
        "abortions": pregnancy.gravida - pregnancy.parity - 1,
        "danger": (danger,),
        "hb": round(random.gauss(11.8, 1.1), 1),
        "urine": weighted_choice(random, (("normal", 84), ("nitrite", 9), ("protein", 4), ("not_done", 3))),
        "iron": "given" if random.random() < 0.9 else "already",
        "risk": "high" if danger != "none" or person.age_on(day) > 38 else "low",
        "birth_plan": "Desea atención en hospital del destino; viaja acompañada.",
        "refer": danger != "none",
    }
    if number == 1:
        answers |= {"syph": "neg", "hiv": "neg" if random.random() < 0.97 else "nd"}
    if weeks >= 12:
        answers["fhr"] = round(random.gauss(142, 9))
    if weeks >= 20:
        answers |= {"fundal_cm": float(weeks), "presentation": "cephalic" if weeks > 30 else "unknown"}
    return answers


def vaccinate(person: TruePerson, day: date, random: Random) -> Answers:
    """Return answers to the form `vacc`."""
    months = person.months_on(day)
    if months < 12:
        vaccine, dose = weighted_choice(random, ((("hexa", 2), 5), (("rota", 1), 2), (("pcv", 1), 3)))
    elif months < 72:
        vaccine, dose = weighted_choice(random, ((("mmr", 1), 5), (("dpt", 1), 3), (("flu", 1), 3)))
    else:
        vaccine, dose = weighted_choice(random, ((("td", 1), 6), (("flu", 1), 4), (("hepb", 1), 2)))
    return {
        "vaccine": vaccine,
        "dose": dose,
        "given_dt": day,
        "strategy": "routine",
        "card_seen": random.random() < 0.2,
    }
