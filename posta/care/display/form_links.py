"""The addresses of forms about a person, and the buttons for them on the person's page."""

from collections import defaultdict
from dataclasses import dataclass

from django.urls import reverse

from posta.acts.actor import Actor
from posta.catalog.language.form import Form
from posta.chart.record.person import Person
from posta.formkit.language import current_language
from posta.mission.places.offered_forms import list_offered_forms
from posta.mission.rules.permissions import can_open, can_record

NEXT_CARE = {"next": "care"}  # of the page of a person: it shows what is offered after harm, and does not say so
LAST = 1000  # the place of a form that a role does not write often


@dataclass(frozen=True, slots=True)
class FormButton:
    """A button that leads to a form: its address, icon and words."""

    href: str
    icon: str
    words: str


def link_to(form: Form, person: Person) -> str:
    """Return the address of a form about a person: its own screen, or the general form page."""
    code = person.id.hex()
    if form.service.screen:
        return reverse(form.service.screen, args=[code])
    return reverse("contact-form", args=[code, form.name])


def list_care_after_harm(actor: Actor, person: Person) -> list[FormButton]:
    """Return the links to the forms that this colleague may open for somebody who was hurt or threatened."""
    forms = [one for one in list_offered_forms(actor.offered, actor.post.kind) if one.service.after_harm]
    return [
        FormButton(link_to(one, person), "lock", one.label(current_language()))
        for one in forms
        if can_record(actor.staff, one) and can_open(actor.staff, one.compartment)
    ]


def list_buttons(actor: Actor, person: Person) -> dict[str, list[FormButton]]:
    """Return the buttons of the forms that this colleague records, by place on the page, frequent ones first."""
    by_place: dict[str, list[FormButton]] = defaultdict(list)
    offered = list_offered_forms(actor.offered, actor.post.kind)
    forms = [one for one in offered if can_record(actor.staff, one)]
    for form in sorted(forms, key=lambda one: one.service.offered_first.get(actor.staff.role, LAST)):
        if button := form.service.button:
            by_place[button.place].append(
                FormButton(link_to(form, person), button.icon, button.label(current_language()))
            )
    return dict(by_place)
