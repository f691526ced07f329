"""What the pages of forms show: the words around the questions, the choice of forms, old values beside new ones."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from posta.acts.contact import check_can_write
from posta.acts.duty import Duty
from posta.care.amending import SEEN
from posta.care.answered import ANSWERED
from posta.care.attempt import Tried, of_form
from posta.care.drafting import Kept
from posta.care.fields.names import Raw
from posta.care.fields.present import present_form
from posta.care.fields.presented import Presented, PresentedForm
from posta.care.forms.page import ENVELOPE_OF_POST, Page
from posta.care.header import head_of
from posta.care.known import computed_words, context_for, known_of, offered_at, top_diagnoses
from posta.care.outcome import present_outcome
from posta.care.signed_page import frame_of, summary_of
from posta.care.telling import value_words
from posta.care.together import tell_beside
from posta.care.triage import tell_measured
from posta.care.words import day_words, language, local_day
from posta.catalog.answers import Context
from posta.catalog.compartments import Compartment
from posta.catalog.context import age_of
from posta.catalog.form import SEALED, Form, get_form, list_forms
from posta.catalog.suiting import suits_person
from posta.chart.board import Waiting, find_open_arrival
from posta.chart.people import Person
from posta.chart.timeline import list_latest, list_timeline
from posta.mission.errors import Refused
from posta.mission.permissions import can_give_care
from posta.terms.lists import get_list

Context_ = dict[str, object]
LOOKED_AT = 40
BEGINS = {"mh_fu": "mh_base"}  # a follow-up, and what it follows
SHORT = frozenset({"int", "decimal", "one", "bool", "calc"})
NOT_CHOSEN = frozenset({"person", "visit"})  # they have their own pages, or come with every other form
OFTEN = {
    "doctor": ("opd", "ncd", "referral", "anc"),
    "nurse": ("triage", "vitals", "opd", "vacc"),
    "midwife": ("anc", "pnc", "fp", "opd"),
    "psychologist": ("mh_fu", "mh_base", "violence"),
    "psychiatrist": ("psych", "referral"),
    "social_worker": ("sw", "referral"),
    "residence_staff": ("res",),
}


def present_page(page: Page, raw: Raw, tried: Tried, *, kept: Kept | None, computed: bool) -> Context_:
    """Everything that the page of one or more forms shows."""
    answers, _wrong = page.read(raw)
    context = context_for(page.duty, page.person, answers, page.corrects)
    shown = _without_repeats([_present(page, form, raw, tried, context, answers[form.name]) for form in page.forms])
    outcome = _present_outcome(page, raw, tried, context) if page.asks_outcome else None
    person = page.person
    return {
        "person": head_of(person, page.duty, back=page.back) if person else None,
        "back": page.back,
        "title": _("Correct an entry") if page.corrects else page.form.label(language()),
        "forms": shown,
        "summary": summary_of([*shown, outcome] if outcome else shown, tried.problems),
        "outcome": outcome,
        "frame": frame_of(
            page.key,
            tried,
            kept,
            duty=page.duty,
            raw=raw,
            sign_words=_("Sign the correction") if page.corrects else _("Sign"),
            asked=outcome.by_name if outcome else {},
        ),
        "beside": tell_beside(page.duty, person, _waiting(page, person)) if person and not page.is_sealed else (),
        "form_id": "entry",
        "sealed": page.is_sealed,
        "seen": "".join(raw.get(SEEN, ())[:1]),
        "answered": raw.get(ANSWERED, (None,))[0],
        "corrected": () if tried.warnings else page.corrected,
        "untouched": bool(page.untouched.compartments),
        "computes": any(field.type == "calc" for form in page.forms for field in form.fields),
        "computed": computed,
    }


def _present_outcome(page: Page, raw: Raw, tried: Tried, context: Context) -> PresentedForm:
    """What comes after the visit, which is kept in its envelope."""
    visit, today = get_form("visit"), page.duty.today
    problems = of_form("visit", tried.problems)
    shown = present_form(visit, raw, problems, (), language(), known=known_of(context), today=today)
    return replace(shown, fields=tuple(present_outcome(shown.by_name, raw, today).values()))


def _waiting(page: Page, person: Person) -> Waiting | None:
    duty = page.duty
    return find_open_arrival(duty.desk.cursor, person.id, duty.post.number, duty.queue_start)


def present_choice(duty: Duty, person: Person) -> Context_:
    """The forms about a person for this colleague: the usual ones that suit sex and age first, then by programme."""
    mine = [form for form in list_forms() if form.compartment is not Compartment.FACTS and _may(duty, form)]
    by_name = {form.name: form for form in mine if form.name not in NOT_CHOSEN}
    age = age_of(person.answers, duty.today)
    often = (name for name in OFTEN.get(duty.staff.role, ()) if suits_person(name, person.answers, age))
    usual = _begun_first(duty, person, [by_name[name] for name in often if name in by_name])
    groups: dict[str, list[dict[str, object]]] = {}
    for form in (one for one in by_name.values() if one not in usual):
        groups.setdefault(get_list("programme").label(form.programme, language()), []).append(_row(form, person))
    return {"usual": [_row(form, person) for form in usual], "groups": groups}


def _begun_first(duty: Duty, person: Person, usual: list[Form]) -> list[Form]:
    """The usual forms; a follow-up after what it follows, as long as this colleague can read neither of them."""
    names = [form.name for form in usual]
    if not BEGINS.keys() & set(names):
        return usual
    items = list_timeline(
        duty.desk.cursor, person.id, duty.desk.keyring, limit=LOOKED_AT
    )  # no index tells sealed forms
    held = {name for item in items for name in item.forms}

    def place(form: Form) -> float:
        first = BEGINS.get(form.name)
        waits = first in names and not held & {form.name, first}
        return names.index(str(first)) + 0.5 if waits else names.index(form.name)

    return sorted(usual, key=place)


def present_work(duty: Duty) -> Context_:
    """The forms about no person for this colleague."""
    mine = [form for form in list_forms() if form.compartment is Compartment.FACTS and _may(duty, form)]
    rows = [{"href": f"/work/{form.name}", "name": form.label(language())} for form in mine]
    return {"rows": rows, "marks": can_give_care(duty.staff) and duty.post.number}


def _may(duty: Duty, form: Form) -> bool:
    try:
        check_can_write(duty, [form.name])
    except Refused:
        return False
    return True


def _row(form: Form, person: Person) -> dict[str, object]:
    here = f"/people/{person.id.hex()}"
    href = f"{here}/consultation" if form.name == "opd" else f"{here}/contact/{form.name}"
    return {"href": href, "name": form.label(language()), "sealed": form.compartment in SEALED}


def _present(
    page: Page, form: Form, raw: Raw, tried: Tried, context: Context, answers: Mapping[str, object]
) -> PresentedForm:
    tops = {field.name: top_diagnoses(page.duty, field) for field in form.fields if field.system == "morbidity"}
    last = _last(page, form) | _last_period(form, context, answers)
    shown = present_form(
        form, raw, of_form(form.name, tried.problems), of_form(form.name, tried.warnings), language(),
        top_codes=tops, last_values=last, offered=offered_at(page.duty), known=known_of(context),
        computed=computed_words(form, answers, context), today=page.duty.today,
    )  # fmt: skip
    shown = tell_measured(shown, context)
    if page.corrects is None:
        return shown
    hidden = set(ENVELOPE_OF_POST) if form.name == "visit" else set()
    hidden |= {field.name for field in form.fields if page.untouched.hides(form, field.name)}
    fields = (_beside(one, form, page.before.get(form.name, {})) for one in shown.fields if one.name not in hidden)
    spared = page.untouched.unasked
    return replace(
        shown,
        fields=tuple(replace(one, needed=one.needed and f"{form.name}.{one.name}" not in spared) for one in fields),
    )


def _beside(shown: Presented, form: Form, before: Mapping[str, object]) -> Presented:
    """A question with its old answer beside it."""
    value = before.get(shown.name)
    if value in (None, "", ()) or shown.widget in ("several", "calc"):
        return shown
    old = _("Before: %(value)s") % {"value": value_words(form.field(shown.name), value)}
    return replace(shown, hint=f"{shown.hint} · {old}" if shown.hint else old)


def _last(page: Page, form: Form) -> dict[str, str]:
    """The short answers of the same form at the last visit, with their day."""
    person, duty = page.person, page.duty
    if person is None or page.corrects or form.compartment is not Compartment.CARE or form.name == "person":
        return {}
    found = list_latest(duty.desk.cursor, person.id, duty.desk.keyring, [form.number]).get(form.name)
    if found is None:
        return {}
    day = day_words(_local(duty, found[0].occurred), duty.today)
    fields = {field.name: field for field in form.fields if field.type in SHORT}
    return {n: f"{value_words(fields[n], v)}, {day}" for n, v in found[1].items() if n in fields}


def _last_period(form: Form, context: Context, answers: Mapping[str, object]) -> dict[str, str]:
    """The last period as this pregnancy was dated: nobody need ask for it again, and whoever knows better writes it."""
    day = None if "lmp" in answers else context.latest.get("anc", {}).get("lmp")
    return {"lmp": value_words(form.field("lmp"), day)} if form.name == "anc" and day else {}


def _local(duty: Duty, millis: int) -> date:
    return local_day(duty, millis)


def _without_repeats(shown: list[PresentedForm]) -> list[PresentedForm]:
    """A blood pressure that stands in two forms of a visit is asked once."""
    seen: set[str] = set()
    once = []
    for form in shown:
        once.append(replace(form, fields=tuple(field for field in form.fields if field.name not in seen)))
        seen |= {field.name for field in form.fields}
    return once
