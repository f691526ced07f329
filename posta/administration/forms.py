"""The two forms of administration: a colleague's appointment, and a new computer's request."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from posta.catalog.compartments import PERSON_HELD, Compartment
from posta.clock import from_epoch_day, to_epoch_day
from posta.formkit.choices import Choice
from posta.formkit.field_names import FormData
from posta.formkit.language import current_language
from posta.formkit.render.field_views import FieldView, FormView
from posta.mission.roles import ROLES, Role
from posta.mission.staff import Staff
from posta.terms.lists import get_list
from posta.web.formatting import format_date

DEFAULT_DAYS = 180
MAX_NAME_LENGTH = 80
LICENCE_LENGTH = 20
LICENCE = re.compile(rf"[0-9A-Za-z-]{{1,{LICENCE_LENGTH}}}")
ADDABLE = tuple(sorted({one for role in ROLES.values() for one in role.may_add}))
LANGUAGES = (("es", "Español"), ("en", "English"), ("fr", "Français"))


@dataclass(frozen=True, slots=True, repr=False)
class AppointmentInput:
    """The valid answers; `until` is the last day (days since 1970) or None."""

    name: str
    role: str
    until: int | None
    language: str
    networks: tuple[str, ...]
    also: frozenset[Compartment]
    licence: str = ""


SubmittedText = Mapping[str, str]
Networks = Mapping[str, Mapping[str, str]]


def get_submitted(posted: FormData) -> dict[str, str]:
    """Return what was typed, by name; networks and added keys are codes separated by spaces."""
    typed = ("name", "role", "until", "language", "licence")
    raw = {name: "".join(posted.get(name, ())[-1:]).strip() for name in typed}
    return {**raw, **{name: " ".join(posted.get(name, ())) for name in ("networks", "also")}}


def parse_appointment(
    raw: SubmittedText, today: date, offered: Networks, *, named: bool = True
) -> tuple[AppointmentInput | None, dict[str, str]]:
    """Return the appointment in a form, or what is wrong with it by field.

    Without `named` the name is known already.
    """
    wrong: dict[str, str] = {}
    if named and not 0 < len(raw["name"]) <= MAX_NAME_LENGTH:
        wrong["name"] = _("Write the name as colleagues say it.")
    if raw["role"] not in ROLES:
        wrong["role"] = _("Choose a role.")
    until = parse_day(raw["until"])
    if raw["until"] and until is None:
        wrong["until"] = _("Write the day like this: 31/12/2026.")
    elif until is not None and until < today:
        wrong["until"] = _("This day has passed.")
    networks = _parse_networks(raw["networks"], offered)
    if raw["role"] in ROLES and ROLES[raw["role"]].gives_care and not networks:
        wrong["networks"] = _("Choose at least one care network.")
    also = read_keys(raw["also"])
    if raw["role"] in ROLES and not also <= ROLES[raw["role"]].compartments | ROLES[raw["role"]].may_add:
        wrong["also"] = _("This role is not given these records. See beside the roles what each may open.")
    if raw["licence"] and not LICENCE.fullmatch(raw["licence"]):
        wrong["licence"] = _("Letters, digits and hyphens only, as on the licence.")
    elif raw["licence"] and raw["role"] in ROLES and not ROLES[raw["role"]].prescribes:
        wrong["licence"] = _("This role signs no prescription: leave the licence empty.")
    spoken = raw["language"] if raw["language"] in dict(LANGUAGES) else current_language()
    if wrong:
        return None, wrong
    return AppointmentInput(
        raw["name"], raw["role"], to_epoch_day(until) if until else None, spoken, networks, also, raw["licence"]
    ), wrong


def present_appointment(
    raw: SubmittedText, wrong: Mapping[str, str], today: date, offered: Networks, *, named: bool = True
) -> FormView:
    """Return the form as it is shown; only a new colleague's asks for name and language."""
    seen = _("As colleagues will see it. It never leaves the mission.")
    name = FieldView("name", "f-name", "text", _("Name"), error=wrong.get("name", ""), value=raw["name"], size="mid",
                     length=MAX_NAME_LENGTH, hint=seen)  # fmt: skip
    role = FieldView(
        "role", "f-role", "chips", _("Role"), error=wrong.get("role", ""), choices=_role_choices(raw["role"])
    )
    last = FieldView("until", "f-until", "day", _("Last day"), error=wrong.get("until", ""), value=raw["until"],
                     hint=_("Leave it empty if nobody knows yet."), days=_day_options(today))  # fmt: skip
    where = FieldView("networks", "f-networks", "boxes", _("Care networks"), error=wrong.get("networks", ""),
                      choices=_network_choices(raw["networks"].split(), offered),
                      hint=_("Of the posts where they work. Reserved compartments of other networks do not open."))  # fmt: skip
    more = FieldView("also", "f-also", "boxes", _("Opens as well"), error=wrong.get("also", ""), choices=_keys(raw["also"]),
                     hint=_("Reserved records beside those of the role, for those who treat survivors or mental illness."),
                     )  # fmt: skip
    licence = FieldView("licence", "f-licence", "text", _("Professional licence number"), error=wrong.get("licence", ""),
                        value=raw["licence"], size="short", length=LICENCE_LENGTH,
                        hint=_("Of doctors, psychiatrists, nurses and midwives; prescriptions print it."
                               " Without it a line stays to write it by hand."),
                        )  # fmt: skip
    spoken = FieldView(
        "language", "f-language", "chips", _("Language of the words"), choices=_language_choices(raw["language"])
    )
    asked = (where,) if len(offered) > 1 else ()
    fields = (name, role, licence, more, *asked, last, spoken) if named else (role, licence, more, *asked, last)
    problems = tuple((one.id, one.label, one.error) for one in fields if one.error)
    return FormView("appointment", "", fields, {}, problems)


