"""The form that registers people who came together: what they share is asked once, then a short row for each.

A row without a name, sex and age is no member. Consent is each adult's own; of a child it is what the adult answers to
whom the row says that they belong.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from posta.acts.actor import Actor
from posta.acts.care.family import FamilyMember
from posta.care.display.duplicate_candidates import DuplicateCandidate
from posta.catalog.errors import Problem
from posta.catalog.frame import PERSON_FORM
from posta.catalog.language.answer_context import compute_age
from posta.catalog.language.form import get_form
from posta.chart.record.person import Person
from posta.formkit.choices import Choice
from posta.formkit.field_names import FormData, element_id, get_values, list_rows
from posta.formkit.form_reader import read_form
from posta.formkit.language import current_language
from posta.formkit.problem_messages import messages_by_path
from posta.formkit.render.field_views import FieldView, FormView
from posta.formkit.render.form_presenter import present_form
from posta.terms.lists import get_list
from posta.terms.places import place_label

ROWS = "m"
ROWS_SHOWN = 5
SHARED_BY_A_FAMILY = ("country_origin", "languages", "interpreter", "pop_group", "travel_with")
OWN = ("alias", "family_name", "sex", "age_value", "age_unit", "consent_care", "consent_record")
CONSENTS = ("consent_care", "consent_record")
CHOSEN_CONSENTS = frozenset({"y", "n", "p"})  # given, refused, not asked yet: nothing can be withdrawn yet
NAMING = ("alias", "family_name", "age_value")
GROWN_UP = 18
COMMON_COUNTRIES = ("HN", "GT", "SV", "NI", "MX", "VE", "CU", "HT")
RELATION, OF, WAITS, IS, NEW = "relation", "of", "waits", "is", "new"


@dataclass(frozen=True, slots=True, repr=False)
class FamilyRow:
    """A row as the page shows it: its questions, what they are to whom, and people already known who may be meant."""

    key: str
    number: int
    title: str
    fields: Mapping[str, FieldView]
    relations: tuple[Choice, ...]
    others: tuple[Choice, ...]
    waits: bool
    matches: tuple[DuplicateCandidate, ...] = ()
    chosen: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class FamilyView:
    """The whole form; `options`, `sources`, `problems` and `wrong` as any form has them."""

    shared: tuple[FieldView, ...]
    rows: tuple[FamilyRow, ...]
    options: Mapping[str, object]
    sources: Mapping[str, str]
    problems: tuple[tuple[str, str, str], ...]
    wrong: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class ReadRow:
    """What was read from one row: the answers, and how it stands to others."""

    key: str
    answers: dict[str, object]
    relation: str
    of: str
    waits: bool
    is_: str


@dataclass(frozen=True, slots=True, repr=False)
class ReadFamily:
    """What was read from the form; paths of problems begin with the key of a row, or name a shared question."""

    rows: tuple[ReadRow, ...]
    problems: tuple[Problem, ...] = field(default=())


def initial_data() -> dict[str, list[str]]:
    """Return the form as it opens: five rows, years, a family, and everybody waits."""
    raw: dict[str, list[str]] = {"travel_with": ["family"]}
    for number in range(ROWS_SHOWN):
        raw |= {f"{ROWS}.{number}.age_unit": ["y"], f"{ROWS}.{number}.{WAITS}": ["1"]}
    return raw


def begin_row(raw: FormData) -> dict[str, list[str]]:
    """Return what was posted; a row that was added just now begins as the first ones did."""
    begun = {key: raw for key in list_rows(raw, ROWS) if raw.get(f"{key}.row") == ["1"]}
    fresh = {name: value for key in begun for name, value in ((f"{key}.age_unit", ["y"]), (f"{key}.{WAITS}", ["1"]))}
    kept = {name: list(values) for name, values in raw.items() if name.removesuffix(".row") not in begun}
    return kept | fresh


def read_family(actor: Actor, raw: FormData) -> ReadFamily:
    """Read everybody who was written down."""
    form = get_form(PERSON_FORM)
    shared, problems = read_form(form, _shared_data(raw), today=actor.today)
    found = list(problems)
    rows: list[ReadRow] = []
    for key in list_rows(raw, ROWS):
        own = _row_data(raw, key)
        if not any(get_values(own, name) for name in (*NAMING, "sex", IS)):
            continue
        answers, wrong = read_form(form, {name: own.get(name, []) for name in OWN}, today=actor.today)
        found += [replace(one, path=f"{key}.{one.path}") for one in wrong]
        of, relation = (next(iter(get_values(own, name)), "") for name in (OF, RELATION))
        is_ = next(iter(get_values(own, IS)), "")
        relation = relation if relation in get_list("companion").by_code else ""
        rows.append(ReadRow(key, {**shared, **answers}, relation, of, bool(get_values(own, WAITS)), is_))
    return ReadFamily(_complete(actor, rows), tuple(found))


def _complete(actor: Actor, rows: Sequence[ReadRow]) -> tuple[ReadRow, ...]:
    """Return the rows with what a child takes from the adult who answers for them: consent, and a surname left empty."""
    by_key = {one.key: one for one in rows}
    adults = [one for one in rows if not _is_minor(actor, one)]
    done = []
    for one in rows:
        named = by_key.get(one.of)
        adult = named if named in adults else next(iter(adults), None)
        if one not in adults and adult is not None:
            given = {name: adult.answers[name] for name in CONSENTS if name in adult.answers}
            one = replace(one, answers={**given, **one.answers})
        done.append(one)
    return tuple(done)


def _is_minor(actor: Actor, row: ReadRow) -> bool:
    age = compute_age({"reg_date": actor.today, "age_date": actor.today, **row.answers}, actor.today)
    return age is not None and age.years < GROWN_UP


def list_own_problems(actor: Actor, read: ReadFamily, problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """Return the problems without consents that a child lacks because the adult who answers for them lacks them too."""
    minors = {one.key for one in read.rows if _is_minor(actor, one)}
    if len(minors) == len(read.rows):  # no adult answers here
        return tuple(problems)
    named = ((one, *one.path.rpartition(".")[::2]) for one in problems)
    return tuple(one for one, key, name in named if key not in minors or name not in CONSENTS)


def to_members(read: ReadFamily, known: Mapping[str, Person]) -> list[FamilyMember]:
    """Return the members to record; a row that names somebody registered before is that person."""
    first = read.rows[0].key if read.rows else ""
    return [
        FamilyMember(
            one.key, one.answers, known.get(one.key), one.relation,
            one.of if one.of != one.key else "" if one.key == first else first, one.waits,
        )
        for one in read.rows
    ]  # fmt: skip


def present_family(
    raw: FormData,
    actor: Actor,
    problems: Sequence[Problem] = (),
    matches: Mapping[str, tuple[DuplicateCandidate, ...]] | None = None,
) -> FamilyView:
    """Return the form with what was typed, what is wrong, and who is known already."""
    keys = list_rows(raw, ROWS)
    shared = _present(actor, _shared_data(raw), _shared_problems(problems))
    rows = tuple(_row(raw, actor, key, number, keys, problems, matches or {}) for number, key in enumerate(keys, 1))
    listed = tuple(
        (view.id, f"{row.title} · {view.label}", view.error)
        for row in rows
        for view in row.fields.values()
        if view.error
    )
    return FamilyView(
        tuple(replace(shared.by_name[name], needed=False) for name in SHARED_BY_A_FAMILY if name in shared.by_name),
        rows,
        shared.options,
        shared.sources,
        (*shared.problems, *listed),
        wrong=bool(problems),
    )


def _row(
    raw: FormData,
    actor: Actor,
    key: str,
    number: int,
    keys: Sequence[str],
    problems: Sequence[Problem],
    matches: Mapping[str, tuple[DuplicateCandidate, ...]],
) -> FamilyRow:
    own = _row_data(raw, key)
    wrong = [replace(one, path=one.path.removeprefix(f"{key}.")) for one in problems if one.path.startswith(f"{key}.")]
    form, errors = _present(actor, {name: own.get(name, []) for name in OWN}, wrong), messages_by_path(wrong)
    fields = {name: _own_field(form.by_name[name], key, errors.get(name, "")) for name in OWN if name in form.by_name}
    relation, of = (next(iter(get_values(own, name)), "") for name in (RELATION, OF))
    listed = get_list("companion")
    title = _("Person %(number)s") % {"number": number}
    others = ((other, place) for place, other in enumerate(keys, 1) if other != key)
    return FamilyRow(
        key,
        number,
        title,
        fields,
        tuple(
            Choice(one.code, listed.label(one.code, current_language()), chosen=one.code == relation)
            for one in listed.options
        ),
        tuple(Choice(other, _("Person %(number)s") % {"number": place}, chosen=other == of) for other, place in others),
        bool(get_values(own, WAITS)),
        matches.get(key, ()),
        next(iter(get_values(own, IS)), ""),
    )


def _own_field(view: FieldView, key: str, error: str) -> FieldView:
    """Return a question of a row: under the row's name, always in sight, and never marked as required."""
    name = f"{key}.{view.name}"
    labels = {"alias": _("Name or alias"), "family_name": _("Family names"), "consent_care": _("Agrees to care")}
    labels |= {"consent_record": _("Agrees that other posts see it"), "age_unit": _("Unit of age")}
    choices = view.choices
    if view.name in CONSENTS:
        choices = tuple(one for one in choices if one.code in CHOSEN_CONSENTS)
    return replace(
        view, name=name, id=element_id(name), label=labels.get(view.name, view.label), choices=choices, needed=False,
        expected=False, asked=True, when="", error=error,
    )  # fmt: skip


def _present(actor: Actor, raw: FormData, problems: Sequence[Problem]) -> FormView:
    language = current_language()
    countries = tuple(Choice(code, place_label(code, language)) for code in COMMON_COUNTRIES)
    return present_form(
        get_form(PERSON_FORM), raw, problems,
        language=language, top_codes={"country_origin": countries}, today=actor.today,
    )  # fmt: skip


def _row_data(raw: FormData, key: str) -> dict[str, list[str]]:
    """Return what was posted of a row, by question."""
    begin = f"{key}."
    return {name.removeprefix(begin): list(values) for name, values in raw.items() if name.startswith(begin)}


def _shared_data(raw: FormData) -> dict[str, list[str]]:
    """Return what was posted of the questions that all share, with the boxes beside their chips."""
    return {one: list(values) for one, values in raw.items() if one.partition("__")[0] in SHARED_BY_A_FAMILY}


def _shared_problems(problems: Sequence[Problem]) -> list[Problem]:
    """Return the problems of shared questions, each once: every row that lacks one of their answers names it."""
    found = {one.path.rpartition(".")[2]: one for one in reversed(problems)}
    return [replace(one, path=name) for name, one in found.items() if name in SHARED_BY_A_FAMILY]
