"""Alerts at coordination: what each post notices by itself, and the posts of a municipality together, without a name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from posta.acts.coordination_context import CoordinationContext
from posta.figures.alerts import HISTORY_DAYS, StandingAlert, list_standing_alerts
from posta.formkit.language import current_language
from posta.mission.posts import list_posts
from posta.terms.places import place_label
from posta.web.notices.alert_words import AlertNotice, present_alert

SEEN_BY = "clinic"  # from what was recorded in care, and not from the papers


@dataclass(frozen=True, slots=True, repr=False)
class AlertRow:
    """One alert of the mission: where, in words, since when it stands, and how many cases it counts."""

    where: str
    notice: AlertNotice
    since: str
    count: int


def present_alerts(watch: CoordinationContext, *, may_report: bool = False) -> list[AlertRow]:
    """Return the alerts of today, gravest first; as many questions for one post as for fifty.

    With `may_report` each leads to a signal that is filled in.
    """
    posts = {post.number: post for post in list_posts(watch.cursor)}
    names = {number: post.name for number, post in posts.items()}
    found = []
    for one in list_standing_alerts(watch.cursor, watch.today):
        towns = {posts[number].municipality for number in one.posts if number in posts}
        place = one.alert.municipality or (towns.pop() if len(towns) == 1 else "")
        notice = present_alert(one.alert, may_report, {"sig_place": place, "sig_src": SEEN_BY})
        found.append(AlertRow(where(one, names), notice, since_words(one.since, watch.today), one.alert.cases))
    return found


def where(one: StandingAlert, names: Mapping[int, str]) -> str:
    """Return the post of an alert, the municipality with its posts, or that it is the whole mission."""
    if one.alert.everywhere:
        return _("The whole mission")
    posts = ", ".join(names.get(number, str(number)) for number in one.posts)
    if not one.alert.municipality:
        return posts
    return f"{place_label(one.alert.municipality, current_language())}: {posts}"


def since_words(since: date, today: date) -> str:
    """Return since when an alert stands."""
    if (today - since).days >= HISTORY_DAYS:
        return _("for more than four weeks")
    near = {0: _("today"), 1: _("yesterday")}.get((today - since).days)
    day = str(date_format(since, "j M"))
    return _("since %(day)s") % {"day": near or (day if current_language() == "en" else day.lower())}
