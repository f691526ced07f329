"""Arriving at a post: what is asked at registration, and what the journey did to a person."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random

from posta.simulation.events import Answers, Registration
from posta.simulation.name_noise import RecordedName, first_recording, later_recording
from posta.simulation.population import TruePerson, weighted_choice
from posta.simulation.route import RouteStop

PASS_SHARE = 0.45
REFUSES_SHARE = 0.01


@dataclass(slots=True)
class JourneyState:
    """What the journey has already done to one person."""

    registration: str | None = None
    registrations: int = 0
    first_seen: date | None = None
    pregnancy_visits: int = 0
    talk: Answers | None = None
    talks: int = 0
    vaccinated: bool = False


def register_person(
    person: TruePerson, memory: JourneyState, stop: RouteStop, at: datetime, random: Random
) -> Registration:
    """Return the registration of a person; a second one differs from the first."""
    recorded = first_recording(person, random) if memory.registration is None else later_recording(person, random)
    if recorded.birth and recorded.birth > stop.arrives or recorded.year and recorded.year > stop.arrives.year:
        recorded = replace(recorded, birth=person.birth, year=person.birth.year, estimated=False)
    previous, memory.registrations = memory.registration, memory.registrations + 1
    memory.registration = f"{person.true_id}-{memory.registrations}"
    memory.first_seen = memory.first_seen or stop.arrives
    return Registration(
        at=at,
        post=stop.post.name,
        role=weighted_choice(random, (("nurse", 6), ("doctor", 2), ("social_worker", 2))),
        number=memory.registration,
        true_id=person.true_id,
        previous=previous,
        shows_pass=previous is not None and random.random() < PASS_SHARE,
        refuses_link=Random(person.true_id).random() < REFUSES_SHARE,
        came_from=stop.came_from.name if stop.came_from else None,
        heading=stop.heading.name if stop.heading else None,
        expected_there=stop.arrives + timedelta(days=stop.nights + 7) if stop.heading else None,
        recorded_name=recorded,
        answers=_answers_of(person, recorded, stop.arrives, random),
    )


def _answers_of(person: TruePerson, recorded: RecordedName, day: date, random: Random) -> Answers:
    """Return answers to the form `person`."""
    answers: Answers = {
        "reg_date": day,
        "alias": recorded.given,
        "family_name": recorded.surnames,
        "sex": recorded.sex,
        "country_origin": recorded.country or "XX",
        "languages": person.languages,
        "interpreter": "spa" not in person.languages,
        "indigenous": "y" if person.languages[0] not in ("spa", "eng") else "n",
        "pop_group": person.population,
        "travel_with": person.travel_with,
        "consent_care": "y",
        "consent_record": "y",
        "consent_pass": "y" if random.random() < 0.8 else "n",
        "allergies": _allergies(person),
    }
    if recorded.country == person.country:
        answers["admin1_origin"] = person.department
    if random.random() < 0.08:
        answers |= {"phone": person.phone, "contact_ok": "y"}
    if Random(person.true_id).random() < 0.03:
        answers["disability"] = (weighted_choice(random, (("see", 4), ("walk", 4), ("hear", 2))),)
    return answers | _age(person, recorded, day, random)


def _allergies(person: TruePerson) -> tuple[Answers, ...]:
    if not person.allergies:
        return ({"allergen": "none"},)
    kinds: list[Answers] = [{"allergen": code, "reaction": ("rash",), "severity": "mild"} for code in person.allergies]
    return tuple(row | ({"substance": "Tinte para ropa"} if row["allergen"] == "other" else {}) for row in kinds)


def _age(person: TruePerson, recorded: RecordedName, day: date, random: Random) -> Answers:
    """Return the birth date if it was given, else an age; for the very young in months or days."""
    if recorded.birth:
        return {"birth_date": recorded.birth}
    months = person.months_on(day)
    if months < 2:
        return {"age_value": min(59, (day - person.birth).days), "age_unit": "d", "age_estimated": False}
    if months < 24:
        return {"age_value": months, "age_unit": "m", "age_estimated": True}
    guess = day.year - recorded.year if recorded.year else person.age_on(day) + random.randrange(-3, 4)
    return {"age_value": max(2, guess), "age_unit": "y", "age_estimated": True}