def empty_appointment_form(today: date) -> dict[str, str]:
    """Return a new form: half a year, in the language of the page."""
    last = today + timedelta(days=DEFAULT_DAYS)
    return {
        "name": "",
        "role": "",
        "until": f"{last:%d/%m/%Y}",
        "language": current_language(),
        "networks": "",
        "also": "",
        "licence": "",
    }


def role_label(role: str) -> str:
    """Return a role in the reader's language."""
    return get_list("role").label(role, current_language())


def format_epoch_day(day: int | None) -> str:
    """Return a day since 1970 in words; empty for none."""
    if day is None:
        return ""
    return format_date(from_epoch_day(day), "j M Y")


def access_text(compartments: Iterable[Compartment]) -> str:
    """Return the reserved compartments that a colleague opens."""
    opened = [key_words(one) for one in sorted(PERSON_HELD.intersection(compartments))]
    return _("also opens: %(what)s") % {"what": ", ".join(opened)} if opened else ""


def key_words(compartment: Compartment) -> str:
    """Return a reserved compartment in the reader's language."""
    names = {
        Compartment.MENTAL_HEALTH: _("mental health"),
        Compartment.SEXUAL_VIOLENCE: _("sexual violence"),
        Compartment.PROTECTED: _("protection"),
        Compartment.CONTACTS: _("relatives' telephone numbers"),
    }
    return names[compartment]


def added_keys(colleague: Staff) -> str:
    """Return the codes that an appointment opens beyond its role, separated by spaces."""
    return " ".join(one.code for one in ADDABLE if one in colleague.compartments - colleague.trade.compartments)


def read_keys(text: str) -> frozenset[Compartment]:
    """Return the compartments that were ticked."""
    return frozenset(one for one in ADDABLE if one.code in text.split())


def _role_choices(chosen: str) -> tuple[Choice, ...]:
    return tuple(
        Choice(code, role_label(code), chosen=code == chosen, note=_note(role)) for code, role in ROLES.items()
    )


def _note(role: Role) -> str:
    """Return what a role opens, and what an appointment to it may open in addition."""
    added = ", ".join(key_words(one) for one in sorted(role.may_add))
    return "; ".join(
        filter(None, (access_text(role.compartments), added and _("may be given: %(what)s") % {"what": added}))
    )


def _keys(chosen: str) -> tuple[Choice, ...]:
    return tuple(Choice(one.code, key_words(one), chosen=one.code in chosen.split()) for one in ADDABLE)


def _network_choices(chosen: list[str], offered: Networks) -> tuple[Choice, ...]:
    return tuple(
        Choice(code, labels.get(current_language(), code), chosen=code in chosen) for code, labels in offered.items()
    )


def _parse_networks(text: str, offered: Networks) -> tuple[str, ...]:
    """Return the ticked networks; a single network is not asked about."""
    return tuple(code for code in offered if code in text.split() or len(offered) == 1)


def _language_choices(chosen: str) -> tuple[Choice, ...]:
    return tuple(Choice(code, name, chosen=code == chosen) for code, name in LANGUAGES)


def _day_options(today: date) -> tuple[tuple[str, str], ...]:
    spans = ((_("in a month"), 30), (_("in half a year"), DEFAULT_DAYS), (_("in a year"), 365))
    return tuple((words, f"{today + timedelta(days=days):%d/%m/%Y}") for words, days in spans)


def parse_day(text: str) -> date | None:
    """Return the day that was typed, or None."""
    for shape in ("%d/%m/%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text, shape).date()  # noqa: DTZ007  a day has no zone
        except ValueError:
            continue
    return None
