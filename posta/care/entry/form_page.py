"""The frame of every page that is signed: its draft, warnings, errors, and the words of its button."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from posta.acts.actor import Actor
from posta.care.entry.next_visits import NEXT
from posta.care.entry.opened_place import read_opened_place
from posta.care.entry.submission import SubmissionResult, warning_key
from posta.catalog.errors import Problem, UnknownForm
from posta.catalog.language.form import get_form
from posta.formkit.field_names import FormData
from posta.formkit.language import current_language
from posta.formkit.problem_messages import error_message, is_invalid
from posta.formkit.render.field_views import FieldView, FormView
from posta.formkit.render.form_presenter import find_label_at
from posta.web.pages.draft_state import DraftState, present_draft_state
from posta.web.pages.drafts import LoadedDraft, page_address
from posta.web.pages.page_instance import PageInstance, continue_page

PAGE_ANCHOR = "entry"  # the id of the page's form: a warning may be about all of it
NO_QUESTIONS: Mapping[str, FieldView] = {}


@dataclass(frozen=True, slots=True, repr=False)
class FormPage:
    """The frame of a page that is signed; `accepted` names the warnings that this page shows, `place` where it was opened."""

    opening: PageInstance
    place: int
    key: str
    address: str
    draft: DraftState
    doubts: tuple[tuple[str, str, str], ...]
    accepted: tuple[str, ...]
    trouble: str
    sign_words: str


def present_form_page(
    key: str,
    tried: SubmissionResult,
    kept: LoadedDraft | None = None,
    *,
    actor: Actor,
    raw: FormData,
    sign_words: str = "",
    asked: Mapping[str, FieldView] = NO_QUESTIONS,
) -> FormPage:
    """Return the frame of a page after an attempt to sign; each warning names its question as in `asked`."""
    return FormPage(
        opening=continue_page(raw, actor.node.clock.millis()),
        place=read_opened_place(actor, raw),
        key=key,
        address=page_address(key),
        draft=present_draft_state(key, kept, actor),
        doubts=tuple((*error_anchor(one, asked), error_message(one)) for one in tried.warnings),
        accepted=(*(warning_key(one) for one in tried.warnings), *(raw.get("accepted", ()) if tried.proposals else ())),
        trouble=tried.trouble,
        sign_words=_("Sign anyway") if tried.warnings and not tried.problems else sign_words,
    )


def error_anchor(problem: Problem, asked: Mapping[str, FieldView] = NO_QUESTIONS) -> tuple[str, str]:
    """Return the id and the label of the question of a problem, from the page or else from its form."""
    path = problem.path.partition(".")[2]
    if not path:
        return PAGE_ANCHOR, get_form(problem.path.removesuffix(".")).label(current_language())
    if path in asked:
        return asked[path].id, asked[path].label
    return f"f-{path.replace('.', '-')}", _question_label(problem)


def _question_label(problem: Problem) -> str:
    form, _dot, path = problem.path.partition(".")
    try:
        return find_label_at(get_form(form), path, current_language())
    except UnknownForm:
        return ""


def error_summary(parts: Sequence[FormView], problems: Sequence[Problem] = ()) -> dict[str, object]:
    """Return every problem of a page in words: shown questions in their order, then all others by name.

    Some problems belong to no question of the page, such as the trade of the signer; without them the page would
    return without an explanation.
    """
    shown = _visible_questions(parts)
    lines = [(one.id, one.label, one.error) for one in shown.values() if one.error]
    others = {one.path: one for one in problems if not (one.path in shown and shown[one.path].error)}
    lines += [(_anchor_of_visit(one), _question_label(one), error_message(one)) for one in others.values()]
    return {"problems": lines, "wrong": any(part.wrong for part in parts) or any(map(is_invalid, others.values()))}


def _anchor_of_visit(problem: Problem) -> str:
    """Return the id of the box with the day of a visit that is planned; other questions are not on the page."""
    return error_anchor(problem)[0] if problem.path.startswith(f"{NEXT}.") else ""


def _visible_questions(parts: Sequence[FormView]) -> dict[str, FieldView]:
    """Return the questions that a page shows, cells of rows included, by form and path."""
    found: dict[str, FieldView] = {}
    for part in parts:
        for one in part.fields:
            cells = (cell for row in one.rows for cell in row.fields)
            found |= {f"{part.name}.{shown.name}": shown for shown in (one, *cells)}
    return found
