"""The context of a form beside its own answers: its person, the mission's lists, the computed values."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from posta.acts.actor import Actor
from posta.acts.care.visits.clinical_context import build_form_context
from posta.care.display.entries.answer_text import format_value
from posta.catalog.answers import FormContext, validate
from posta.catalog.errors import InvalidAnswers
from posta.catalog.frame import PERSON_FORM
from posta.catalog.language.field import Field
from posta.catalog.language.form import Form
from posta.catalog.sizes import limits_of_size
from posta.chart.record.person import Person
from posta.clinical.computed import usual_limits
from posta.clock import to_epoch_day
from posta.figures.counts import list_top_diagnoses
from posta.formkit.choices import Choice, Offered, is_allowed
from posta.formkit.language import current_language
from posta.ids import EntryId
from posta.mission.posts import list_posts
from posta.operations.directory.partners import list_partners
from posta.operations.referrals.opening import write_post_code
from posta.terms.data_files import choose_label
from posta.terms.diagnoses import find_diagnosis
from posta.terms.measures import get_measures

Answers = Mapping[str, object]
DEFAULT_DIAGNOSES = (
    "ari_upper", "foot_blister", "awd", "skin_bact", "headache", "gastritis", "fungal", "dehydration", "foot_wound",
    "fever_unk",
)  # fmt: skip


def local_choices(actor: Actor, *, closed: bool = True) -> Offered:
    """Return the mission's own lists, without places `closed` today where something new is written.

    The items of the store are free text until their list exists.
    """
    today = to_epoch_day(actor.today)
    posts = [post for post in list_posts(actor.node.cursor) if closed or post.is_open_on(today)]
    partners = (Choice(one.code, one.name) for one in list_partners(actor.node.cursor) if not one.closed)
    others = (Choice(write_post_code(post.number), post.name) for post in posts if post.number != actor.post.number)
    return {"post": tuple(Choice(post.id, post.name) for post in posts), "directory": (*others, *partners)}


def build_context(
    actor: Actor, person: Person | None, forms: Mapping[str, Answers], corrects: EntryId | None = None
) -> FormContext:
    """Return the context in which these answers are judged, as the act will judge them."""
    answers = {"visit": {"visit_dt": actor.now, "post": actor.post.id}, **forms}
    return build_form_context(actor, person, answers, list(answers), corrects=corrects)


def client_facts(context: FormContext) -> dict[str, object]:
    """Return the facts for conditions in the page: the person, their age, and that the form is being closed."""
    age = context.age
    derived = {"years": age.years, "months": age.months, "days": age.days} if age else {}
    known = {f"{PERSON_FORM}.{name}": value for name, value in context.person.items()}
    known |= {f"@age_{unit}": value for unit, value in derived.items()}
    settled = {"@closing": True, f"{PERSON_FORM}.sex": context.person.get("sex"), "@pregnant": context.pregnant}
    return known | settled | _usual_measures(context) | usual_limits(context)


def _usual_measures(context: FormContext) -> dict[str, object]:
    """Return the usual range of each measurement for this person, which the page checks while it is typed."""
    found = ((n, limits_of_size(n, context.age, context.before.get(n), context.visit_day)) for n in get_measures())
    return {f"@usual.{name}": usual for name, usual in found if usual is not None}


def compute_texts(form: Form, answers: Answers, context: FormContext) -> dict[str, str]:
    """Return the computed questions in words, as far as the answers allow."""
    names = [field.name for field in form.fields if field.type == "calc"]
    found = _compute_valid_part(form, answers, replace(context, closing=False)) if names else {}
    return {name: format_value(form.field(name), found[name]) for name in names if name in found}


def _compute_valid_part(form: Form, answers: Answers, context: FormContext, tries: int = 2) -> Answers:
    try:
        return validate(form, answers, context).answers
    except InvalidAnswers as error:
        wrong = {problem.path.partition(".")[0] for problem in error.problems}
    right = {name: value for name, value in answers.items() if name not in wrong}
    return _compute_valid_part(form, right, context, tries - 1) if tries else {}


def top_diagnosis_choices(actor: Actor, field: Field) -> tuple[Choice, ...]:
    """Return the eight diagnoses most frequent at this post.

    The list is completed with those most frequent at posts on the road.
    """
    since = actor.today - timedelta(days=90)
    seen = [*list_top_diagnoses(actor.node.cursor, actor.post.number, since), *DEFAULT_DIAGNOSES]
    lines = (find_diagnosis(code) for code in dict.fromkeys(seen))
    fitting = (line for line in lines if line is not None and is_allowed(line, field))
    return tuple(
        Choice(x.code, choose_label(x.labels, current_language(), x.code), " ".join(sorted(x.flags))) for x in fitting
    )[:8]
