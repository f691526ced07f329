"""The layout and the initial answers of the registration form: typed words, a companion's answers, or no name."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from posta.care.entry.anonymous_alias import anonymous_alias
from posta.chart.name_search.phonetic import fold_letters
from posta.formkit.choices import Choice
from posta.formkit.render.field_views import FieldView, FormView
from posta.terms.places import place_label

Raw = dict[str, list[str]]
NAME_FIELDS = ("alias", "family_name")
AGE_FIELDS = ("age_value", "age_unit", "birth_date")
CONSENT_FIELDS = ("consent_care", "consent_record", "consent_pass")
ANONYMOUS_PARAM = "no_name"
NOT_ASKED = "p"
FIRST_FIELDS = (*NAME_FIELDS, "sex", *AGE_FIELDS, "pop_group", *CONSENT_FIELDS)
OMITTED_FIELDS = frozenset({"reg_date", "age_date"})
FAMILY_FIELDS = ("family_name", "country_origin", "admin1_origin", "languages", "interpreter", "pop_group")
COMMON_COUNTRIES = ("HN", "GT", "SV", "NI", "MX", "VE", "CU", "HT")
NAME_PARTICLES = frozenset(
    {"de", "del", "la", "las", "los", "y", "da", "do", "dos", "san", "santa", "van", "von", "al", "el"}
)
# What continues a given name after a particle: María del Carmen, José de Jesús.
DEVOTIONAL_NAMES = frozenset({
    "angeles", "carmen", "jesus", "rosario", "pilar", "socorro", "luz", "mercedes", "dolores", "refugio", "consuelo",
    "remedios", "milagros", "rocio", "paz", "nieves", "guadalupe", "lourdes", "fatima", "soledad", "concepcion",
})  # fmt: skip
INITIAL_CONSENTS = frozenset({"y", "n", "p"})


@dataclass(frozen=True, slots=True, repr=False)
class RegistrationLayout:
    """The questions of form `person` as the page shows them."""

    name: tuple[FieldView, ...]
    sex: FieldView
    age: tuple[FieldView, ...]
    group: FieldView
    consent: tuple[FieldView, ...]
    more: tuple[FieldView, ...]
    more_open: bool


def arrange_fields(form: FormView) -> RegistrationLayout:
    """Return four questions first, then the rest behind a fold that opens if it contains an error."""
    by_name = form.by_name
    more = tuple(one for one in form.fields if one.name not in FIRST_FIELDS and one.name not in OMITTED_FIELDS)
    return RegistrationLayout(
        name=(replace(by_name["alias"], label=_("Name or alias")), by_name["family_name"]),
        sex=by_name["sex"],
        age=tuple(by_name[name] for name in AGE_FIELDS if name in by_name),
        group=by_name["pop_group"],
        consent=tuple(_initial_consent(by_name[name]) for name in CONSENT_FIELDS),
        more=more,
        more_open=any(one.error or any(cell.error for row in one.rows for cell in row.fields) for one in more),
    )


def initial_data(typed: str, family: Mapping[str, object] | None) -> Raw:
    """Return the initial form: years as unit, and what is known from the search or the companion."""
    raw: Raw = {"age_unit": ["y"], **split_names(typed)}
    for name in FAMILY_FIELDS if family else ():
        value = family.get(name) if family else None
        if value not in (None, ""):
            values = value if isinstance(value, tuple | list) else (value,)
            raw[name] = ["y" if one is True else "n" if one is False else str(one) for one in values]
    if family:
        raw["travel_with"] = ["family"]
    return raw


def split_names(typed: str) -> Raw:
    """Return typed words as given name and family names, divided two and two as in most of the region.

    Particles stay with their name.

    >>> split_names("wilmer mejia hernandez")
    {'alias': ['Wilmer'], 'family_name': ['Mejia Hernandez']}
    >>> split_names("juan de la cruz")
    {'alias': ['Juan'], 'family_name': ['De la Cruz']}
    >>> split_names("maría de los ángeles pérez")
    {'alias': ['María de los Ángeles'], 'family_name': ['Pérez']}
    """
    parts = _name_parts([word for word in typed.split() if not any(ch.isdigit() for ch in word)])
    given = 2 if len(parts) > 3 or (len(parts) > 1 and _extends_given_name(parts[1])) else 1
    raw = {"alias": [_join_parts(parts[:given])], "family_name": [_join_parts(parts[given:])]}
    return {name: values for name, values in raw.items() if values[0]}


def _name_parts(words: list[str]) -> list[str]:
    """Return the words joined with the particles before them: "de", "la", "cruz" are one part."""
    parts, particles = [], []
    for word in words:
        if fold_letters(word) in NAME_PARTICLES:
            particles.append(word.lower())
        else:
            parts.append(" ".join([*particles, word[:1].upper() + word[1:]]))
            particles = []
    return parts + ([" ".join(particles)] if particles else [])


def _extends_given_name(part: str) -> bool:
    """Return whether a part such as "de los Ángeles" or "del Carmen" belongs to the given name before it."""
    return fold_letters(part.rpartition(" ")[2]) in DEVOTIONAL_NAMES and " " in part


def _join_parts(parts: list[str]) -> str:
    text = " ".join(parts)
    return text[:1].upper() + text[1:]


def without_name(raw: Raw) -> Raw:
    """Return the answers of a registration without a name: a code word instead; what was not asked is not answered."""
    kept = {name: values for name, values in raw.items() if name not in NAME_FIELDS}
    asked = {name: [NOT_ASKED] for name in CONSENT_FIELDS if not any(raw.get(name, ()))}
    return {**kept, **asked, "alias": [anonymous_alias()], ANONYMOUS_PARAM: ["1"]}


def common_country_choices(language: str) -> dict[str, tuple[Choice, ...]]:
    """Return the chips before the box of all countries."""
    return {"country_origin": tuple(Choice(code, place_label(code, language)) for code in COMMON_COUNTRIES)}


def _initial_consent(question: FieldView) -> FieldView:
    """Return the choices of consent at registration: given, refused or not asked yet; nothing can be withdrawn yet."""
    return replace(question, choices=tuple(one for one in question.choices if one.code in INITIAL_CONSENTS))
