"""How a consultation begins: with what the desk already knows, or the same as the last time in one tap."""

from posta.care.arrivals import REASONS
from posta.care.consultation.repeating import may_repeat
from posta.care.consultation.sets import rows_at_hand
from posta.care.consultation.sight import Sight
from posta.care.outcome import GOES_ON

KEPT_FROM_LAST = ("complaint", "dx_main", "dx_other", "advice")


def begin(sight: Sight, *, same: bool = False) -> dict[str, list[str]]:
    """What stands in the form before anybody types; `same` takes over diagnosis, medicines and advice, where that may be.

    What they came for today stays, and of somebody urgent nobody has said yet that they go on.
    """
    raw: dict[str, list[str]] = {} if sight.is_urgent else {"disposition": [GOES_ON]}
    if same and may_repeat(sight):
        raw |= _from_last(sight)
    return raw | _reason(sight)


def _reason(sight: Sight) -> dict[str, list[str]]:
    """What they came for today, as the board has it."""
    arrival = sight.arrival
    if arrival is None or arrival.reserved or not arrival.reason:
        return {}
    code, _colon, own = arrival.reason.partition(": ")
    if code not in REASONS:
        return {"complaint": [arrival.reason]}
    return {"why": [code], "complaint": [own] if own else []}


def _from_last(sight: Sight) -> dict[str, list[str]]:
    assert sight.last is not None
    answers = sight.last.forms["opd"]
    raw: dict[str, list[str]] = {}
    for name in KEPT_FROM_LAST:
        value = answers.get(name)
        if value:
            raw[name] = [str(one) for one in (value if isinstance(value, tuple | list) else [value])]
    medicines = [code for code in rows_at_hand(sight) if code.startswith("last-")]
    return raw | ({"set": medicines} if medicines else {})
