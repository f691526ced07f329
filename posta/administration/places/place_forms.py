"""The forms of places: what was typed, read into values, and the questions that are shown."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from posta.acts.mission.places import MAX_NAME, PlaceFacts
from posta.administration.forms import parse_day
from posta.administration.places.present import WEEKDAYS, state_labels
from posta.administration.zone_names import name_of_zone
from posta.clock import USUAL_ZONE, from_epoch_day, to_epoch_day
from posta.formkit.choices import Choice
from posta.formkit.language import current_language
from posta.formkit.render.field_views import FieldView, FormView
from posta.formkit.short_text import parse_short_text
from posta.mission.places.service_calendar import EVERY_DAY, FULL, ServicePeriod
from posta.mission.posts import Post
from posta.terms.lists import get_list
from posta.terms.places import get_municipalities, place_label
from posta.web.view_helpers import read_number

ZONES = ("America/Mexico_City", "America/Cancun", "America/Mazatlan", "America/Hermosillo", "America/Tijuana",
         "America/Matamoros", "America/Monterrey", "America/Chihuahua", "America/Ciudad_Juarez")  # fmt: skip
Posted = Mapping[str, list[str]]


@dataclass(frozen=True, slots=True, repr=False)
class TypedDay:
    """A day as it was typed: days since 1970, or what is wrong with it."""

    day: int | None = None
    error: str = ""


def read_text(raw: Posted, name: str) -> str:
    """Return what was typed last under a name."""
    return "".join(raw.get(name, ())[-1:]).strip()


def read_day(raw: Posted, name: str) -> TypedDay:
    """Return a day, none where nothing was typed, or what is wrong."""
    typed = read_text(raw, name)
    found = parse_day(typed)
    if typed and (found is None or not 1900 < found.year < 2200):
        return TypedDay(error=_("Write the day like this: 31/12/2026."))
    return TypedDay(to_epoch_day(found) if found else None)


def read_facts(raw: Posted) -> PlaceFacts:
    """Return the facts of a place as they were typed."""
    return PlaceFacts(
        read_text(raw, "name"),
        read_text(raw, "kind"),
        read_text(raw, "municipality"),
        read_text(raw, "zone") or USUAL_ZONE,
        read_text(raw, "precision"),
    )


def read_period(raw: Posted) -> tuple[ServicePeriod, str]:
    """Return a new period as it was typed, and what is wrong with its days."""
    since, until, note = read_day(raw, "since"), read_day(raw, "until"), parse_short_text(read_text(raw, "note"))
    chosen = {
        bit for one in raw.get("weekdays", ()) if (bit := read_number(one, 1)) is not None and bit < len(WEEKDAYS)
    }
    weekdays = sum(1 << one for one in chosen) or EVERY_DAY
    period = ServicePeriod(
        b"", read_text(raw, "service"), since.day, until.day, weekdays, read_text(raw, "state") or FULL,
        note.words,
    )  # fmt: skip
    return period, since.error or until.error or note.error


def present_facts(
    facts: PlaceFacts, networks: Mapping[str, Mapping[str, str]] | None = None, chosen: Iterable[str] = ()
) -> FormView:
    """Return the questions about a place; networks are asked where there is a choice."""
    kinds = get_list("post_kind")
    fields = [
        FieldView("name", "f-name", "text", _("Name"), value=facts.name, size="mid", length=MAX_NAME,
                  hint=_("As the team says it.")),
        FieldView("kind", "f-kind", "chips", _("Kind of place"), choices=tuple(
            Choice(code, kinds.label(code, current_language()), chosen=code == facts.kind) for code in kinds.codes
        )),
    ]  # fmt: skip
    if networks and len(networks) > 1:
        picked = set(chosen)
        fields.append(
            FieldView("networks", "f-networks", "boxes", _("Care networks"), choices=tuple(
                Choice(code, labels.get(current_language(), code), chosen=code in picked)
                for code, labels in networks.items()
            ))
        )  # fmt: skip
    return FormView("place", "", tuple(fields), {}, ())


def present_opening(services: Iterable[str], opened: str, today: date) -> FormView:
    """Return the questions about the beginning of a new place: its services and its first day."""
    listed, chosen = get_list("place_service"), set(services)
    fields = (
        FieldView("services", "f-services", "boxes", _("Services"), choices=tuple(
            Choice(code, listed.label(code, current_language()), chosen=code in chosen) for code in listed.codes
        ), hint=_("None ticked means that everything is offered. They can be changed later.")),
        FieldView("opened", "f-opened", "day", _("First day"), value=opened, days=_near_days(today)),
    )  # fmt: skip
    return FormView("opening", "", fields, {}, ())


def present_precision(chosen: str) -> FieldView:
    """Return the question of what of a place may be public."""
    options = {
        "": _("Nothing"),
        "state": _("Its state only"),
        "municipality": _("Name and municipality"),
    }
    return FieldView("precision", "f-precision", "chips", _("On the public page"), choices=tuple(
        Choice(code, words, chosen=code == chosen) for code, words in options.items()
    ), hint=_("Agree with the team before a place is shown: what is public can be read by everybody."))  # fmt: skip


def present_period(raw: Posted, today: date) -> FormView:
    """Return the questions about a new period of a service."""
    services, chosen = get_list("place_service"), set(raw.get("weekdays", ()))
    since = read_text(raw, "since") if raw else f"{today:%d/%m/%Y}"
    fields = (
        FieldView("service", "f-service", "chips", _("Service"), choices=tuple(
            Choice(code, services.label(code, current_language()), chosen=code == read_text(raw, "service"))
            for code in services.codes
        )),
        FieldView("since", "f-since", "day", _("First day"), value=since, days=_near_days(today)),
        FieldView("until", "f-until", "day", _("Last day"), value=read_text(raw, "until"),
                  hint=_("Leave it empty if nobody knows yet.")),
        FieldView("weekdays", "f-weekdays", "boxes", _("Weekdays"), choices=tuple(
            Choice(str(bit), str(word), chosen=str(bit) in chosen) for bit, word in enumerate(WEEKDAYS)
        ), hint=_("None ticked means every day.")),
        FieldView("state", "f-state", "chips", _("How much"), choices=tuple(
            Choice(code, word, chosen=code == (read_text(raw, "state") or FULL)) for code, word in state_labels().items()
        )),
        FieldView("note", "f-note", "text", _("Team or note"), value=read_text(raw, "note"), size="mid", length=200,
                  hint=_("No names of people.")),
    )  # fmt: skip
    return FormView("service", "", fields, {}, ())


def _near_days(today: date) -> tuple[tuple[str, str], ...]:
    return (_("today"), f"{today:%d/%m/%Y}"), (_("tomorrow"), f"{today + timedelta(days=1):%d/%m/%Y}")


def list_municipality_choices(chosen: str) -> list[Choice]:
    """Return the municipalities that are known here, by state and name."""
    known = sorted((place_label(code, "es"), code) for code in get_municipalities())
    return [Choice(code, words, chosen=code == chosen) for words, code in known]


def list_zone_choices(post_zone: str, moment: object) -> list[Choice]:
    """Return the time zones of the country, and the one that a place has."""
    zones = dict.fromkeys((*ZONES, post_zone or USUAL_ZONE))
    return [Choice(zone, name_of_zone(zone, moment), chosen=zone == post_zone) for zone in zones]  # type: ignore[arg-type]


def facts_of(post: Post) -> PlaceFacts:
    """Return the facts of a place as they hold."""
    precision = post.public.precision if post.public else ""
    return PlaceFacts(post.name, post.kind, post.municipality, post.zone, precision)


def day_words(day: int) -> str:
    """Return a day as it is typed."""
    return f"{from_epoch_day(day):%d/%m/%Y}"
