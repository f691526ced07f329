"""For which trade somebody waits, judged from their arrival: reserved or not, the reason, the colour."""

from collections.abc import Callable, Mapping
from functools import cache

from posta.care.display.first_pages import OF_ITS_FORMS, OPEN, RESERVED, UNTRIAGED, URGENT, first_page
from posta.catalog.language.form import list_forms
from posta.chart.board import QueueItem
from posta.clinical.signs.triage_priority import URGENT as URGENT_COLOURS


def waits_for(role: str, one: QueueItem, *, alarms: bool = False) -> bool:
    """Return whether somebody waits for this trade; who was handed over, for that trade alone.

    Signs of danger are everybody's who judges urgency.
    """
    kinds = first_page(role).waits
    if one.trade and not (alarms and URGENT in kinds):
        return one.trade == role
    return any(_JUDGES[kind](role, one, alarms) for kind in kinds)


def _has_reason_of(role: str, one: QueueItem, alarms: bool) -> bool:
    return not one.reserved and one.reason.partition(": ")[0] in _reasons_of(role)


@cache
def _reasons_of(role: str) -> frozenset[str]:
    """Return the reasons that the forms which a role writes often answer by themselves."""
    often = (form.service for form in list_forms() if role in form.service.offered_first)
    return frozenset(reason for service in often if not service.answers_all for reason in service.reasons)


_JUDGES: Mapping[str, Callable[[str, QueueItem, bool], bool]] = {
    OPEN: lambda role, one, alarms: not one.reserved,
    RESERVED: lambda role, one, alarms: one.reserved,
    OF_ITS_FORMS: _has_reason_of,
    UNTRIAGED: lambda role, one, alarms: not one.colour,
    URGENT: lambda role, one, alarms: alarms or one.colour in URGENT_COLOURS,
}
