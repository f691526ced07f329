"""One person with something in every compartment: what the visibility specs look at from everywhere.

Each compartment holds a text found nowhere else, so that whoever sees it has seen that compartment.
"""

import random

from posta.acts.arrival import record_arrival
from posta.acts.contact import record_contact
from posta.acts.duty import Duty
from posta.acts.registration import record_person
from posta.catalog.context import Context
from posta.catalog.form import get_form
from posta.catalog.sample import sample_answers
from posta.chart.people import Person
from posta.chart.registers import find_person
from posta.ids import EntryId
from tests.house import House

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


def record_everything(house: House, post: str) -> tuple[Person, dict[str, EntryId]]:
    """Register her at a post and record one visit for each compartment, each by whoever does that work."""
    duty = house.duty(post)
    person_id, entry = record_person(duty, ABOUT)
    person = find_person(duty.desk.cursor, person_id)
    assert person is not None
    entries = {"person": entry}
    for form, (trade, _, _) in AUTHORS.items():
        house.clock.advance(minutes=5)
        at_work = house.duty(post, trade)
        entries[form] = record_contact(at_work, person, {form: answers_of(form, at_work, person)}).entry
    house.clock.advance(minutes=5)
    entries["arrival"] = record_arrival(house.duty(post), person, reason=SECRETS["mental_health"], reserved=True)
    return person, entries


def answers_of(form: str, duty: Duty, person: Person) -> dict[str, object]:
    """Plausible answers to a form with the secret of its compartment in one of them."""
    if form == "opd":
        return dict(CONSULTATION)
    visit = {"visit_dt": duty.now, "post": duty.post.id}
    context = Context(duty.today, duty.now, person.answers, visit, closing=True, zone=duty.zone)
    fixed = dict(FIXED.get(form, {}))
    _, place, compartment = AUTHORS[form]
    return {**sample_answers(get_form(form), random.Random(5), context), **fixed, place: SECRETS[compartment]}
