"""The values of the page of stops: the one that is open here, its counts, and those of the day at every place."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext as _

from posta.acts.actor import Actor
from posta.acts.care.headcounts.stops import (
    BOX,
    OPEN,
    StopCounts,
    StopEntry,
    count_stop,
    get_stop_form,
    list_box,
    list_stops,
)
from posta.catalog.language.condition import as_codes
from posta.clock import get_zone, to_local
from posta.formkit.field_names import FormData
from posta.formkit.language import current_language
from posta.formkit.problem_messages import AnyProblem
from posta.formkit.render.field_views import FieldView, FormView
from posta.formkit.render.form_presenter import present_form
from posta.mission.places.place_tables import list_served
from posta.terms.lists import get_list
from posta.web.formatting import format_day
from posta.web.view_helpers import load_post_names

OPENING = ("stop_at", "team")
CLOSING = ("stop_at", "incidents", "all_back", "stop_note")


@dataclass(frozen=True, slots=True, repr=False)
class StopRow:
    """One opening or closing: where, when, and what was counted."""

    place: str
    when: str
    words: str
    report: str


@dataclass(frozen=True, slots=True, repr=False)
class StopPage:
    """Everything that the page shows; `left_open` are other places of this computer whose stop nobody closed."""

    place: str
    is_open: bool
    since: str
    counts: StopCounts | None
    form: FormView
    fields: tuple[FieldView, ...]
    box: tuple[FieldView, ...]
    box_title: str
    box_open: bool
    rows: tuple[StopRow, ...]
    changes_place: bool
    left_open: tuple[str, ...]


def present_stop(
    actor: Actor, raw: FormData, problems: tuple[AnyProblem, ...] = (), *, opened: StopEntry | None
) -> StopPage:
    """Return the page: how to open the stop here, or its counts and how to close it."""
    served = sorted(list_served(actor.node.cursor, actor.node.device.feed) | {actor.post.number})
    names = load_post_names(actor.node.cursor)
    entries, box = list_stops(actor, served), list_box()
    if opened:  # what went along comes back: nothing else is asked then
        box = tuple(name for name in box if opened.answers.get(name))
    form = present_form(
        get_stop_form(),
        {**raw, "step": ["close" if opened else "open"]},
        problems,
        language=current_language(),
        today=actor.today,
    )
    return StopPage(
        place=actor.post.name,
        is_open=opened is not None,
        since=_when(actor, opened) if opened else "",
        counts=count_stop(actor, opened) if opened else None,
        form=form,
        fields=tuple(replace(form.by_name[name], when="", asked=True) for name in (CLOSING if opened else OPENING)),
        box=tuple(_box_field(form.by_name[name], opened) for name in box),
        box_title=next(one.label(current_language()) for one in get_stop_form().sections if one.name == BOX),
        box_open=opened is not None or any(any(raw.get(name, ())) for name in box),
        rows=tuple(
            StopRow(
                names.get(one.post, ""),
                _when(actor, one),
                _words(one),
                reverse("stop-report", args=[one.id.hex()]) if one.step == OPEN else "",
            )
            for one in entries
        ),  # fmt: skip
        changes_place=len(served) > 1,
        left_open=tuple(names.get(post, "") for post in _list_left_open(entries) if post != actor.post.number),
    )


def _list_left_open(entries: Sequence[StopEntry]) -> list[int]:
    """Return the places whose last entry (the latest stand first) is an opening."""
    last = {one.post: one.step for one in reversed(entries)}
    return [post for post, step in last.items() if step == OPEN]


def _box_field(shown: FieldView, opened: StopEntry | None) -> FieldView:
    """Return the question of one item: how many go along, or how many of those come back."""
    taken = opened.answers.get(shown.name) if opened else None
    return replace(shown, hint=_("taken along: %(n)s") % {"n": taken}) if taken else shown


def _when(actor: Actor, one: StopEntry) -> str:
    at = to_local(one.at, get_zone(actor.post.zone))
    return f"{format_day(at.date(), actor.today)} {at:%H:%M}"


def _words(one: StopEntry) -> str:
    language = current_language()
    step = get_list("stop_step").label(one.step, language)
    if one.step == OPEN:
        roles = (get_list("staff_role").label(code, language) for code in as_codes(one.answers.get("team") or ()))
        return " · ".join([step, ", ".join(roles)]).removesuffix(" · ")
    counts = _("%(seen)s seen, %(unseen)s left unseen") % {
        "seen": one.answers.get("seen", 0),
        "unseen": one.answers.get("unseen", 0),
    }
    codes = [code for code in as_codes(one.answers.get("incidents") or ()) if code != "none"]
    incidents = ", ".join(get_list("stop_incident").label(code, language) for code in codes)
    return " · ".join(words for words in (step, counts, incidents) if words)
