"""The header of a person's pages: name, identity, and what a clinician must see at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from posta.acts.actor import Actor
from posta.acts.care.visits.clinical_context import find_pregnancy
from posta.care.alerts.pregnancy import pregnancy_banner
from posta.care.alerts.vital_alerts import NO_ALERTS, AlertItems, list_vital_alerts
from posta.care.alerts.wishes import wish_words
from posta.care.display.entries.answer_text import list_allergy_names
from posta.care.display.entries.travel_fitness import find_person_fitness, fitness_text
from posta.chart.record.person import Person
from posta.formkit.language import current_language
from posta.terms.lists import get_list
from posta.web.formatting import format_demographics, masked_name
from posta.web.placeholders import UnreadableLines

LOCAL_LANGUAGE = "spa"


@dataclass(frozen=True, slots=True, repr=False)
class PatientBanner:
    """The values that `care/parts/person.html` shows."""

    name: str
    veiled: str
    summary: str
    code: str
    allergies: tuple[str, ...]
    alerts: tuple[str, ...]
    back: str
    href: str
    last: str = ""
    alarms: AlertItems = ()


def present_patient_banner(
    person: Person,
    actor: Actor,
    *,
    back: str = "/",
    last: str = "",
    show_conflicts: bool = True,
    alarms: AlertItems | None = None,
    pregnancy: Sequence[str] | None = None,
    fitness: str | None = None,
) -> PatientBanner:
    """Return the header of a person for the colleague on duty.

    With `show_conflicts` it says that posts wrote different things. Danger signs, pregnancy and fitness to travel are
    read from the record unless the page has read them already.
    """
    gaps, today = UnreadableLines(), actor.today
    if pregnancy is None:
        banner = gaps.fill(_("Pregnancy"), lambda: pregnancy_banner(find_pregnancy(actor, person), today), list)
    else:
        banner = list(pregnancy)
    if fitness is None:
        fitness = gaps.fill(_("Fitness to travel"), lambda: fitness_text(find_person_fitness(actor, person)), str)
    alerts = [
        *wish_words(person),
        *banner,
        *([fitness] if fitness else []),
        *gaps.fill(_("Languages"), lambda: _language_alerts(person.answers), list),
    ]
    allergies = gaps.fill(_("Allergies"), lambda: list_allergy_names(person.answers), tuple)
    summary = gaps.fill(_("Age and origin"), lambda: format_demographics(person, today), str)
    judged = list_vital_alerts(actor, [person]).get(person.id, NO_ALERTS).alarms if alarms is None else alarms
    if person.closed is not None:
        alerts.append(_("Registered in error"))
    if person.conflicts and show_conflicts:
        alerts.append(_("Two values"))
    return PatientBanner(
        name=person.name or _("Registration undone"),
        veiled=masked_name(person),
        summary=summary,
        code=person.code,
        allergies=allergies,
        alerts=(*alerts, *gaps.alerts),
        back=back,
        href=reverse("person", args=[person.id.hex()]),
        last=last,
        alarms=judged,
    )


def _language_alerts(answers: Mapping[str, object]) -> list[str]:
    spoken = answers.get("languages")
    codes = [str(code) for code in spoken] if isinstance(spoken, tuple | list) else []
    labels = ", ".join(get_list("lang").label(code, current_language()) for code in codes if code != LOCAL_LANGUAGE)
    if answers.get("interpreter"):
        return [_("Interpreter: %(languages)s") % {"languages": labels} if labels else _("Needs an interpreter")]
    return [_("Speaks %(languages)s") % {"languages": labels}] if labels and LOCAL_LANGUAGE not in codes else []
