"""The initial answers of a consultation: from the arrival, or with one tap the same as the last visit."""

from collections.abc import Mapping
from datetime import timedelta

from posta.care.consultation.medicine_sets import available_rows
from posta.care.consultation.patient_context import PatientContext
from posta.care.display.arrivals import REASONS
from posta.care.entry.disposition import DISCHARGED
from posta.care.entry.repeat_visit import can_repeat

DRESSING = "dressing"  # the reason for coming, and the procedure
SINGLE_DOSE_DAYS = 1
RENEWED_REASONS = frozenset({"chronic", "medicine"})
COPIED_FIELDS = ("complaint", "dx_main", "dx_other", "advice")


def initial_data(sight: PatientContext, *, same: bool = False) -> dict[str, list[str]]:
    """Return the initial answers; `same` copies diagnosis, medicines and advice of the last visit, if that is allowed.

    The reason for today's visit stays. For an urgent person the outcome stays empty: nobody has said that they may go
    on.
    """
    raw: dict[str, list[str]] = {} if sight.is_urgent else {"disposition": [DISCHARGED]}
    if same and can_repeat_visit(sight):
        raw |= _copy_last_visit(sight)
    return raw | _arrival_reason(sight)


def can_repeat_visit(sight: PatientContext) -> bool:
    """Return whether "repeat last visit" is offered."""
    if sight.last is None:
        return False
    complaint = str(sight.last.forms["opd"].get("complaint") or "")
    return can_repeat(complaint, sight.arrival, urgent=sight.is_urgent)


def _arrival_reason(sight: PatientContext) -> dict[str, list[str]]:
    """Return the reason for today's visit, as the board has it."""
    arrival = sight.arrival
    if arrival is None or arrival.reserved or not arrival.reason:
        return {}
    code, _colon, own = arrival.reason.partition(": ")
    if code not in REASONS:
        return {"complaint": [arrival.reason]}
    return {"why": [code], "complaint": [own] if own else []}


def _goes_on(row: Mapping[str, object], sight: PatientContext) -> bool:
    """Return whether a medicine of the last visit is ticked again: no single dose, and no course that is over.

    Who comes for a chronic illness or for medicine has the supply renewed, whenever it ran out.
    """
    days = row.get("days")
    if not isinstance(days, int) or days <= SINGLE_DOSE_DAYS:
        return False
    arrival = sight.arrival
    if arrival is not None and arrival.reason.partition(":")[0] in RENEWED_REASONS:
        return True
    assert sight.last is not None
    return sight.day_of(sight.last) + timedelta(days=days) > sight.actor.today


def _copy_last_visit(sight: PatientContext) -> dict[str, list[str]]:
    assert sight.last is not None
    answers = sight.last.forms["opd"]
    raw: dict[str, list[str]] = {}
    for name in COPIED_FIELDS:
        value = answers.get(name)
        if value:
            raw[name] = [str(one) for one in (value if isinstance(value, tuple | list) else [value])]
    rows = available_rows(sight)
    medicines = [code for code, row in rows.items() if code.startswith("last-") and _goes_on(row, sight)]
    return raw | ({"set": medicines} if medicines else {})
