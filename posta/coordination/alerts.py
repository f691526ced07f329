"""Alerts at coordination: what each post notices by itself, computed here from the same facts, without a name."""

from dataclasses import dataclass

from posta.acts.coordination_context import CoordinationContext
from posta.figures.alerts import list_alerts_by_post
from posta.mission.posts import list_posts
from posta.web.alert_words import AlertNotice, present_alert


@dataclass(frozen=True, slots=True)
class PostAlerts:
    """The alerts of one post today."""

    name: str
    notices: tuple[AlertNotice, ...]


def present_alerts(watch: CoordinationContext) -> list[PostAlerts]:
    """Return the posts that have an alert, in the order of their names; as many questions for one post as for fifty."""
    posts = list_posts(watch.cursor)
    found = list_alerts_by_post(watch.cursor, [post.number for post in posts], watch.today)
    shown = [
        PostAlerts(post.name, tuple(present_alert(alert) for alert in found[post.number]))
        for post in posts
        if post.number in found
    ]
    return sorted(shown, key=lambda one: one.name)
