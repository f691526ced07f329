"""What a form may know beside its own answers: whom it is about, what the mission offers, what can be computed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from posta.acts.duty import Duty
from posta.acts.surroundings import context_of
from posta.care.fields.choices import Choice, Offered, is_offered
from posta.care.telling import value_words
from posta.care.words import language
from posta.catalog.answers import Context, fill
from posta.catalog.errors import InvalidAnswers
from posta.catalog.fields import Field
from posta.catalog.form import Form
from posta.catalog.sizes import limits_of_size
from posta.chart.people import Person
from posta.figures.counts import list_top_diagnoses
from posta.ids import EntryId
from posta.mission.posts import list_posts
from posta.terms.diagnoses import find_diagnosis
from posta.terms.measures import get_measures
from posta.terms.reading import label_in

Answers = Mapping[str, object]
COMMON = (
    "ari_upper", "foot_blister", "awd", "skin_bact", "headache", "gastritis", "fungal", "dehydration", "foot_wound",
    "fever_unk",
)  # fmt: skip


def offered_at(duty: Duty) -> Offered:
    """The lists that the mission keeps; the directory and the store's items are written freely until they exist."""
    return {"post": tuple(Choice(post.id, post.name) for post in list_posts(duty.desk.cursor))}


def context_for(
    duty: Duty, person: Person | None, forms: Mapping[str, Answers], corrects: EntryId | None = None
) -> Context:
    """The context in which these answers are judged, as the act will judge them."""
    answers = {"visit": {"visit_dt": duty.now, "post": duty.post.id}, **forms}
    return context_of(duty, person, answers, list(answers), corrects=corrects)


def known_of(context: Context) -> dict[str, object]:
    """What the conditions on a page may ask: the person, their age, and that the form is being closed."""
    age = context.age
    derived = {"years": age.years, "months": age.months, "days": age.days} if age else {}
    known = {f"person.{name}": value for name, value in context.person.items()}
    known |= {f"@age_{unit}": value for unit, value in derived.items()}
    settled = {"@closing": True, "person.sex": context.person.get("sex"), "@pregnant": context.pregnant}
    return known | settled | _usual_sizes(context)


def _usual_sizes(context: Context) -> dict[str, object]:
    """What is usual of each measure for this person, which a page watches while it is typed."""
    found = ((n, limits_of_size(n, context.age, context.before.get(n), context.visit_day)) for n in get_measures())
    return {f"@usual.{name}": usual for name, usual in found if usual is not None}


def computed_words(form: Form, answers: Answers, context: Context) -> dict[str, str]:
    """The computed questions in words, as far as the answers so far allow."""
    names = [field.name for field in form.fields if field.type == "calc"]
    found = _as_far_as_right(form, answers, replace(context, closing=False)) if names else {}
    return {name: value_words(form.field(name), found[name]) for name in names if name in found}


def _as_far_as_right(form: Form, answers: Answers, context: Context, tries: int = 2) -> Answers:
    try:
        return fill(form, answers, context).answers
    except InvalidAnswers as error:
        wrong = {problem.path.partition(".")[0] for problem in error.problems}
    right = {name: value for name, value in answers.items() if name not in wrong}
    return _as_far_as_right(form, right, context, tries - 1) if tries else {}


def top_diagnoses(duty: Duty, field: Field) -> tuple[Choice, ...]:
    """The eight diagnoses that this post writes most often, made up to eight with what posts on the road see most."""
    since = duty.today - timedelta(days=90)
    seen = [*list_top_diagnoses(duty.desk.cursor, duty.post.number, since), *COMMON]
    lines = (find_diagnosis(code) for code in dict.fromkeys(seen))
    fitting = (line for line in lines if line is not None and is_offered(line, field))
    return tuple(Choice(x.code, label_in(x.labels, language(), x.code), " ".join(sorted(x.flags))) for x in fitting)[:8]
