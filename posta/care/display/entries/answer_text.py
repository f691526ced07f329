"""Answers in plain words: codes with their labels, numbers with their units, every answer for the page of an entry."""

import re
from collections.abc import Mapping
from datetime import date, datetime

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from posta.catalog.frame import VITALS_FORM
from posta.catalog.language.field import Field
from posta.catalog.language.form import get_form
from posta.clinical.signs.vital_limits import DANGER_U5, ticked_dangers
from posta.formkit.language import current_language
from posta.formkit.number_format import format_number
from posta.operations.referrals.opening import find_post_number
from posta.terms.causes import cause_label
from posta.terms.diagnoses import diagnosis_label
from posta.terms.doses import dose_label
from posta.terms.lists import get_list
from posta.terms.medicines import medicine_label
from posta.terms.places import place_label
from posta.web.formatting import format_date
from posta.web.templatetags.posta import hideable

Answers = Mapping[str, object]
DOSE_FIELDS = frozenset({"dose", "freq"})  # written in the language of the post, read in that of the screen
NAME_FIELDS = frozenset({"alias", "family_name"})  # of a person: hidden with the other names while a stranger looks
MASK = "•••••"
PARTNER_END = re.compile(r"_[0-9a-f]{6}$")  # what tells two partners of one name apart in their codes


def format_answers(name: str, answers: Answers) -> list[tuple[str, str]]:
    """Return every answer of a filled form, in the order of the form, as label and words."""
    form, rows = get_form(name), []
    for field in form.fields:
        value = answers.get(field.name)
        if value in ("", (), []) or field.name not in answers:
            continue
        words = _format_rows(field, value) if field.type == "group" and value else format_value(field, value)
        rows.append((field.label(current_language()), words))
    return rows


def format_changes(answers: Answers, removed: Answers) -> list[tuple[str, str]]:
    """Return what an amendment says of a person: new answers, emptied answers, and the rows it removes."""
    changed = format_answers("person", answers)
    gone = ((_("%(what)s, removed") % {"what": label}, words) for label, words in format_answers("person", removed))
    return [*changed, *gone]


def short_vitals(answers: Answers) -> list[tuple[str, str]]:
    """Return vital signs by name in their usual short form; blood pressure is one of them."""
    texts = []
    # One pressure counts too: in shock it is felt at the wrist, and only the upper value is known.
    pressure = {name: answers.get(name) or "–" for name in ("sbp", "dbp")}
    if set(pressure.values()) != {"–"}:
        texts.append(("bp", _("BP %(sbp)s/%(dbp)s") % pressure))
    form = get_form(VITALS_FORM)
    for name, short in _short_labels().items():
        value = answers.get(name)
        if isinstance(value, int | float) and (value or name != "pain"):
            unit = form.field(name).unit
            unit = "/10" if name == "pain" else f" {unit}" if unit != "%" else unit
            texts.append((name, f"{short} {format_number(value)}{unit}".strip()))
    if (conscious := str(answers.get("avpu") or "a")) != "a":
        texts.append(("avpu", _code_label(form.field("avpu"), conscious)))
    if dangers := ticked_dangers(answers):
        texts.append((DANGER_U5, ", ".join(_code_label(form.field(DANGER_U5), code) for code in sorted(dangers))))
    return texts


def format_value(field: Field, value: object) -> str:
    """Return one answer in words: labels for codes, local days and hours, units beside numbers.

    A name is marked so that the page can hide it.
    """
    if value is None:  # of a person: the answer was taken back
        return _("left empty")
    if field.name in NAME_FIELDS:
        return hideable(str(value), MASK)
    if isinstance(value, tuple | list):
        return ", ".join(format_value(field, one) for one in value)
    if isinstance(value, bool):
        return get_list("yn").label("y" if value else "n", current_language())
    if isinstance(value, datetime):
        return format_date(localtime(value), "j M Y, H:i")
    if isinstance(value, date):
        return format_date(value, "j M Y")
    if isinstance(value, int | float):
        return f"{format_number(value)} {field.unit}".strip()
    return format_destination(str(value)) if field.system == "directory" else _code_label(field, str(value))


def format_destination(code: str) -> str:
    """Return the destination of a referral in words: a post by its number, a partner by the words of its code."""
    number = find_post_number(code)
    if number is not None:
        return _("Post %(number)s") % {"number": number}
    return PARTNER_END.sub("", code).replace("_", " ")


def list_allergy_names(answers: Answers) -> tuple[str, ...]:
    """Return the allergies of a person, by name; "none known" is no allergy."""
    rows = answers.get("allergies")
    names = []
    for row in rows if isinstance(rows, tuple | list) else ():
        allergen = str(row.get("allergen") or "")
        if allergen and allergen != "none":
            label = get_list("allergen").label(allergen, current_language()).lower()
            names.append(str(row.get("substance") or label))
    return tuple(dict.fromkeys(names))


def _format_rows(field: Field, value: object) -> str:
    rows = value if isinstance(value, tuple | list) else ()
    cell_rows = ([_format_cell(column, row.get(column.name)) for column in field.fields] for row in rows)
    return "; ".join(", ".join(cell for cell in cells if cell) for cells in cell_rows)


def _format_cell(column: Field, value: object) -> str:
    """Return one answer of a row; a number without a unit names what it counts."""
    if value in (None, "", ()):
        return ""
    words = format_value(column, value)
    bare = column.type in ("int", "decimal") and not column.unit
    return f"{column.label(current_language())}: {words}" if bare else words


def _code_label(field: Field, code: str) -> str:
    if field.coded_list:
        base, _sep, side = code.partition(":")
        label = get_list(field.coded_list).label(base, current_language())
        return (
            f"{label} ({get_list(field.qualifier).label(side, current_language())})"
            if side and field.qualifier
            else label
        )
    if field.system == "morbidity":
        return diagnosis_label(code, current_language())
    if field.system == "atc_inn":
        return medicine_label(code, current_language())
    if field.system == "icd10":
        return cause_label(code, current_language())
    if field.system in ("iso3166_1", "iso3166_2", "inegi_cvegeo"):
        return place_label(code, current_language())
    return code if field.name not in DOSE_FIELDS else dose_label(code, current_language())


def _short_labels() -> dict[str, str]:
    return {
        "temp_c": _("Temp."), "hr": _("Pulse"), "rr": _("Resp."), "spo2": "SpO₂", "weight_kg": _("Weight"),
        "glucose_mgdl": _("Glucose"), "muac_mm": _("MUAC"), "pain": _("Pain"),
    }  # fmt: skip
