"""Simulate a mission: people arrive, are registered, cared for and walk on, in the order in which it happens.

>>> events = list(simulate(3, days=20, seed=1, posts=("tenosique_la72", "tijuana"), start=date(2018, 11, 1)))
>>> events == sorted(events, key=lambda event: event.at)
True
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from heapq import heappop, heappush, merge
from random import Random
from typing import Any

from posta.clock import DEFAULT_TIME_ZONE, local_day
from posta.simulation import clinical_answers, psychosocial
from posta.simulation.events import Answers, Event, Registration, SimulatedContact
from posta.simulation.group_sessions import generate_sessions
from posta.simulation.population import TravelGroup, TruePerson, generate_groups, weighted_choice
from posta.simulation.registrations import JourneyState, register_person
from posta.simulation.route import STAY, RouteStop, local_moment, sample_stops
from posta.simulation.vital_signs import is_wasted, take_vitals

REGISTERED_SHARE = 0.92
HOSPITAL, IN_HOSPITAL, NO_DANGER = "ref_moh", frozenset(("heat",)), ("none",)
_CLINIC_ROLES = (("doctor", 6), ("nurse", 4))


def simulate(people: int, days: int, seed: int, posts: Sequence[str], start: date) -> Iterator[Event]:
    """Yield everything that happens at these posts within so many days from the start, in chronological order."""
    walks = _journeys(people, days, seed, tuple(posts), start)
    sessions = generate_sessions(days, seed, tuple(posts), start)
    begin, end = local_moment(start, 0), local_moment(start + timedelta(days=days), 0)
    for event in merge(walks, sessions, key=_moment):
        if begin <= event.at < end:
            yield event


def _moment(event: Event) -> datetime:
    return event.at


def _journeys(people: int, days: int, seed: int, posts: tuple[str, ...], start: date) -> Iterator[Event]:
    """Yield the events of parties that set out one after the other.

    What they will do later waits in a heap until its time has come.
    """
    waiting: list[tuple[datetime, int, Event]] = []
    number = 0
    for party in generate_groups(people, days, seed, start):
        today = local_moment(party.sets_out, 0)
        while waiting and waiting[0][0] < today:
            yield heappop(waiting)[2]
        for event in _follow_group(party, posts, start, Random(seed * 7_919 + party.number)):
            number += 1
            heappush(waiting, (event.at, number, event))
    while waiting:
        yield heappop(waiting)[2]


def _follow_group(party: TravelGroup, posts: tuple[str, ...], start: date, random: Random) -> Iterator[Event]:
    memories = [JourneyState() for _ in party.members]
    for stop in sample_stops(party, posts, random):
        if stop.arrives < start:
            continue
        hour = random.uniform(7, 15)
        for place, (person, memory) in enumerate(zip(party.members, memories, strict=True)):
            if random.random() < REGISTERED_SHARE:
                came = local_moment(stop.arrives, hour + place * 0.07)
                registration = register_person(person, memory, stop, came, random)
                yield registration
                yield from _care(person, memory, stop, registration, random)


def _care(
    person: TruePerson, memory: JourneyState, stop: RouteStop, registration: Registration, random: Random
) -> Iterator[SimulatedContact]:
    services, day = stop.post.services, stop.arrives
    visit = _Visit(person, memory, stop, registration, random)
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
    yield from visit.special_care(services)


@dataclass(slots=True)
class _Visit:
    """Makes the contacts of one person at one stop."""

    person: TruePerson
    memory: JourneyState
    stop: RouteStop
    registration: Registration
    random: Random

    def complaint(self) -> Iterator[SimulatedContact]:
        """Yield a consultation, and sometimes a second look before walking on, for which there is an appointment."""
        random, person = self.random, self.person
        what = clinical_answers.pick_complaint(person, self.stop.arrives, random)
        first = self._consult(what, 0, False)
        again = self.stop.nights >= 2 and random.random() < 0.3
        if not again or first.forms["visit"]["disposition"] == HOSPITAL:
            yield first
            return
        second = self._consult(what, random.randrange(1, self.stop.nights + 1), True)
        yield _with_appointment(first, second.at)
        yield second

    def _consult(self, what: clinical_answers.Complaint, after: int, follow_up: bool) -> SimulatedContact:
        at, random = self._time(after), self.random
        vitals = take_vitals(self.person, at.date(), what.code, random)
        forms: dict[str, Answers] = {"vitals": vitals}
        if random.random() < 0.6:
            age = self.person.age_on(at.date())
            forms["triage"] = clinical_answers.triage(vitals, age, at, random.randrange(2, 50), random)
        forms["opd"] = clinical_answers.examine(self.person, what, self.stop.arrives, follow_up, random)
        if what.intent == "3" or random.random() < 0.08:
            forms["violence"] = psychosocial.disclosed_violence(self.person, self.stop.arrives, random)
        due = 2 if "suture" in what.procedures else random.choice((3, 7)) if random.random() < 0.2 else None
        return self._contact(at, weighted_choice(random, _CLINIC_ROLES), "OPD", forms, due, follow_up)

    def chronic(self) -> SimulatedContact:
        at, random = self._time(0), self.random
        vitals = take_vitals(self.person, at.date(), "", random)
        if self.registration.answers["sex"] != "m" and 13 <= self.person.age_on(at.date()) <= 50:
            vitals["preg_status"] = "n"  # asked before a medicine that harms
        since = self.memory.first_seen or self.stop.arrives
        ncd = clinical_answers.follow_ncd(self.person, vitals, self.stop.arrives, since, random)
        names = dict.fromkeys(clinical_answers.NCD_MEDICINE[code] for code in self.person.chronic)
        opd: Answers = {
            "complaint": "Control de enfermedad crónica",
            "exam": "Estable, sin signos de descompensación.",
            "dx_main": {"epil": "epilepsy"}.get(self.person.chronic[0], self.person.chronic[0]),
            "dx_status": "new" if self.memory.registrations == 1 else "follow_up",
            "rx": tuple(clinical_answers.prescribe(name, ncd["days_supplied"]) for name in names),
            "advice": "Llevar medicina para el camino y mostrar el pase en el próximo puesto.",
            "violence_link": "n",
        }
        forms = {"vitals": vitals, "opd": opd, "ncd": ncd}
        return self._contact(at, "doctor", "NCD", forms, 30, self.memory.registrations > 1)

    def pregnancy(self) -> SimulatedContact:
        self.memory.pregnancy_visits += 1
        at, random, number = self._time(0), self.random, self.memory.pregnancy_visits
        vitals = take_vitals(self.person, at.date(), "", random)
        anc = clinical_answers.follow_pregnancy(self.person, self.stop.arrives, number, random)
        return self._contact(at, "midwife", "SRH", {"vitals": vitals, "anc": anc}, 28, number > 1)

    def vaccine(self) -> SimulatedContact:
        self.memory.vaccinated = True
        vacc = clinical_answers.vaccinate(self.person, self.stop.arrives, self.random)
        return self._contact(self._time(0), "nurse", "VAC", {"vacc": vacc}, None, False)

    def talks(self) -> Iterator[SimulatedContact]:
        """Yield a first talk, once on the whole road, then sessions while the person stays."""
        day = 0
        if self.memory.talk is None:
            self.memory.talk = psychosocial.first_session(self.person, self.random)
            forms = {"mh_base": self.memory.talk}
            if self.random.random() < 0.5:
                forms["violence"] = psychosocial.disclosed_violence(self.person, self.stop.arrives, self.random)
            yield self._contact(self._time(0), "psychologist", "MH", forms, 7, False)
            day = self.random.randrange(2, 6)
        while day <= self.stop.nights and self.memory.talks < 8:
            self.memory.talks += 1
            session = psychosocial.later_session(self.person, self.memory.talks, self.memory.talk, self.random)
            yield self._contact(self._time(day), "psychologist", "MH", {"mh_fu": session}, 7, True)
            day += self.random.randrange(3, 8)

    def social_work(self) -> SimulatedContact:
        answers = psychosocial.social_work(self.person, self.stop.arrives, self.random)
        return self._contact(self._time(0), "social_worker", "SW", {"sw": answers}, None, False)

    def special_care(self, services: frozenset[str]) -> Iterator[SimulatedContact]:
        """Yield what few places do: a stay from the first to the last night, psychiatry, care after violence."""
        arrives, nights, random = self.stop.arrives, self.stop.nights, self.random
        grown = self.person.age_on(arrives) >= 12
        if STAY in services:
            moves_in = psychosocial.residence_stay(arrives, random)
            moves_out = moves_in | psychosocial.end_of_stay(arrives + timedelta(days=nights), random)
            yield self._contact(self._time(0), "residence_staff", "RES", {"res": moves_in}, None, False)
            yield self._contact(self._time(nights), "residence_staff", "RES", {"res": moves_out}, None, True)
        if "psych" in services and grown and self.person.distress >= 2:
            for number, day in enumerate(range(1, nights, 21)):
                seen = psychosocial.psychiatric_visit(self.person, random)
                yield self._contact(self._time(day), "psychiatrist", "PSY", {"psych": seen}, 21, number > 0)
        if "violence" in services and grown:
            answers = psychosocial.disclosed_violence(self.person, arrives, random)
            yield self._contact(self._time(0), "psychologist", "VIO", {"violence": answers}, None, False)

    def _time(self, after: int) -> datetime:
        """Return a moment on the day of arrival after registration, or later during the hours of the clinic."""
        if after == 0:
            return self.registration.at + timedelta(minutes=self.random.randrange(10, 160))
        return local_moment(self.stop.arrives + timedelta(days=after), self.random.uniform(8, 17))

    def _contact(
        self, at: datetime, role: str, programme: str, forms: dict[str, Answers], due: int | None, follow_up: bool
    ) -> SimulatedContact:
        grave = _is_grave(forms)
        due = None if grave else due or (1 if forms.get("opd", {}).get("dehydration") == "B" else None)
        visit = self._envelope(at, role, programme, follow_up)
        if due:
            visit["next_appt"] = local_day(at, DEFAULT_TIME_ZONE) + timedelta(days=due)
        visit["disposition"] = HOSPITAL if grave else "fu" if due else "home"
        if visit["disposition"] != HOSPITAL:
            visit |= clinical_answers.fitness_after(forms.get("opd", {}))
        who, post = self.person, self.stop.post.name
        pregnant = who.pregnancy is not None
        return SimulatedContact(
            at, post, role, self.registration.number, who.true_id, programme, pregnant, {"visit": visit, **forms}
        )

    def _envelope(self, at: datetime, role: str, programme: str, follow_up: bool) -> dict[str, Any]:
        """Return answers to the form `visit`."""
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
            "pass_presented": self.registration.shows_pass,
            "staff_role": role,
        }
        last = stop.came_from.place if stop.came_from else self.person.country
        return visit | ({"last_place": last} if last else {})


def _is_grave(forms: dict[str, Answers]) -> bool:
    """Return whether what was found belongs in a hospital, as a colleague would decide."""
    opd, vitals = forms.get("opd", {}), forms.get("vitals", {})
    in_danger = forms.get("anc", {}).get("danger", NO_DANGER) != NO_DANGER
    return in_danger or is_wasted(vitals) or opd.get("dehydration") == "C" or opd.get("dx_main") in IN_HOSPITAL


def _with_appointment(first: SimulatedContact, at: datetime) -> SimulatedContact:
    """Return the same visit, after which the person comes back on the day of a moment."""
    visit = {**first.forms["visit"], "next_appt": local_day(at, DEFAULT_TIME_ZONE), "disposition": "fu"}
    return replace(first, forms={**first.forms, "visit": visit})


def _transport(person: TruePerson) -> tuple[str, ...]:
    """Return transport: single people ride the train; families take what buses they can pay."""
    own = Random(person.true_id)
    if person.travel_with in ("alone", "group", "uac"):
        return ("train", "walk") if own.random() < 0.6 else ("walk", "bus")
    return ("bus",) if own.random() < 0.5 else ("bus", "walk")
