"""What a psychologist and a social worker write down: first talks, sessions with scales, reported violence, needs met."""

from datetime import date, timedelta
from random import Random
from typing import Any

from posta.simulation.clinical_answers import texts_for
from posta.simulation.population import TruePerson, weighted_choice

Answers = dict[str, Any]

_EVENTS = (
    ("e28", 22), ("e213", 16), ("e211", 14), ("e31", 14), ("e226", 12), ("e310", 9), ("e52", 9), ("e35", 8), ("e26", 7),
    ("e39", 7), ("e210", 7), ("e25", 4), ("e312", 8), ("e24", 4), ("e27", 5),
)  # fmt: skip
_SYNDROMES = (
    ("4", 30, ("s42", "s44", "s13", "s41", "s33")),
    ("3", 32, ("s31", "s32", "s13", "s34", "s11")),
    ("2", 28, ("s21", "s23", "s24", "s13", "s25")),
    ("1", 6, ("s11", "s12", "s13")),
    ("7", 4, ("s71", "s22", "s72")),
)
_NEEDS = (
    ("shelter", 20), ("food", 14), ("asylum", 16), ("docs", 12), ("migr", 10), ("legal", 5), ("contact", 10),
    ("transp", 7), ("work", 6), ("child", 4), ("protect", 6), ("nfi", 6),
)  # fmt: skip
_VIOLENCE = (("rob", 28), ("phys", 22), ("threat", 20), ("extort", 16), ("witness", 7), ("kidnap", 4), ("detain", 3))


