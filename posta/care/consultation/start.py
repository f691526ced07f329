"""How a consultation begins: with what the desk already knows, or the same as the last time in one tap."""

from posta.care.arrivals import REASONS
from posta.care.consultation.sets import rows_at_hand
from posta.care.consultation.sight import Sight
from posta.care.outcome import GOES_ON

KEPT_FROM_LAST = ("complaint", "dx_main", "dx_other", "advice")


def begin(sight: Sight, *, same: bool = False) -> dict[str, list[str]]:
    """What stands in the form before anybody types; `same` takes over reason, diagnosis, medicines and advice."""
    raw: dict[str, list[str]] = {"disposition": [GOES_ON]}
    if same and sight.last is not None:
        return raw | _from_last(sight)
    if sight.arrival is not None and not sight.arrival.reserved:
        code, _colon, own = sight.arrival.reason.partition(": ")
        raw |= {"why": [code]} if code in REASONS else {}
        words = own if code in REASONS else sight.arrival.reason
        raw |= {"complaint": [words]} if words else {}
    return raw


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
