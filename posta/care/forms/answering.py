"""The life of a form page: shown with its draft, changed, computed, kept, hidden, signed or come back with what is wrong."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from posta.care.amending import SEEN, name_seen
from posta.care.answered import ANSWERED, fill_unshown, name_answered
from posta.care.attempt import Tried
from posta.care.clinic import Taken, taken
from posta.care.drafting import Kept, keep, restore
from posta.care.fields.names import Raw
from posta.care.fields.typed import typed_from
from posta.care.forms.page import Page
from posta.care.forms.present import present_page
from posta.care.outcome import GOES_ON
from posta.care.posted import changed_rows, closed_up, posted
from posta.care.sealed import close_sealed
from posta.catalog.form import Form

NEUTRAL = "/"
AS_IT_HAPPENS = frozenset({
    "tri_dt", "g_date", "w_date", "a_date", "given_dt", "sent_dt", "status_dt", "cert_dt", "adm_date", "close_date",
    "date_notif", "sig_dt",
})  # fmt: skip


def answer(request: HttpRequest, page: Page) -> HttpResponse:
    """The answer to a GET or POST of a form page."""
    if request.method != "POST":
        kept = restore(request, page.duty, page.key)
        raw, came = _with_what_came(page, kept.raw) if kept else (_start(page), ())
        return _show(request, page, raw, kept=kept, came=came)
    raw = posted(request)
    changed = changed_rows(raw)
    raw = closed_up(raw, page.forms) if changed is None else changed
    if "hide" in raw or "draft" in raw:
        keep(page.duty, page.key, raw)
        return _hide(request) if "hide" in raw else Taken(f"/{page.key}")
    raw, came = _with_what_came(page, raw) if ANSWERED in raw else (raw, ())
    if came or changed is not None or "calculate" in raw:
        return _show(request, page, raw, computed="calculate" in raw, came=came)
    tried = page.sign(raw)
    return taken(page.after(raw), tried.entry) if tried.done else _show(request, page, raw, tried)


def _with_what_came(page: Page, raw: Raw) -> tuple[Raw, tuple[str, ...]]:
    """What was typed on a correction, with what can be read of the entry since its page was opened; and the questions."""
    return fill_unshown(page.asked_before, raw) if page.corrects is not None else (raw, ())


def _start(page: Page) -> dict[str, list[str]]:
    """An empty form that begins now, or the answers that are to be corrected."""
    answers = {form.name: page.before.get(form.name, {}) for form in page.forms}
    if page.corrects is None:
        answers = {form.name: _now(page, form) for form in page.forms}
    if page.person is not None and page.form.name == "person":
        answers["person"] = page.person.answers
    raw = {k: v for form in page.forms for k, v in typed_from(form, answers[form.name]).items()}
    if page.corrects is not None:
        raw |= {ANSWERED: [name_answered(page.asked_before)]}
    if page.person is not None and page.form.name == "person":
        raw |= {SEEN: [name_seen(page.person)], ANSWERED: [name_answered({"person": page.person.answers})]}
    return raw | ({"disposition": [GOES_ON]} if page.asks_outcome and not page.is_urgent else {})


def _now(page: Page, form: Form) -> dict[str, object]:
    """What is written down as it happens carries this day and hour; who writes later changes it."""
    asked = [field for field in form.fields if field.name in AS_IT_HAPPENS]
    return {field.name: page.duty.now if field.type == "datetime" else page.duty.today for field in asked}


def _show(
    request: HttpRequest,
    page: Page,
    raw: Raw,
    tried: Tried | None = None,
    *,
    kept: Kept | None = None,
    computed: bool = False,
    came: tuple[str, ...] = (),
) -> HttpResponse:
    tried = tried or Tried()
    context = present_page(page, raw, tried, kept=kept, computed=computed) | {"came": came}
    status = 422 if came and request.method == "POST" else tried.status
    return render(request, "care/forms/form.html", context, status=status)


def _hide(request: HttpRequest) -> HttpResponse:
    """Stop and hide: the draft is kept sealed, the compartments close, and the screen shows nothing of this."""
    close_sealed(request)
    return Taken(NEUTRAL)
