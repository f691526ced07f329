"""A mission rehearsed: people arrive, are registered, cared for and walk on, told in the order in which it happens.

>>> events = list(rehearse(people=3, days=20, seed=1, posts=("tenosique_la72", "reynosa_albergue_1"), start=date(2018, 11, 1)))
>>> events == sorted(events, key=lambda event: event.at)
True
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from heapq import heappop, heappush, merge
from random import Random
from typing import Any

from posta.clock import MEXICO_CITY
from posta.rehearsal import clinic, counsel
from posta.rehearsal.events import Answers, Contact, Event, GroupSession, Registration
from posta.rehearsal.hearing import Heard, hear_again, hear_first
from posta.rehearsal.measures import take_vitals
from posta.rehearsal.people import Party, TruePerson, walk_parties, weighted
from posta.rehearsal.road import Stop, lay_road, walk_road

REGISTERED_SHARE = 0.92
PASS_SHARE = 0.45
_CHILD_ROLES = (("doctor", 6), ("nurse", 4))


def rehearse(people: int, days: int, seed: int, posts: Sequence[str], start: date) -> Iterator[Event]:
    """Everything that happens at these posts within so many days from the start, in chronological order."""
    walks = _walks(people, days, seed, tuple(posts), start)
    sessions = _sessions(days, seed, tuple(posts), start)
    begin, end = _local(start, 0), _local(start + timedelta(days=days), 0)
    for event in merge(walks, sessions, key=_moment):
        if begin <= event.at < end:
            yield event


def _moment(event: Event) -> datetime:
    return event.at


def _walks(people: int, days: int, seed: int, posts: tuple[str, ...], start: date) -> Iterator[Event]:
    """Parties set out one after the other; what they will do later waits in a heap until its time has come."""
    waiting: list[tuple[datetime, int, Event]] = []
    number = 0
    for party in walk_parties(people, days, seed, start):
        today = _local(party.sets_out, 0)
        while waiting and waiting[0][0] < today:
            yield heappop(waiting)[2]
        for event in _follow(party, posts, start, Random(seed * 7_919 + party.number)):
            number += 1
            heappush(waiting, (event.at, number, event))
    while waiting:
        yield heappop(waiting)[2]


@dataclass(slots=True)
class _Memory:
    """What the road has already done to one person."""

    registration: str | None = None
    registrations: int = 0
    first_seen: date | None = None
    pregnancy_visits: int = 0
    talk: Answers | None = None
    talks: int = 0
    vaccinated: bool = False


def _follow(party: Party, posts: tuple[str, ...], start: date, random: Random) -> Iterator[Event]:
    memories = [_Memory() for _ in party.members]
    for stop in walk_road(party, posts, random):
        if stop.arrives < start:
            continue
        hour = random.uniform(7, 15)
        for place, (person, memory) in enumerate(zip(party.members, memories, strict=True)):
            if random.random() < REGISTERED_SHARE:
                came = _local(stop.arrives, hour + place * 0.07)
                registration = _register(person, memory, stop, came, random)
                yield registration
                yield from _care(person, memory, stop, registration, random)


def _register(person: TruePerson, memory: _Memory, stop: Stop, at: datetime, random: Random) -> Registration:
    heard = hear_first(person, random) if memory.registration is None else hear_again(person, random)
    if heard.birth and heard.birth > stop.arrives or heard.year and heard.year > stop.arrives.year:
        heard = replace(heard, birth=person.birth, year=person.birth.year, estimated=False)
    previous, memory.registrations = memory.registration, memory.registrations + 1
    memory.registration = f"{person.true_id}-{memory.registrations}"
    memory.first_seen = memory.first_seen or stop.arrives
    return Registration(
        at=at,
        post=stop.post.name,
        role=weighted(random, (("nurse", 6), ("doctor", 2), ("social_worker", 2))),
        number=memory.registration,
        true_id=person.true_id,
        previous=previous,
        shows_pass=previous is not None and random.random() < PASS_SHARE,
        refuses_link=Random(person.true_id).random() < 0.01,
        came_from=stop.came_from.name if stop.came_from else None,
        heading=stop.heading.name if stop.heading else None,
        expected_there=stop.arrives + timedelta(days=stop.nights + 7) if stop.heading else None,
        heard=heard,
        answers=_answers_of(person, heard, stop.arrives, random),
    )


def _answers_of(person: TruePerson, heard: Heard, day: date, random: Random) -> Answers:
    """Answers to the form `person`."""
    answers: Answers = {
        "reg_date": day,
        "alias": heard.given,
        "family_name": heard.surnames,
        "sex": heard.sex,
        "country_origin": heard.country or "XX",
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
    if heard.country == person.country:
        answers["admin1_origin"] = person.department
    if random.random() < 0.08:
        answers |= {"phone": person.phone, "contact_ok": "y"}
    if Random(person.true_id).random() < 0.03:
        answers["disability"] = (weighted(random, (("see", 4), ("walk", 4), ("hear", 2))),)
    return answers | _age(person, heard, day, random)


def _allergies(person: TruePerson) -> tuple[Answers, ...]:
    if not person.allergies:
        return ({"allergen": "none"},)
    kinds: list[Answers] = [{"allergen": code, "reaction": ("rash",), "severity": "mild"} for code in person.allergies]
    return tuple(row | ({"substance": "Tinte para ropa"} if row["allergen"] == "other" else {}) for row in kinds)


def _age(person: TruePerson, heard: Heard, day: date, random: Random) -> Answers:
    """The birth date if it was told, else an age; of the very young in months or days."""
    if heard.birth:
        return {"birth_date": heard.birth}
    months = person.months_on(day)
    if months < 2:
        return {"age_value": min(59, (day - person.birth).days), "age_unit": "d", "age_estimated": False}
    if months < 24:
        return {"age_value": months, "age_unit": "m", "age_estimated": True}
    guess = day.year - heard.year if heard.year else person.age_on(day) + random.randrange(-3, 4)
    return {"age_value": max(2, guess), "age_unit": "y", "age_estimated": True}


# ---- care at one stop


def _care(person: TruePerson, memory: _Memory, stop: Stop, told: Registration, random: Random) -> Iterator[Contact]:
    services, day = stop.post.services, stop.arrives
    visit = _Visit(person, memory, stop, told, random)
    if "opd" in services:
        if person.pregnancy and day <= person.pregnancy.last_period + timedelta(days=290):
            yield visit.pregnancy()
        elif person.chronic and random.random() < 0.7:
            yield visit.chronic()
        elif random.random() < 0.52:
            yield from visit.complaint()
        if person.age_on(day) < 6 and not memory.vaccinated and random.random() < 0.3:
            yield visit.vaccine()
    if "mh" in services and person.age_on(day) >= 12 and person.distress >= 3 and random.random() < 0.55:
        yield from visit.talks()
    if "sw" in services and random.random() < (0.5 if person.travel_with == "uac" else 0.13):
        yield visit.social_work()


@dataclass(slots=True)
class _Visit:
    """Makes the contacts of one person at one stop."""

    person: TruePerson
    memory: _Memory
    stop: Stop
    told: Registration
    random: Random

    def complaint(self) -> Iterator[Contact]:
        """A consultation, and sometimes a second look before walking on."""
        random, person = self.random, self.person
        what = clinic.pick_complaint(person, self.stop.arrives, random)
        yield self._consult(what, 0, False)
        if self.stop.nights >= 2 and random.random() < 0.3:
            yield self._consult(what, self.random.randrange(1, self.stop.nights + 1), True)

    def _consult(self, what: clinic.Complaint, after: int, follow_up: bool) -> Contact:
        at, random = self._time(after), self.random
        vitals = take_vitals(self.person, at.date(), what.code, random)
        forms: dict[str, Answers] = {"vitals": vitals}
        if random.random() < 0.6:
            age = self.person.age_on(at.date())
            forms["triage"] = clinic.triage(vitals, age, at, random.randrange(2, 50), random)
        forms["opd"] = clinic.examine(self.person, what, self.stop.arrives, follow_up, random)
        if what.intent == "3" or random.random() < 0.08:
            forms["violence"] = counsel.violence_told(self.person, self.stop.arrives, random)
        due = 2 if "suture" in what.procedures else random.choice((3, 7)) if random.random() < 0.2 else None
        return self._contact(at, weighted(random, _CHILD_ROLES), "OPD", forms, due, follow_up)

    def chronic(self) -> Contact:
        at, random = self._time(0), self.random
        vitals = take_vitals(self.person, at.date(), "", random)
        since = self.memory.first_seen or self.stop.arrives
        ncd = clinic.follow_ncd(self.person, vitals, self.stop.arrives, since, random)
        names = dict.fromkeys(clinic.NCD_MEDICINE[code] for code in self.person.chronic)
        opd = {
            "complaint": "Control de enfermedad crónica",
            "exam": "Estable, sin signos de descompensación.",
            "dx_main": {"epil": "epilepsy"}.get(self.person.chronic[0], self.person.chronic[0]),
            "dx_status": "new" if self.memory.registrations == 1 else "follow_up",
            "rx": tuple(clinic.prescribe(name, ncd["days_supplied"]) for name in names),
            "advice": "Llevar medicina para el camino y mostrar el pase en el próximo puesto.",
            "violence_link": "n",
        }
        forms = {"vitals": vitals, "opd": opd, "ncd": ncd}
        return self._contact(at, "doctor", "NCD", forms, 30, self.memory.registrations > 1)

    def pregnancy(self) -> Contact:
        self.memory.pregnancy_visits += 1
        at, random, number = self._time(0), self.random, self.memory.pregnancy_visits
        vitals = take_vitals(self.person, at.date(), "", random)
        anc = clinic.follow_pregnancy(self.person, self.stop.arrives, number, random)
        return self._contact(at, "midwife", "SRH", {"vitals": vitals, "anc": anc}, 28, number > 1)

    def vaccine(self) -> Contact:
        self.memory.vaccinated = True
        vacc = clinic.vaccinate(self.person, self.stop.arrives, self.random)
        return self._contact(self._time(0), "nurse", "VAC", {"vacc": vacc}, None, False)

    def talks(self) -> Iterator[Contact]:
        """A first talk, once on the whole road, then sessions while the person stays."""
        day = 0
        if self.memory.talk is None:
            self.memory.talk = counsel.first_talk(self.person, self.random)
            forms = {"mh_base": self.memory.talk}
            if self.random.random() < 0.5:
                forms["violence"] = counsel.violence_told(self.person, self.stop.arrives, self.random)
            yield self._contact(self._time(0), "psychologist", "MH", forms, 7, False)
            day = self.random.randrange(2, 6)
        while day <= self.stop.nights and self.memory.talks < 8:
            self.memory.talks += 1
            session = counsel.later_session(self.person, self.memory.talks, self.memory.talk, self.random)
            yield self._contact(self._time(day), "psychologist", "MH", {"mh_fu": session}, 7, True)
            day += self.random.randrange(3, 8)

    def social_work(self) -> Contact:
        answers = counsel.social_work(self.person, self.stop.arrives, self.random)
        return self._contact(self._time(0), "social_worker", "SW", {"sw": answers}, None, False)

    def _time(self, after: int) -> datetime:
        """On the day of arrival after being registered; later during the hours of the clinic."""
        if after == 0:
            return self.told.at + timedelta(minutes=self.random.randrange(10, 160))
        return _local(self.stop.arrives + timedelta(days=after), self.random.uniform(8, 17))

    def _contact(
        self, at: datetime, role: str, programme: str, forms: dict[str, Answers], due: int | None, follow_up: bool
    ) -> Contact:
        visit = self._envelope(at, role, programme, follow_up)
        if due:
            visit["next_appt"] = at.astimezone(MEXICO_CITY).date() + timedelta(days=due)
        visit["disposition"] = "fu" if due else "home"
        who, post = self.person, self.stop.post.name
        pregnant = who.pregnancy is not None
        return Contact(at, post, role, self.told.number, who.true_id, programme, pregnant, {"visit": visit, **forms})

    def _envelope(self, at: datetime, role: str, programme: str, follow_up: bool) -> dict[str, Any]:
        """Answers to the form `visit`."""
        stop = self.stop
        visit: Answers = {
            "visit_dt": at,
            "post": stop.post.name,
            "location_type": stop.post.where,
            "visit_type": "fu" if follow_up else "new",
            "programme": programme,
            "direction": self.person.direction,
            "transport": _transport(self.person),
            "days_travel": stop.days_travelled,
            "pass_presented": self.told.shows_pass,
            "staff_role": role,
        }
        last = stop.came_from.place if stop.came_from else self.person.country
        return visit | ({"last_place": last} if last else {})


def _transport(person: TruePerson) -> tuple[str, ...]:
    """Single people ride the train; families take what buses they can pay."""
    own = Random(person.true_id)
    if person.travel_with in ("alone", "group", "uac"):
        return ("train", "walk") if own.random() < 0.6 else ("walk", "bus")
    return ("bus",) if own.random() < 0.5 else ("bus", "walk")


# ---- group sessions


def _sessions(days: int, seed: int, posts: tuple[str, ...], start: date) -> Iterator[GroupSession]:
    """Three or four talks a week wherever somebody gives them."""
    random = Random(seed + 2)
    places = [post for stage in lay_road(posts) for post, _ in stage.posts if "group" in post.services]
    for number in range(days):
        today = []
        for post in places:
            if random.random() < 0.5:
                at = _local(start + timedelta(days=number), random.uniform(9, 17))
                role = "promoter" if random.random() < 0.7 else "psychologist"
                today.append(GroupSession(at, post.name, role, _session(role, start + timedelta(days=number), random)))
        yield from sorted(today, key=_moment)


def _session(role: str, day: date, random: Random) -> Answers:
    """Answers to the form `group`."""
    health = (("hyg", 5), ("foot", 6), ("water", 4), ("heat", 3), ("resp", 3), ("route", 5), ("rights", 3), ("sv72", 2))
    topic = "mh" if role == "psychologist" else weighted(random, health)
    answers: Answers = {
        "g_date": day,
        "g_type": "psyedu" if role == "psychologist" else "hp",
        "topics": (topic,),
        "n_f_lt18": random.randrange(0, 5),
        "n_f_ge18": random.randrange(1, 9),
        "n_m_lt18": random.randrange(0, 5),
        "n_m_ge18": random.randrange(2, 18),
        "n_other": 1 if random.random() < 0.08 else 0,
        "minutes": random.choice((20, 30, 45, 60)),
    }
    if topic in ("foot", "hyg"):
        answers["kits"] = ({"kit": topic, "n": random.randrange(2, 20)},)
    return answers


def _local(day: date, hour: float) -> datetime:
    """A moment of the Mexican day, in UTC."""
    minutes = timedelta(minutes=int(hour * 60))
    return (datetime.combine(day, time(), MEXICO_CITY) + minutes).astimezone(UTC)
