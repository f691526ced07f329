"""What every page that is signed shows around its questions: draft, doubts, trouble, and the words of its button."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _

from posta.acts.duty import Duty
from posta.care.attempt import Tried, name_of
from posta.care.drafting import Kept, address_of, hour_of, restore
from posta.care.fields.names import Raw
from posta.care.fields.present import label_at
from posta.care.fields.presented import Presented, PresentedForm
from posta.care.fields.sentences import is_wrong, sentence
from posta.care.opening import Opening, opening_of
from posta.care.posted import posted
from posta.care.words import language
from posta.catalog.errors import Problem, UnknownForm
from posta.catalog.form import get_form
from posta.clock import at_place

PAGE = "entry"  # the id of the page's form: a doubt may be about all of it
NONE: Mapping[str, Presented] = {}


@dataclass(frozen=True, slots=True)
class DraftShown:
    """The draft that a page was opened from: its hour, which one it is, and where the drafts of other pages are."""

    kept_at: str = ""
    page: str = ""
    others: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class SignedPage:
    """The frame of a page that is signed; `accepted` names the doubts that this page shows."""

    opening: Opening
    key: str
    draft: DraftShown
    doubts: tuple[tuple[str, str, str], ...]
    accepted: tuple[str, ...]
    trouble: str
    sign_words: str


def draft_of(key: str, kept: Kept | None, duty: Duty) -> DraftShown:
    """Return what a page says of the draft it was opened from."""
    if kept is None:
        return DraftShown()
    others = tuple((f"{at_place(one.kept_at, duty.zone):%H:%M}", address_of(key, one.page)) for one in kept.others)
    return DraftShown(hour_of(kept), kept.page, others)


def small_page(request: HttpRequest, duty: Duty, key: str) -> tuple[Raw, dict[str, object]]:
    """Return what stands in the boxes of a page with a small form, and what such a page shows of its draft."""
    kept = None if request.method == "POST" else restore(request, duty, key)
    raw = kept.raw if kept else posted(request)
    return raw, {"key": key, "opening": opening_of(raw, duty.desk.clock.millis()), "draft": draft_of(key, kept, duty)}


def frame_of(
    key: str,
    tried: Tried,
    kept: Kept | None = None,
    *,
    duty: Duty,
    raw: Raw,
    sign_words: str = "",
    asked: Mapping[str, Presented] = NONE,
) -> SignedPage:
    """The frame of a page after what was tried; doubts name their question as it is `asked` there."""
    return SignedPage(
        opening=opening_of(raw, duty.desk.clock.millis()),
        key=key,
        draft=draft_of(key, kept, duty),
        doubts=tuple((*place_of(one, asked), sentence(one)) for one in tried.warnings),
        accepted=tuple(name_of(one) for one in tried.warnings),
        trouble=tried.trouble,
        sign_words=_("Sign as it is") if tried.warnings and not tried.problems else sign_words,
    )


def place_of(problem: Problem, asked: Mapping[str, Presented] = NONE) -> tuple[str, str]:
    """The id and the words of the question that a problem is about, as the page asks it or else as its form does."""
    path = problem.path.partition(".")[2]
    if not path:
        return PAGE, get_form(problem.path.removesuffix(".")).label(language())
    if path in asked:
        return asked[path].id, asked[path].label
    return f"f-{path.replace('.', '-')}", _label_of(problem)


def _label_of(problem: Problem) -> str:
    form, _dot, path = problem.path.partition(".")
    try:
        return label_at(get_form(form), path, language())
    except UnknownForm:
        return ""


def summary_of(parts: Sequence[PresentedForm], problems: Sequence[Problem] = ()) -> dict[str, object]:
    """Every problem of a page in words: first those of the questions it shows, in their order, then all others by name.

    A problem whose question stands on no page, such as the trade of who signs, would otherwise bring the page back mute.
    """
    shown = _on_the_page(parts)
    told = [(one.id, one.label, one.error) for one in shown.values() if one.error]
    others = {one.path: one for one in problems if not (one.path in shown and shown[one.path].error)}
    told += [("", _label_of(one), sentence(one)) for one in others.values()]
    return {"problems": told, "wrong": any(part.wrong for part in parts) or any(map(is_wrong, others.values()))}


def _on_the_page(parts: Sequence[PresentedForm]) -> dict[str, Presented]:
    """The questions that a page shows, cells of rows included, by form and path."""
    found: dict[str, Presented] = {}
    for part in parts:
        for one in part.fields:
            cells = (cell for row in one.rows for cell in row.fields)
            found |= {f"{part.name}.{shown.name}": shown for shown in (one, *cells)}
    return found
