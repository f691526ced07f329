"""The rows of facts that may leave a sealed compartment: no person, no visit, a week or a month only.

Each row and the reason for it is declared in `posta/terms/minimal_rows.toml`. Sexual violence gives none.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta

from posta.catalog.answering.validation import ValidatedForm
from posta.catalog.language.condition import as_codes
from posta.clock import first_day_of_week

Rows = list[tuple[str, dict[str, object]]]
SEXUAL = "sex"  # a type of violence of which no row leaves
KIDNAPPED = "kidnap"


def unlinked_facts(filled: ValidatedForm) -> Rows:
    """Return the rows that may leave a sealed compartment, without person or visit.

    Of sexual violence there is none.
    """
    write = UNLINKED.get(filled.form.name)
    return write(filled) if write else []


def _common(filled: ValidatedForm) -> dict[str, object]:
    context = filled.context
    post = context.visit.get("post")
    return {"post": post, "month": f"{context.visit_day:%Y-%m}"}


def _sex(filled: ValidatedForm) -> object:
    return filled.context.person.get("sex", "u")


def mission_week(day: date) -> str:
    """Return the Sunday week of a day as DHIS2 writes it.

    The week that holds at least four days of a year belongs to that year.

    >>> mission_week(date(2018, 11, 25))
    '2018SunW48'
    """
    middle = first_day_of_week(day) + timedelta(days=3)
    return f"{middle.year}SunW{(middle.timetuple().tm_yday - 1) // 7 + 1}"


def _session(filled: ValidatedForm, *, mode: object, attended: object, new_file: bool) -> Rows:
    context, common = filled.context, _common(filled)
    age = context.age
    group = "unk" if age is None else "lt18" if age.years < 18 else "ge18"
    row = {
        "post": common["post"], "week": mission_week(context.visit_day), "sex": _sex(filled), "age18": group,
        "mh_mode": mode, "attended": attended, "new_file": new_file,
    }  # fmt: skip
    return [("mh_session", row)]


def _baseline_rows(filled: ValidatedForm) -> Rows:
    answers = filled.answers
    rows = _session(filled, mode=answers.get("mh_mode"), attended=True, new_file=True)
    if "event_cat" in answers:
        rows.append(("mh_category", {**_common(filled), "sex": _sex(filled), "event_cat": answers["event_cat"]}))
    return rows


def _follow_up_rows(filled: ValidatedForm) -> Rows:
    answers = filled.answers
    return _session(filled, mode=answers.get("mh_mode"), attended=answers.get("attended"), new_file=False)


def _psychiatry_rows(filled: ValidatedForm) -> Rows:
    return _session(filled, mode="ind", attended=True, new_file=False)


def _single_row(row: str, name: str, *, with_sex: bool) -> Callable[[ValidatedForm], Rows]:
    def write(filled: ValidatedForm) -> Rows:
        if name not in filled.answers:
            return []
        sex = {"sex": _sex(filled)} if with_sex else {}
        return [(row, {**_common(filled), **sex, name: filled.answers[name]})]

    return write


def _needs_rows(filled: ValidatedForm) -> Rows:
    return [("sw_need", {**_common(filled), "need": need}) for need in as_codes(filled.answers.get("needs", ()))]


def _violence_rows(filled: ValidatedForm) -> Rows:
    """Return rows for the question asked, for each event by place and perpetrator, and for a recent kidnapping.

    An event of sexual violence gives none.
    """
    events = filled.answers.get("events")
    listed = events if isinstance(events, tuple) else ()
    rows = _single_row("violence_asked", "v_asked", with_sex=False)(filled)
    for event in listed:
        rows += _place_rows(filled, event, what="v_type", place="v_place", perpetrators="v_perp")
    return rows + _kidnapping_rows(filled, (as_codes(one.get("v_type", ())) for one in listed if one.get("v_last30")))


def _consultation_rows(filled: ValidatedForm) -> Rows:
    """Return whether the visit is linked to violence, and where and by whom it happened since the last post."""
    return _single_row("violence_link", "violence_link", with_sex=True)(filled) + _since_rows(filled)


def _since_rows(filled: ValidatedForm) -> Rows:
    """Return where and by whom something happened since the last post, and whether it was a kidnapping."""
    rows = _place_rows(filled, filled.answers, what="since_what", place="since_place", perpetrators="since_perp")
    return rows + _kidnapping_rows(filled, [as_codes(filled.answers.get("since_what", ()))])


def _kidnapping_rows(filled: ValidatedForm, lately: Iterable[Sequence[str]]) -> Rows:
    """Return one row, with nothing but the week, if somebody was kidnapped lately; of sexual violence there is none."""
    if not any(KIDNAPPED in what and SEXUAL not in what for what in lately):
        return []
    return [("kidnapping", {"post": _common(filled)["post"], "week": mission_week(filled.context.visit_day)})]


def _place_rows(
    filled: ValidatedForm, event: Mapping[str, object], *, what: str, place: str, perpetrators: str
) -> Rows:
    """Return a row for each who committed an event that has a place; of sexual violence there is none."""
    if not event.get(place) or SEXUAL in as_codes(event.get(what, ())):
        return []
    common = {**_common(filled), "place": event[place]}
    return [("violence_place", {**common, "v_perp": one}) for one in as_codes(event.get(perpetrators, ()))]


UNLINKED: dict[str, Callable[[ValidatedForm], Rows]] = {
    "mh_base": _baseline_rows,
    "mh_fu": _follow_up_rows,
    "psych": _psychiatry_rows,
    "violence": _violence_rows,
    "opd": _consultation_rows,
    "intake": _since_rows,
    "sw": _needs_rows,
}
