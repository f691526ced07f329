"""Views of the gallery. All people are invented; the samples follow the pictures that the kit has to surpass."""

from datetime import UTC, date, datetime, time

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from posta.catalog.language.answer_context import FormContext
from posta.catalog.language.form import get_form
from posta.clinical.computed import usual_limits
from posta.formkit.choices import Choice, list_choices
from posta.formkit.field_names import get_values
from posta.formkit.form_reader import read_form
from posta.formkit.render.form_presenter import present_form
from posta.formkit.row_buttons import apply_row_action
from posta.web.layout import Notice, PageLayout, SyncBadge, Toast
from tests.browser.gallery import samples

TODAY = date(2026, 11, 22)
DRAFTS: list[dict[str, list[str]]] = []
LOCKED: list[str] = []
GROWN = {"birth_date": date(1990, 1, 31), "sex": "f"}  # whose usual limits the boxes show


def board(request: HttpRequest) -> HttpResponse:
    toast = Toast("Consulta firmada.", "/lock", 600_000) if "toast" in request.GET else None
    request.shell = lambda: _shell("today", toast=toast)
    return render(request, "gallery/board.html", {"columns": samples.BOARD, "expected": samples.EXPECTED})


def search(request: HttpRequest) -> HttpResponse:
    request.shell = lambda: _shell("search")
    query = request.GET.get("q", "ernandes mejia")
    return render(request, "gallery/search.html", {"q": query, "found": samples.FOUND, "quiet_scan": True})


def consultation(request: HttpRequest) -> HttpResponse:
    request.shell = lambda: _shell("today")
    raw = _posted(request)
    changed = apply_row_action(raw)
    problems: tuple = ()
    if request.method == "POST" and changed is None:
        problems = (
            *read_form(get_form("vitals"), raw, today=TODAY)[1],
            *read_form(get_form("opd"), raw, today=TODAY)[1],
        )
    raw = changed or raw
    context = {
        "person": samples.PERSON,
        "vitals": _present("vitals", raw, problems),
        "opd": _present("opd", raw, problems),
        "last": samples.LAST,
        "moments": samples.MOMENTS,
        "form_id": "entry",
    }
    return render(request, "gallery/consultation.html", context, status=422 if problems else 200)


def components(request: HttpRequest) -> HttpResponse:
    notices = (
        Notice("El reloj de esta computadora está atrasado 2 horas.", "Ajústelo antes de registrar.", "", "clock"),
        Notice("Queda poco espacio: 400 MB.", "Haga una copia en USB y avise a coordinación.", "bad", "hard-drive"),
    )
    request.shell = lambda: _shell("", notices=notices)
    return render(request, "gallery/components.html", samples.COMPONENTS)


def sheets(request: HttpRequest) -> HttpResponse:
    request.shell = lambda: _shell("")
    return render(request, "gallery/sheets.html", {"person": samples.PERSON})


def one_form(request: HttpRequest, name: str) -> HttpResponse:
    return _form_page(request, name, ())


def wrong_form(request: HttpRequest, name: str) -> HttpResponse:
    """The form as it comes back when every typed answer is nonsense."""
    form = get_form(name)
    raw = {question.name: ["%%"] for question in form.fields if question.type in ("int", "decimal", "date", "code")}
    raw |= {f"{question.name}__text": ["%%"] for question in form.fields if question.type == "code"}
    problems = read_form(form, raw, today=TODAY)[1]
    return _form_page(request, name, problems, raw)


def lock(request: HttpRequest) -> HttpResponse:
    LOCKED.append(request.method or "")
    return HttpResponse("<!doctype html><html lang=es><title>Posta</title><h1>Bloqueada</h1>")


def draft(request: HttpRequest) -> HttpResponse:
    DRAFTS.append(_posted(request))
    return HttpResponse(status=204)


def _form_page(request: HttpRequest, name: str, problems: tuple, raw: dict | None = None) -> HttpResponse:
    request.shell = lambda: _shell("today")
    posted = raw or _posted(request)
    changed = apply_row_action(posted)
    if request.method == "POST" and changed is None:
        problems = read_form(get_form(name), posted, today=TODAY)[1]
    form = _present(name, changed or posted, problems)
    context = {"form": form, "person": samples.PERSON, "form_id": "entry"}
    return render(request, "gallery/form.html", context, status=422 if problems else 200)


def _present(name: str, raw: dict, problems: tuple = ()):
    language = (get_language() or "es")[:2]
    form = get_form(name)
    top = {q.name: _top(q, language) for q in form.fields if q.system == "morbidity"}
    return present_form(
        form,
        raw,
        problems,
        language=language,
        top_codes=top,
        last_values={"weight_kg": "61.5 kg, 12 nov"},
        offered=samples.OFFERED,
        known=samples.KNOWN | usual_limits(FormContext(TODAY, datetime.combine(TODAY, time(12), tzinfo=UTC), GROWN)),
        computed={"bmi": "24.1"},
        today=TODAY,
    )


def _top(question, language: str) -> tuple[Choice, ...]:
    return list_choices(question, language, {})[:8]


def _posted(request: HttpRequest) -> dict[str, list[str]]:
    return {
        key: values for key, values in request.POST.lists() if get_values({key: values}, key) or key in ("add", "drop")
    }


def _shell(here: str, **more: object) -> PageLayout:
    sync = SyncBadge("ask", "por enviar", 14, "hace 3 h")
    return PageLayout(
        post_name="La 72 · Tenosique", demonstration=True, staff_name="Dra. Ruiz", staff_role="medicina", here=here,
        sync=sync, **more,
    )  # fmt: skip
