"""The draft from which a page was opened, as the page shows it; sufficient for a page with a small form."""

from dataclasses import dataclass

from django.http import HttpRequest

from posta.acts.actor import Actor
from posta.clock import to_local
from posta.formkit.field_names import FormData
from posta.formkit.form_data import get_form_data
from posta.web.pages.drafts import LoadedDraft, draft_address, load_draft, saved_at_text
from posta.web.pages.page_instance import continue_page


@dataclass(frozen=True, slots=True, repr=False)
class DraftState:
    """The draft from which a page was opened: its hour, its identity, and the address of the drafts of other pages."""

    kept_at: str = ""
    page: str = ""
    others: tuple[tuple[str, str], ...] = ()


def present_draft_state(key: str, kept: LoadedDraft | None, actor: Actor) -> DraftState:
    """Return what a page shows of the draft from which it was opened."""
    if kept is None:
        return DraftState()
    others = tuple((f"{to_local(one.kept_at, actor.zone):%H:%M}", draft_address(key, one.page)) for one in kept.others)
    return DraftState(saved_at_text(kept), kept.page, others)


def load_small_form(request: HttpRequest, actor: Actor, key: str) -> tuple[FormData, dict[str, object]]:
    """Return the values of a page with a small form, and what the page shows of its draft."""
    kept = None if request.method == "POST" else load_draft(request, actor, key)
    raw = kept.raw if kept else get_form_data(request)
    return raw, {
        "key": key,
        "opening": continue_page(raw, actor.node.clock.millis()),
        "draft": present_draft_state(key, kept, actor),
    }