def first_session(person: TruePerson, random: Random) -> Answers:
    """Return answers to the form `mh_base`."""
    syndrome, symptoms = weighted_choice(random, tuple(((code, signs), share) for code, share, signs in _SYNDROMES))
    events = _sample(_EVENTS, random.randrange(1, 4), random)
    severity = min(7, 2 + person.distress // 2 + random.randrange(2))
    suicide = "0" if person.distress < 4 else weighted_choice(random, (("0", 70), ("1", 20), ("2", 8), ("3", 2)))
    phq = min(27, max(0, round(random.gauss(5 + 2.6 * person.distress, 3))))
    reported = tuple(
        dict.fromkeys((*symptoms[: random.randrange(2, len(symptoms) + 1)], *(("s26",) if suicide > "0" else ())))
    )
    bound: Answers = {"safety_plan": ("warning_signs", "people", "means"), "stays_with": "shelter"}
    return (bound if suicide >= "3" else {}) | {
        "mh_service": "psych" if random.random() < 0.7 else "counsel",
        "mh_mode": "ind",
        "mh_source": weighted_choice(random, (("self", 40), ("posta", 30), ("shelter", 20), ("outreach", 10))),
        "mh_prev_dx": "n" if random.random() < 0.85 else "y",
        "mh_prev_med": "never" if random.random() < 0.9 else "past",
        "suic": suicide,
        "harm_others": random.random() < 0.02,
        "symptoms": reported,
        "symptom_top": reported[:3],
        "syndrome": syndrome,
        "duration": weighted_choice(random, (("d7", 15), ("w4", 30), ("m3", 30), ("m12", 15), ("y1", 10))),
        "events": events,
        "event_top": events[:3],
        "event_since": weighted_choice(random, (("d7", 15), ("w4", 30), ("m3", 30), ("m12", 15), ("y1", 10))),
        "event_where": weighted_choice(random, (("origin", 55), ("mexico", 35), ("transit_pre", 10))),
        "phq9": phq,
        "gad7": min(21, max(0, round(phq * 0.8 + random.gauss(0, 2)))),
        "cgi_s": str(severity),
        "functioning": max(0, 9 - person.distress - random.randrange(2)),
        "goals": random.choice(texts_for("talks")["goals"]),
        "follow": "urgent24" if suicide >= "3" else "yes" if severity >= 3 else "no",
        "note": session_note(random),
    }


def later_session(person: TruePerson, number: int, before: Answers, random: Random) -> Answers:
    """Return answers to the form `mh_fu`: most come, most are a little better."""
    if random.random() < 0.08:
        reason = weighted_choice(random, (("moved", 50), ("busy", 20), ("forgot", 20), ("transport", 10)))
        return {"mh_mode": "ind", "attended": False, "missed_reason": reason}
    better = weighted_choice(random, (("2", 20), ("3", 45), ("4", 28), ("5", 7)))
    return {
        "mh_mode": "ind",
        "attended": True,
        "suic": "0" if random.random() < 0.95 else "1",
        "cgi_s": str(max(1, int(before["cgi_s"]) - (1 if better < "4" else 0))),
        "cgi_i": better,
        "phq9": max(0, before["phq9"] - 2 * number + random.randrange(-2, 3)) if before["phq9"] > 2 else 2,
        "functioning": min(10, before["functioning"] + random.randrange(0, 3)),
        "note": session_note(random),
    }


def disclosed_violence(person: TruePerson, day: date, random: Random) -> Answers:
    """Return answers to the form `violence`; sexual violence has its own form and is not simulated here."""
    if random.random() < 0.15:
        return {"v_asked": weighted_choice(random, (("declined", 50), ("not_private", 50)))}
    if random.random() > 0.68:
        return {"v_asked": "yes", "v_any": "n"}
    month = (day.replace(day=1) - timedelta(days=random.choice((1, 20, 50, 200)))).strftime("%Y-%m")
    event = {
        "v_type": _sample(_VIOLENCE, random.randrange(1, 3), random),
        "v_when": weighted_choice(random, (("mexico", 50), ("origin", 40), ("transit_pre", 10))),
        "v_perp": (
            weighted_choice(random, (("gang", 45), ("unknown", 30), ("police", 14), ("smuggler", 6), ("migr", 5))),
        ),
        "event_month": month,
    }
    return {
        "v_asked": "yes",
        "v_any": "y",
        "events": (event,),
        "v_safe_now": "y" if random.random() < 0.8 else "n",
        "v_flee_reason": weighted_choice(random, (("violence", 42), ("economic", 30), ("family", 10), ("mixed", 18))),
    }


def social_work(person: TruePerson, day: date, random: Random) -> Answers:
    """Return answers to the form `sw`."""
    needs = _sample(_NEEDS, random.randrange(1, 4), random)
    actions = tuple(
        {
            "need": need,
            "action": weighted_choice(
                random, (("guid", 30), ("info", 30), ("refext", 20), ("comm", 10), ("accomp", 10))
            ),
            "date": day,
            "result": weighted_choice(random, (("done", 60), ("pending", 34), ("failed", 6))),
        }
        for need in needs
    )
    status = weighted_choice(random, (("done", 40), ("refd", 30), ("moved", 25), ("noref", 5)))
    return {
        "needs": needs,
        "actions": actions,
        "best_interest": "y" if person.age_on(day) < 18 else "n",
        "status": status,
    }


def residence_stay(day: date, random: Random) -> Answers:
    """Return answers to the form `res`: somebody moves in."""
    goals = texts_for("residence")["goals"]
    services = random.sample(("med", "ot", "educ", "work", "sw"), 2)
    return {
        "adm_date": day,
        "reason": (weighted_choice(random, (("extreme", 40), ("kidnap", 25), ("torture", 20), ("medical", 15))),),
        "bed": f"Cuarto {random.randrange(1, 9)}",
        "companions": 0,
        "plan": tuple({"service": one, "goal": random.choice(goals), "per_week": 2} for one in services),
    }


def end_of_stay(day: date, random: Random) -> Answers:
    """Return answers to the form `res` beside those of the first day: somebody moves out."""
    return {"exit_date": day, "exit_type": random.choice(("goals", "improved", "moved"))}


def psychiatric_visit(person: TruePerson, random: Random) -> Answers:
    """Return answers to the form `psych`, without a medicine: the simulation knows no doses."""
    return {
        "dx": weighted_choice(random, (("ptsd", 45), ("depression", 35), ("anxiety", 20))),
        "suic": "0" if random.random() < 0.8 else "1",
        "cgi_s": str(min(6, 2 + person.distress // 2 + random.randrange(2))),
        "consent_rx": "p",
        "urgent24": False,
    }


def session_note(random: Random) -> str:
    """Return a note of a session in three sentences."""
    talks = texts_for("talks")
    return " ".join(random.choice(talks[part]) for part in ("opening", "work", "closing"))


def _sample(choices: tuple[tuple[str, int], ...], number: int, random: Random) -> tuple[str, ...]:
    """Return a few different choices, by weight."""
    return tuple(dict.fromkeys(weighted_choice(random, choices) for _ in range(number)))
