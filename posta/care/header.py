"""The head of a person's pages: name, who they are, what must not be overlooked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from posta.acts.duty import Duty
from posta.acts.surroundings import find_pregnancy
from posta.care.alarms import CALM, Alarms, list_alarms
from posta.care.pregnancy import pregnancy_alerts
from posta.care.telling import allergy_words
from posta.care.unshown import Gaps
from posta.care.words import language, summary_words, veiled
from posta.chart.people import Person
from posta.terms.lists import get_list

SPOKEN_HERE = "spa"


@dataclass(frozen=True, slots=True)
class Header:
    """What `care/parts/person.html` shows."""

    name: str
    veiled: str
    summary: str
    code: str
    allergies: tuple[str, ...]
    alerts: tuple[str, ...]
    back: str
    href: str
    last: str = ""
    alarms: Alarms = ()


def head_of(
    person: Person,
    duty: Duty,
    *,
    back: str = "/",
    last: str = "",
    disagreeing: bool = True,
    alarms: Alarms | None = None,
    pregnancy: Sequence[str] | None = None,
) -> Header:
    """The header of a person for the colleague on duty; `disagreeing` says so when posts wrote different things.

    Signs of alarm and pregnancy are looked up unless the page has read them already.
    """
    gaps, today = Gaps(), duty.today
    if pregnancy is None:
        told = gaps.fill(_("Pregnancy"), lambda: pregnancy_alerts(find_pregnancy(duty, person), today), list)
    else:
        told = list(pregnancy)
    alerts = [*told, *gaps.fill(_("Languages"), lambda: _language_alerts(person.answers), list)]
    allergies = gaps.fill(_("Allergies"), lambda: allergy_words(person.answers), tuple)
    summary = gaps.fill(_("Age and origin"), lambda: summary_words(person, today), str)
    judged = list_alarms(duty, [person]).get(person.id, CALM).alarms if alarms is None else alarms
    if person.closed is not None:
        alerts.append(_("Registered in error"))
    if person.conflicts and disagreeing:
        alerts.append(_("Two values"))
    return Header(
        name=person.name or _("Registration undone"),
        veiled=veiled(person),
        summary=summary,
        code=person.code,
        allergies=allergies,
        alerts=(*alerts, *gaps.alerts),
        back=back,
        href=f"/people/{person.id.hex()}/",
        last=last,
        alarms=judged,
    )


def _language_alerts(answers: Mapping[str, object]) -> list[str]:
    spoken = answers.get("languages")
    codes = [str(code) for code in spoken] if isinstance(spoken, tuple | list) else []
    labels = ", ".join(get_list("lang").label(code, language()) for code in codes if code != SPOKEN_HERE)
    if answers.get("interpreter"):
        return [_("Interpreter: %(languages)s") % {"languages": labels} if labels else _("Needs an interpreter")]
    return [_("Speaks %(languages)s") % {"languages": labels}] if labels and SPOKEN_HERE not in codes else []
