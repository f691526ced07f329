"""An entry in plain words: what was done, the few values worth a line, and every answer for the page of the entry."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.formats import date_format, number_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from posta.care.arrivals import visit_words
from posta.care.words import language
from posta.catalog import kinds
from posta.catalog.fields import Field
from posta.catalog.form import Form, get_form
from posta.catalog.structure import Arrival
from posta.chart.timeline import Item
from posta.terms.diagnoses import label_of_diagnosis
from posta.terms.lists import get_list
from posta.terms.medicines import label_of_medicine
from posta.terms.places import label_of_place

Answers = Mapping[str, object]
ENVELOPE = ("visit", "vitals")
KEY_LIMIT = 3
_SMALL = {"many", "one", "code", "int", "decimal", "calc", "bool"}
_HEADING = {"opd": "dx_main", "ncd": "ncd_dx", "referral": "ref_reason"}
_SKIPPED = {"n", "unk", "u", "none"}


@dataclass(frozen=True, slots=True)
class Told:
    """One row of a timeline: what it was, and the line of key values below it."""

    what: str
    more: str = ""


def tell(item: Item) -> Told:
    """What an item of the timeline says; of a reserved one only that it is."""
    if item.reserved:
        return Told(_("Reserved appointment"))
    if item.kind == kinds.ARRIVAL and isinstance(item.act, Arrival):
        return Told(_("Arrives at the post"), visit_words(item.act.reason, reserved=item.act.reserved))
    if item.kind == kinds.PERSON:
        answers = item.forms.get("person", {})
        if "reg_date" in answers:
            return Told(_("Registration"))
        return Told(_("Data amended"), " · ".join(f"{label}: {words}" for label, words in tell_all("person", answers)))
    forms = {name: answers for name, answers in item.forms.items() if answers}
    main = [name for name in forms if name not in ENVELOPE] or [name for name in ENVELOPE[1:] if name in forms]
    if not main:
        return Told(_("Visit"))
    heads = [_heading(name, forms[name]) for name in main]
    more = [line for name in main for line in _key_values(name, forms[name])]
    if "vitals" in forms and "vitals" not in main:
        more += vital_words(forms["vitals"])[:KEY_LIMIT]
    return Told(" · ".join(heads), " · ".join(more))


def tell_all(name: str, answers: Answers) -> list[tuple[str, str]]:
    """Every answer of a filled form, in the order of the form, as label and words."""
    form, told = get_form(name), []
    for field in form.fields:
        value = answers.get(field.name)
        if value in (None, "", (), []):
            continue
        words = _rows(field, value) if field.type == "group" else value_words(field, value)
        told.append((field.label(language()), words))
    return told


def vital_words(answers: Answers) -> list[str]:
    """Vital signs in the short form in which they are said."""
    told = []
    if answers.get("sbp") and answers.get("dbp"):
        told.append(_("BP %(sbp)s/%(dbp)s") % {"sbp": answers["sbp"], "dbp": answers["dbp"]})
    form = get_form("vitals")
    for name in ("temp_c", "hr", "rr", "spo2", "weight_kg", "glucose_mgdl"):
        value = answers.get(name)
        if isinstance(value, int | float):
            unit = form.field(name).unit
            told.append(f"{_short()[name]} {number_format(value)}{' ' if unit != '%' else ''}{unit}".strip())
    return told


def value_words(field: Field, value: object) -> str:
    """One answer in words: labels for codes, local days and hours, units beside numbers."""
    if isinstance(value, tuple | list):
        return ", ".join(value_words(field, one) for one in value)
    if isinstance(value, bool):
        return get_list("yn").label("y" if value else "n", language())
    if isinstance(value, datetime):
        return str(date_format(localtime(value), "j M Y, H:i")).lower()
    if isinstance(value, date):
        return str(date_format(value, "j M Y")).lower()
    if isinstance(value, int | float):
        return f"{number_format(value)} {field.unit}".strip()
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


def _heading(name: str, answers: Answers) -> str:
    form = get_form(name)
    field = _HEADING.get(name)
    if field and answers.get(field):
        return value_words(form.field(field), answers[field])
    return form.label(language())


def _key_values(name: str, answers: Answers) -> list[str]:
    if name == "vitals":
        return vital_words(answers)
    if name == "opd":
        return _consultation(answers)
    form = get_form(name)
    told = (_key_value(form, field, answers.get(field.name)) for field in form.fields if field.type in _SMALL)
    return [line for line in told if line][:KEY_LIMIT]


def _key_value(form: Form, field: Field, value: object) -> str:
    if value in (None, "", (), False) or value in _SKIPPED or field.name == _HEADING.get(form.name):
        return ""
    words = value_words(field, value)
    if value is True or field.type in ("int", "decimal", "calc"):
        return f"{field.label(language())}: {words}"
    return words


def _consultation(answers: Answers) -> list[str]:
    told = [str(answers[name]) for name in ("complaint",) if answers.get(name)]
    rows = answers.get("rx")
    drugs = [str(row.get("drug") or "") for row in rows] if isinstance(rows, tuple | list) else []
    given = [label_of_medicine(code, language()) for code in drugs if code]
    return [*told, *([", ".join(given)] if given else [])]


def _rows(field: Field, value: object) -> str:
    rows = value if isinstance(value, tuple | list) else ()
    columns = {column.name: column for column in field.fields}
    told = []
    for row in rows:
        cells = [value_words(columns[k], v) for k, v in row.items() if k in columns and v not in (None, "", ())]
        told.append(", ".join(cells))
    return "; ".join(told)


def _code_words(field: Field, code: str) -> str:
    if field.coded_list:
        base, _sep, side = code.partition(":")
        label = get_list(field.coded_list).label(base, language())
        return f"{label} ({get_list(field.qualifier).label(side, language())})" if side and field.qualifier else label
    if field.system == "morbidity":
        return label_of_diagnosis(code, language())
    if field.system == "atc_inn":
        return label_of_medicine(code, language())
    if field.system in ("iso3166_1", "iso3166_2", "inegi_cvegeo"):
        return label_of_place(code, language())
    return code


def _short() -> dict[str, str]:
    return {
        "temp_c": _("Temp."), "hr": _("Pulse"), "rr": _("Resp."), "spo2": "SpO₂", "weight_kg": _("Weight"),
        "glucose_mgdl": _("Glucose"),
    }  # fmt: skip
