"""Ages, days, waiting times and places in the reader's language; every screen of a person formats them alike."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext as _

from posta.acts.actor import Actor
from posta.catalog.language.answer_context import Age, compute_age
from posta.catalog.structural_acts import NIGHT
from posta.chart.record.person import Person
from posta.clock import MINUTE_MILLIS, from_millis, to_local, to_millis
from posta.formkit.language import current_language
from posta.terms.lists import get_list
from posta.terms.places import place_label

MONTHS_UNTIL_YEARS = 2
DAYS_UNTIL_MONTHS = 60


def format_age(answers: Mapping[str, object], on: date) -> str:
    """Return an age: days for newborns, months under two years, and "about" if it is estimated."""
    age = compute_age(answers, on)
    if age is None:
        return ""
    text = _age_text(age)
    return gettext("about %(age)s") % {"age": text} if answers.get("age_estimated") else text


def format_demographics(person: Person, on: date) -> str:
    """Return sex, age and country in one line."""
    parts = [_label("sex", person.answers.get("sex")), format_age(person.answers, on)]
    country = person.answers.get("country_origin")
    line = ", ".join(word for word in parts if word)
    return " · ".join(word for word in (line, place_label(str(country), current_language()) if country else "") if word)


def masked_name(person: Person) -> str:
    """Return what replaces a name while names are hidden."""
    return f"{person.initials} · {person.code[:4]}"


def format_day(day: date, today: date) -> str:
    """Return a day in everyday words: today, yesterday, tomorrow, 12 nov, and the year if it is another."""
    near = {0: _("today"), -1: _("yesterday"), 1: _("tomorrow")}.get((day - today).days)
    if near:
        return near
    return format_date(day, "j M" if day.year == today.year else "j M Y")


def format_long_date(day: date) -> str:
    """Return the weekday and day at the head of the board."""
    return format_date(day, "l j M")


def format_date(day: date, shape: str) -> str:
    """Return a day in this format; only English writes days and months with a capital."""
    words = str(date_format(day, shape))
    return words if current_language() == "en" else words.lower()


def to_local_day(actor: Actor, millis: int) -> date:
    """Return the post's local day of a moment."""
    return actor.day_at(millis)


def to_local_time(actor: Actor, millis: int) -> datetime:
    """Return a moment in the post's local time."""
    return to_local(from_millis(millis), actor.zone)


def trade_label(trade: str) -> str:
    """Return a trade as it stands in a sentence; one of a newer program is a colleague."""
    if trade == NIGHT:
        return gettext("the colleagues on duty tonight")
    trades = get_list("staff_role")
    label = trades.label(trade, current_language()) if trade in trades else gettext("another colleague")
    return label[:1].lower() + label[1:]


def role_label(role: str) -> str:
    """Return the role of a colleague, those of coordination too; empty for one of a newer program."""
    names = get_list("role")
    return names.label(role, current_language()) if role in names else ""


def format_wait(minutes: int) -> str:
    """Return how long somebody has waited."""
    if minutes < 1:
        return gettext("less than 1 min")
    if minutes < 60:
        return gettext("%(n)s min") % {"n": minutes}
    return gettext("%(hours)s h %(minutes)s min") % {"hours": minutes // 60, "minutes": minutes % 60}


def format_waiting_since(actor: Actor, since: int) -> str:
    """Return how long a person has waited; an arrival before midnight shows its hour of yesterday."""
    if since < actor.day_start:
        return gettext("since yesterday %(hour)s") % {"hour": f"{to_local_time(actor, since):%H:%M}"}
    return format_wait(max(0, to_millis(actor.now) - since) // MINUTE_MILLIS)


def format_ago(millis: int) -> str:
    """Return how long ago something was, roughly."""
    passed = timedelta(milliseconds=max(0, millis))
    if passed < timedelta(minutes=1):
        return gettext("just now")
    if passed < timedelta(hours=1):
        return gettext("%(n)s min ago") % {"n": passed.seconds // 60}
    if passed < timedelta(days=1):
        return gettext("%(n)s h ago") % {"n": passed.seconds // 3600}
    return ngettext("%(n)s day ago", "%(n)s days ago", passed.days) % {"n": passed.days}


def _age_text(age: Age) -> str:
    if age.years >= MONTHS_UNTIL_YEARS:
        return ngettext("%(n)s year old", "%(n)s years old", age.years) % {"n": age.years}
    if age.days < DAYS_UNTIL_MONTHS:
        return ngettext("%(n)s day", "%(n)s days", age.days) % {"n": age.days}
    return ngettext("%(n)s month", "%(n)s months", age.months) % {"n": age.months}


def _label(name: str, code: object) -> str:
    return get_list(name).label(str(code), current_language()) if code and code != "u" else ""
