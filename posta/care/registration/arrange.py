"""How the registration form is laid out, and what it begins with: typed words, a companion's answers, or no name."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from posta.care.fields.choices import Choice
from posta.care.fields.presented import Presented, PresentedForm
from posta.chart.phonetic import fold
from posta.ids import ALPHABET
from posta.terms.places import label_of_place

Raw = dict[str, list[str]]
NAME = ("alias", "family_name")
AGE = ("age_value", "age_unit", "birth_date")
CONSENT = ("consent_care", "consent_record")
FIRST = (*NAME, "sex", *AGE, "pop_group", *CONSENT)
NOT_ASKED = frozenset({"reg_date", "age_date", "contact_ok"})
SHARED_BY_A_FAMILY = ("family_name", "country_origin", "admin1_origin", "languages", "interpreter", "pop_group")
COMMON_COUNTRIES = ("HN", "GT", "SV", "NI", "MX", "VE", "CU", "HT")
PARTICLES = frozenset(
    {"de", "del", "la", "las", "los", "y", "da", "do", "dos", "san", "santa", "van", "von", "al", "el"}
)
# What goes on a given name after a particle: María del Carmen, José de Jesús.
DEVOTIONS = frozenset({
    "angeles", "carmen", "jesus", "rosario", "pilar", "socorro", "luz", "mercedes", "dolores", "refugio", "consuelo",
    "remedios", "milagros", "rocio", "paz", "nieves", "guadalupe", "lourdes", "fatima", "soledad", "concepcion",
})  # fmt: skip
ANSWERED_AT_ONCE = frozenset({"y", "n", "p"})


@dataclass(frozen=True, slots=True)
class Layout:
    """The questions of form `person` as the page shows them."""

    name: tuple[Presented, ...]
    sex: Presented
    age: tuple[Presented, ...]
    group: Presented
    consent: tuple[Presented, ...]
    more: tuple[Presented, ...]
    more_open: bool


def arrange(form: PresentedForm) -> Layout:
    """Four things first, then the rest behind a fold that opens by itself when something in it is wrong."""
    by_name = form.by_name
    more = tuple(one for one in form.fields if one.name not in FIRST and one.name not in NOT_ASKED)
    return Layout(
        name=(replace(by_name["alias"], label=_("Name or alias")), by_name["family_name"]),
        sex=by_name["sex"],
        age=tuple(by_name[name] for name in AGE if name in by_name),
        group=by_name["pop_group"],
        consent=tuple(_at_once(by_name[name]) for name in CONSENT),
        more=more,
        more_open=any(one.error or any(cell.error for row in one.rows for cell in row.fields) for one in more),
    )


def begin(typed: str, family: Mapping[str, object] | None) -> Raw:
    """The form before anything is answered: years as unit, and what is known from the search or the companion."""
    raw: Raw = {"age_unit": ["y"], **names_of(typed)}
    for name in SHARED_BY_A_FAMILY if family else ():
        value = family.get(name) if family else None
        if value not in (None, ""):
            values = value if isinstance(value, tuple | list) else (value,)
            raw[name] = ["y" if one is True else "n" if one is False else str(one) for one in values]
    if family:
        raw["travel_with"] = ["family"]
    return raw


def names_of(typed: str) -> Raw:
    """Typed words as given name and family names, two and two as in most of the region; particles stay with their name.

    >>> names_of("wilmer mejia hernandez")
    {'alias': ['Wilmer'], 'family_name': ['Mejia Hernandez']}
    >>> names_of("juan de la cruz"), names_of("maría de los ángeles pérez")
    ({'alias': ['Juan'], 'family_name': ['De la Cruz']}, {'alias': ['María de los Ángeles'], 'family_name': ['Pérez']})
    """
    parts = _parts([word for word in typed.split() if not any(ch.isdigit() for ch in word)])
    given = 2 if len(parts) > 3 or (len(parts) > 1 and _is_of_the_given_name(parts[1])) else 1
    raw = {"alias": [_joined(parts[:given])], "family_name": [_joined(parts[given:])]}
    return {name: values for name, values in raw.items() if values[0]}


def _parts(words: list[str]) -> list[str]:
    """The words with the particles before them: "de", "la", "cruz" are one part."""
    parts, particles = [], []
    for word in words:
        if fold(word) in PARTICLES:
            particles.append(word.lower())
        else:
            parts.append(" ".join([*particles, word[:1].upper() + word[1:]]))
            particles = []
    return parts + ([" ".join(particles)] if particles else [])


def _is_of_the_given_name(part: str) -> bool:
    """Whether "de los Ángeles" or "del Carmen" goes on the given name before it."""
    return fold(part.rpartition(" ")[2]) in DEVOTIONS and " " in part


def _joined(parts: list[str]) -> str:
    text = " ".join(parts)
    return text[:1].upper() + text[1:]


def without_name() -> str:
    """An alias for somebody who gives none, with four letters to tell them apart today."""
    told = "".join(secrets.choice(ALPHABET) for _letter in range(4))
    return _("Anonymous %(told)s") % {"told": told}


def common_countries(language: str) -> dict[str, tuple[Choice, ...]]:
    """Chips before the box of all countries."""
    return {"country_origin": tuple(Choice(code, label_of_place(code, language)) for code in COMMON_COUNTRIES)}


def _at_once(question: Presented) -> Presented:
    """At registration consent is given, refused or still to be asked for; nothing can be withdrawn yet."""
    return replace(question, choices=tuple(one for one in question.choices if one.code in ANSWERED_AT_ONCE))
