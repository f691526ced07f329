"""One person with something in every compartment: what the visibility specs look at from everywhere.

Each compartment holds a text found nowhere else, so that whoever sees it has seen that compartment.
"""

import random

from posta.acts.actor import Actor
from posta.acts.care.headcounts.busloads import record_busload
from posta.acts.care.headcounts.stops import open_stop
from posta.acts.care.queue.arrival import record_arrival
from posta.acts.care.registration import record_person
from posta.acts.care.signal_recording import record_signal
from posta.acts.care.visits.encounter import record_encounter
from posta.acts.operations.directory_entry import record_directory_entry
from posta.catalog.language.answer_context import FormContext
from posta.catalog.language.form import get_form
from posta.catalog.operation_acts import DirectoryEntry
from posta.catalog.tooling.fake_answers import fake_answers
from posta.chart.record.person import Person
from posta.chart.record.person_registers import find_person
from posta.ids import EntryId
from tests.in_memory_mission import InMemoryMission

NAME = "Quetzalina"
SECRETS = {
    "care": "zopilotecare",
    "mental_health": "zopilotemente",
    "sexual_violence": "zopilotesexual",
    "protected": "zopiloteamparo",
    "contacts": "+50499001177",
}
ABOUT = {
    "alias": NAME, "sex": "f", "age_value": 27, "age_unit": "y", "country_origin": "HN", "pop_group": "migrant",
    "consent_care": "y", "consent_record": "y", "phone": SECRETS["contacts"], "contact_ok": "y",
}  # fmt: skip
CONSULTATION = {
    "complaint": "Pies", "dx_main": "foot_tinea", "dx_status": "new", "violence_link": "y",
    "history": SECRETS["care"],
}  # fmt: skip
AUTHORS = {
    "opd": ("doctor", "history", "care"),
    "mh_fu": ("psychologist", "note", "mental_health"),
    "sv_fu": ("midwife", "pep_side", "sexual_violence"),
    "torture": ("doctor", "allegation", "protected"),
}
FIXED = {"mh_fu": {"attended": True, "suic": "0", "cgi_s": "3", "cgi_i": "4"}, "torture": {"consent_doc": "y"}}


def record_everything(house: InMemoryMission, post: str) -> tuple[Person, dict[str, EntryId]]:
    """Register her at a post and record one visit for each compartment, each by whoever does that work."""
    actor = house.actor(post)
    person_id, entry = record_person(actor, ABOUT)
    person = find_person(actor.node.cursor, person_id)
    assert person is not None
    entries = {"person": entry}
    for form, (trade, _, _) in AUTHORS.items():
        house.clock.advance(minutes=5)
        at_work = house.actor(post, trade)
        entries[form] = record_encounter(at_work, person, {form: answers_of(form, at_work, person)}).entry
    house.clock.advance(minutes=5)
    entries["arrival"] = record_arrival(house.actor(post), person, reason=SECRETS["mental_health"], reserved=True)
    return person, entries


def refer_everywhere(house: InMemoryMission, person: Person) -> dict[str, EntryId]:
    """Refer her to a hospital of the directory, and for a legal reason, which is sealed."""
    leader = house.actor("tenosique_la72", "team_leader")
    record_directory_entry(leader, DirectoryEntry(code="p-1", name="Hospital", kind="hosp"))
    entries = {}
    for name, trade, reason in (("referral", "doctor", "higher"), ("sealed_referral", "social_worker", "legal")):
        actor = house.actor("tenosique_la72", trade)
        asked = {"to_type": "hosp", "to_name": "p-1", "reason": reason, "urgency": "w1", "consent": "y", "status": "sent",
                 "sent_dt": actor.now, "status_dt": actor.now}  # fmt: skip
        said = {"outcome": SECRETS["protected"]} if reason == "legal" else {}
        entries[name] = record_encounter(actor, person, {"referral": {**asked, **said}}).entry
    return entries


def count_everywhere(house: InMemoryMission) -> dict[str, EntryId]:
    """Record what is about nobody: a signal, the heads of a bus, and a stop."""
    actor = house.actor("tenosique_la72")
    seen = {"sig_type": "disease", "sig_place": "27017", "sig_src": "shelter", "n_aff": 5}
    heads = {"arrived_at": actor.now, "vehicle": "bus", "vehicle_id": "TX-118", "n_m_18_59": 38}
    stop = open_stop(actor, {"stop_at": actor.now, "team": ("doctor",)})
    return {"signal": record_signal(actor, seen), "busload": record_busload(actor, heads), "stop": stop}


def answers_of(form: str, actor: Actor, person: Person) -> dict[str, object]:
    """Plausible answers to a form with the secret of its compartment in one of them."""
    if form == "opd":
        return dict(CONSULTATION)
    visit = {"visit_dt": actor.now, "post": actor.post.id}
    context = FormContext(actor.today, actor.now, person.answers, visit, closing=True, zone=actor.zone)
    fixed = dict(FIXED.get(form, {}))
    _, place, compartment = AUTHORS[form]
    return {**fake_answers(get_form(form), random.Random(5), context), **fixed, place: SECRETS[compartment]}
