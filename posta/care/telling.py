"""Answers in plain words: codes by their labels, numbers with their units, every answer for the page of an entry."""

from collections.abc import Mapping
from datetime import date, datetime

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from posta.care.fields.numbers import number_words
from posta.care.templatetags.posta import hideable
from posta.care.words import dated, language
from posta.catalog.fields import Field
from posta.catalog.form import get_form
from posta.terms.causes import label_of_cause
from posta.terms.diagnoses import label_of_diagnosis
from posta.terms.lists import get_list
from posta.terms.medicines import label_of_medicine
from posta.terms.places import label_of_place

Answers = Mapping[str, object]
NAMES = frozenset({"alias", "family_name"})  # of a person: hidden with the other names while a stranger looks
HIDDEN = "•••••"


def tell_all(name: str, answers: Answers) -> list[tuple[str, str]]:
    """Every answer of a filled form, in the order of the form, as label and words."""
    form, told = get_form(name), []
    for field in form.fields:
        value = answers.get(field.name)
        if value in ("", (), []) or field.name not in answers:
            continue
        words = _rows(field, value) if field.type == "group" and value else value_words(field, value)
        told.append((field.label(language()), words))
    return told


def tell_amended(answers: Answers, removed: Answers) -> list[tuple[str, str]]:
    """What an amendment says of a person: answers as they are now or were left empty, and the rows it removes."""
    told = tell_all("person", answers)
    gone = ((_("%(what)s, removed") % {"what": label}, words) for label, words in tell_all("person", removed))
    return [*told, *gone]


def short_signs(answers: Answers) -> list[tuple[str, str]]:
    """Vital signs by name, in the short form in which they are said; blood pressure is one of them."""
    told = []
    # Half a pressure is one too: in shock it is felt at the wrist, and only the upper number is known.
    pressure = {name: answers.get(name) or "–" for name in ("sbp", "dbp")}
    if set(pressure.values()) != {"–"}:
        told.append(("bp", _("BP %(sbp)s/%(dbp)s") % pressure))
    form = get_form("vitals")
    for name, short in _short().items():
        value = answers.get(name)
        if isinstance(value, int | float) and (value or name != "pain"):
            unit = form.field(name).unit
            unit = "/10" if name == "pain" else f" {unit}" if unit != "%" else unit
            told.append((name, f"{short} {number_words(value)}{unit}".strip()))
    if (conscious := str(answers.get("avpu") or "a")) != "a":
        told.append(("avpu", _code_words(form.field("avpu"), conscious)))
    return told


def value_words(field: Field, value: object) -> str:
    """One answer in words: labels for codes, local days and hours, units beside numbers; a name so that it can be hidden."""
    if value is None:  # of a person: the answer was taken back
        return _("left empty")
    if field.name in NAMES:
        return hideable(str(value), HIDDEN)
    if isinstance(value, tuple | list):
        return ", ".join(value_words(field, one) for one in value)
    if isinstance(value, bool):
        return get_list("yn").label("y" if value else "n", language())
    if isinstance(value, datetime):
        return dated(localtime(value), "j M Y, H:i")
    if isinstance(value, date):
        return dated(value, "j M Y")
    if isinstance(value, int | float):
        return f"{number_words(value)} {field.unit}".strip()
    return _code_words(field, str(value))


def allergy_words(answers: Answers) -> tuple[str, ...]:
    """The allergies of a person, by name; "none known" is no allergy."""
    rows = answers.get("allergies")
    told = []
    for row in rows if isinstance(rows, tuple | list) else ():
        allergen = str(row.get("allergen") or "")
        if allergen and allergen != "none":
            label = get_list("allergen").label(allergen, language()).lower()
            told.append(str(row.get("substance") or label))
    return tuple(dict.fromkeys(told))


def _rows(field: Field, value: object) -> str:
    rows = value if isinstance(value, tuple | list) else ()
    told = ([_cell(column, row.get(column.name)) for column in field.fields] for row in rows)
    return "; ".join(", ".join(cell for cell in cells if cell) for cells in told)


def _cell(column: Field, value: object) -> str:
    """One answer of a row; a number without a unit says what it counts."""
    if value in (None, "", ()):
        return ""
    words = value_words(column, value)
    bare = column.type in ("int", "decimal") and not column.unit
    return f"{column.label(language())}: {words}" if bare else words


def _code_words(field: Field, code: str) -> str:
    if field.coded_list:
        base, _sep, side = code.partition(":")
        label = get_list(field.coded_list).label(base, language())
        return f"{label} ({get_list(field.qualifier).label(side, language())})" if side and field.qualifier else label
    if field.system == "morbidity":
        return label_of_diagnosis(code, language())
    if field.system == "atc_inn":
        return label_of_medicine(code, language())
    if field.system == "icd10":
        return label_of_cause(code, language())
    if field.system in ("iso3166_1", "iso3166_2", "inegi_cvegeo"):
        return label_of_place(code, language())
    return code


def _short() -> dict[str, str]:
    return {
        "temp_c": _("Temp."), "hr": _("Pulse"), "rr": _("Resp."), "spo2": "SpO₂", "weight_kg": _("Weight"),
        "glucose_mgdl": _("Glucose"), "muac_mm": _("MUAC"), "pain": _("Pain"),
    }  # fmt: skip
