"""The rows of facts that may leave a sealed compartment: no person, no visit, a week or a month only.

Each row and the reason for it is declared in `posta/terms/minimal_rows.toml`. Sexual violence gives none.
"""

from collections.abc import Callable
from datetime import date, timedelta

from posta.catalog.condition import codes_of
from posta.catalog.filling import Filled
from posta.clock import first_day_of_week

Rows = list[tuple[str, dict[str, object]]]


def unlinked_facts(filled: Filled) -> Rows:
    """The rows that may leave a sealed compartment, without person or visit; of sexual violence there is none."""
    write = UNLINKED.get(filled.form.name)
    return write(filled) if write else []


def _common(filled: Filled) -> dict[str, object]:
    context = filled.context
    post = context.visit.get("post")
    return {"post": post, "month": f"{context.visit_day:%Y-%m}"}


def _sex(filled: Filled) -> object:
    return filled.context.person.get("sex", "u")


def mission_week(day: date) -> str:
    """The Sunday week of a day as DHIS2 writes it: the week that holds at least four days of its year.

    >>> mission_week(date(2018, 11, 25))
    '2018SunW48'
    """
    middle = first_day_of_week(day) + timedelta(days=3)
    return f"{middle.year}SunW{(middle.timetuple().tm_yday - 1) // 7 + 1}"


def _session(filled: Filled, *, mode: object, attended: object, new_file: bool) -> Rows:
    context, common = filled.context, _common(filled)
    age = context.age
    group = "unk" if age is None else "lt18" if age.years < 18 else "ge18"
    row = {
        "post": common["post"], "week": mission_week(context.visit_day), "sex": _sex(filled), "age18": group,
        "mh_mode": mode, "attended": attended, "new_file": new_file,
    }  # fmt: skip
    return [("mh_session", row)]


def _of_baseline(filled: Filled) -> Rows:
    answers = filled.answers
    rows = _session(filled, mode=answers.get("mh_mode"), attended=True, new_file=True)
    if "event_cat" in answers:
        rows.append(("mh_category", {**_common(filled), "sex": _sex(filled), "event_cat": answers["event_cat"]}))
    return rows


def _of_follow_up(filled: Filled) -> Rows:
    answers = filled.answers
    return _session(filled, mode=answers.get("mh_mode"), attended=answers.get("attended"), new_file=False)


def _of_psychiatry(filled: Filled) -> Rows:
    return _session(filled, mode="ind", attended=True, new_file=False)


def _of_one(row: str, name: str, *, with_sex: bool) -> Callable[[Filled], Rows]:
    def write(filled: Filled) -> Rows:
        if name not in filled.answers:
            return []
        sex = {"sex": _sex(filled)} if with_sex else {}
        return [(row, {**_common(filled), **sex, name: filled.answers[name]})]

    return write


def _of_needs(filled: Filled) -> Rows:
    return [("sw_need", {**_common(filled), "need": need}) for need in codes_of(filled.answers.get("needs", ()))]


UNLINKED: dict[str, Callable[[Filled], Rows]] = {
    "mh_base": _of_baseline,
    "mh_fu": _of_follow_up,
    "psych": _of_psychiatry,
    "violence": _of_one("violence_asked", "v_asked", with_sex=False),
    "opd": _of_one("violence_link", "violence_link", with_sex=True),
    "sw": _of_needs,
}
