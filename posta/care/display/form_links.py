"""The addresses of forms, the buttons for them on a person's page, and the main button of a first page."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.urls import reverse

from posta.acts.actor import Actor
from posta.catalog.language.answer_context import compute_age
from posta.catalog.language.form import SEALED, Form, list_forms
from posta.catalog.suiting import suits_person
from posta.chart.record.person import Person
from posta.formkit.language import current_language
from posta.mission.places.offered_forms import is_form_offered, list_offered_forms
from posta.mission.rules.permissions import can_open, can_record

AFTER_HARM = "after_harm"  # kept for the page after an act: somebody spoke of harm, so that it offers care
WAITING, NEXT_STEP = "waiting", "next_step"  # places of a button
KEPT_FOR = "kept_for"  # the same: the compartment of what was just signed, which the signer cannot read
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


def find_lead(actor: Actor) -> FormButton | None:
    """Return the main button of a colleague's first page: the form about no person that is recorded most at this place.

    None where that is registering people, or where the place does not offer the form today.
    """
    role, kind = actor.staff.role, actor.post.kind
    leads = [
        (form, one) for form in list_forms() for one in form.service.leads if role in one.roles and one.is_at(kind)
    ]
    if not leads:
        return None
    offered = actor.offered
    for form, one in leads:
        here = form.service.is_offered_at(kind) and is_form_offered(form, offered) and can_record(actor.staff, form)
        if here and not (one.unless and offered.offers(one.unless)):
            return FormButton(link_to_activity(form), one.icon, one.label(current_language()))
    return None


def link_to_activity(form: Form) -> str:
    """Return the address of a form about no person: its own screen, or the general form page."""
    return reverse(form.service.screen) if form.service.screen else reverse("work-form", args=[form.name])


def list_care_after_harm(actor: Actor, person: Person) -> list[FormButton]:
    """Return the links to the forms that this colleague may open for somebody who was hurt or threatened."""
    forms = [one for one in list_offered_forms(actor.offered, actor.post.kind) if one.service.after_harm]
    return [
        FormButton(link_to(one, person), "lock", one.label(current_language()))
        for one in forms
        if can_record(actor.staff, one) and can_open(actor.staff, one.compartment)
    ]


def find_main_form(actor: Actor, person: Person, written: Collection[str], *, waits_for_triage: bool) -> Form | None:
    """Return the form that this trade writes first of a person: the first it writes often, by its manifest, that fits.

    A follow-up gives way to the form that begins it as long as neither is `written`, and so does a form for people who
    have no colour yet (a button of the place `waiting`) where nobody waits for one.
    """
    role, age = actor.staff.role, compute_age(person.answers, actor.today)
    often = [
        form
        for form in list_offered_forms(actor.offered, actor.post.kind)
        if role in form.service.offered_first
        and can_record(actor.staff, form)
        and can_open(actor.staff, form.compartment)
        and suits_person(form.name, person.answers, age)
    ]
    names = {form.name for form in often}
    for form in sorted(often, key=lambda one: one.service.offered_first[role]):
        before, button = form.service.follows, form.service.button
        begins = before in names and form.name not in written and before not in written
        if not begins and (waits_for_triage or button is None or button.place != WAITING):
            return form
    return None


def main_button(form: Form, person: Person) -> FormButton:
    """Return the button of a trade's main form, in its own words or by its name."""
    words, icon = form.label(current_language()), "lock" if form.compartment in SEALED else "clipboard-list"
    if button := form.service.button:
        words, icon = button.label(current_language()), button.icon
    return FormButton(link_to(form, person), icon, words)


def list_buttons(
    actor: Actor, person: Person, written: Collection[str] = (), *, waits_for_triage: bool = False
) -> dict[str, list[FormButton]]:
    """Return the buttons of the forms that this colleague records, by place on the page, frequent ones first.

    The main form of the trade is the first of the next step, and stands nowhere else.
    """
    by_place: dict[str, list[FormButton]] = defaultdict(list)
    offered = list_offered_forms(actor.offered, actor.post.kind)
    forms = [one for one in offered if can_record(actor.staff, one)]
    for form in sorted(forms, key=lambda one: one.service.offered_first.get(actor.staff.role, LAST)):
        if button := form.service.button:
            by_place[button.place].append(
                FormButton(link_to(form, person), button.icon, button.label(current_language()))
            )
    main = find_main_form(actor, person, written, waits_for_triage=waits_for_triage)
    if main is None:
        return dict(by_place)
    first = main_button(main, person)
    rest = {place: [one for one in some if one.href != first.href] for place, some in by_place.items()}
    return {**rest, NEXT_STEP: [first, *rest.get(NEXT_STEP, ())]}
