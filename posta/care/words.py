"""Ages, days, waits and places in the reader's own words; every screen of a person says them alike."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext as _

from posta.acts.duty import Duty
from posta.catalog.context import Age, age_of
from posta.chart.people import Person
from posta.clock import MINUTE_MILLIS, at_place, millis_of, moment_of
from posta.terms.lists import get_list
from posta.terms.places import label_of_place

MONTHS_UNTIL_YEARS = 2
DAYS_UNTIL_MONTHS = 60


def language() -> str:
    """The language of this page as the catalogue knows it."""
    return (get_language() or "es")[:2]


def age_words(answers: Mapping[str, object], on: date) -> str:
    """An age: days for the newly born, months under two years, and "about" when nobody knew exactly."""
    age = age_of(answers, on)
    if age is None:
        return ""
    told = _age(age)
    return gettext("about %(age)s") % {"age": told} if answers.get("age_estimated") else told


def summary_words(person: Person, on: date) -> str:
    """Sex, age and country in one quiet line."""
    told = [_label("sex", person.answers.get("sex")), age_words(person.answers, on)]
    country = person.answers.get("country_origin")
    line = ", ".join(word for word in told if word)
    return " · ".join(word for word in (line, label_of_place(str(country), language()) if country else "") if word)


def veiled(person: Person) -> str:
    """What stands for a name while names are hidden."""
    return f"{person.initials} · {person.code[:4]}"


def day_words(day: date, today: date) -> str:
    """A day as people say it: today, yesterday, tomorrow, 12 nov, and the year when it is another."""
    near = {0: _("today"), -1: _("yesterday"), 1: _("tomorrow")}.get((day - today).days)
    if near:
        return near
    return dated(day, "j M" if day.year == today.year else "j M Y")


def long_day(day: date) -> str:
    """The weekday and day that head the board."""
    return dated(day, "l j M")


def dated(day: date, shape: str) -> str:
    """A day in this shape; English alone writes its days and months with a capital."""
    words = str(date_format(day, shape))
    return words if language() == "en" else words.lower()


def local_day(duty: Duty, millis: int) -> date:
    """The post's local day of a moment."""
    return duty.day_at(millis)


def local_moment(duty: Duty, millis: int) -> datetime:
    """A moment at the post's own clock."""
    return at_place(moment_of(millis), duty.zone)


def wait_words(minutes: int) -> str:
    """How long somebody has waited."""
    if minutes < 1:
        return gettext("less than 1 min")
    if minutes < 60:
        return gettext("%(n)s min") % {"n": minutes}
    return gettext("%(hours)s h %(minutes)s min") % {"hours": minutes // 60, "minutes": minutes % 60}


def since_words(duty: Duty, since: int) -> str:
    """Return how long somebody has waited; who came before midnight has waited since an hour of yesterday."""
    if since < duty.day_start:
        return gettext("since yesterday %(hour)s") % {"hour": f"{local_moment(duty, since):%H:%M}"}
    return wait_words(max(0, millis_of(duty.now) - since) // MINUTE_MILLIS)


def ago_words(millis: int) -> str:
    """How long ago something was, roughly."""
    passed = timedelta(milliseconds=max(0, millis))
    if passed < timedelta(minutes=1):
        return gettext("just now")
    if passed < timedelta(hours=1):
        return gettext("%(n)s min ago") % {"n": passed.seconds // 60}
    if passed < timedelta(days=1):
        return gettext("%(n)s h ago") % {"n": passed.seconds // 3600}
    return ngettext("%(n)s day ago", "%(n)s days ago", passed.days) % {"n": passed.days}


def _age(age: Age) -> str:
    if age.years >= MONTHS_UNTIL_YEARS:
        return ngettext("%(n)s year", "%(n)s years", age.years) % {"n": age.years}
    if age.days < DAYS_UNTIL_MONTHS:
        return ngettext("%(n)s day", "%(n)s days", age.days) % {"n": age.days}
    return ngettext("%(n)s month", "%(n)s months", age.months) % {"n": age.months}


def _label(name: str, code: object) -> str:
    return get_list(name).label(str(code), language()) if code and code != "u" else ""
