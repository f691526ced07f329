"""For which trade somebody waits, judged from their arrival: reserved or not, the reason, the colour."""

from collections.abc import Callable, Mapping
from functools import cache

from posta.acts.actor import Actor
from posta.care.display.arrivals import REASONS
from posta.care.display.first_pages import OF_ITS_FORMS, OPEN, RESERVED, UNTRIAGED, URGENT, first_page
from posta.catalog.compartments import PERSON_HELD
from posta.catalog.language.form import list_forms
from posta.chart.board import QueueItem
from posta.clinical.signs.triage_priority import URGENT as URGENT_COLOURS
from posta.mission.places.offered_forms import list_offered_forms, list_offered_reasons
from posta.mission.rules.permissions import can_open, can_record


def takes_reserved(actor: Actor) -> bool:
    """Return whether reserved visits wait for this colleague whatever their trade.

    Where no reason for coming is answered in the open, as at a hospital for survivors, all come for what is sealed: it
    waits for everybody who records some of it.
    """
    if list_offered_reasons(actor.offered, actor.post.kind, REASONS):
        return False
    sealed = (one for one in list_offered_forms(actor.offered, actor.post.kind) if one.compartment in PERSON_HELD)
    return any(
        one.service.closes_arrival and can_record(actor.staff, one) and can_open(actor.staff, one.compartment)
        for one in sealed
    )


def waits_for(role: str, one: QueueItem, *, alarms: bool = False, reserved_too: bool = False) -> bool:
    """Return whether somebody waits for this trade; who was handed over, for that trade alone.

    Signs of danger are everybody's who judges urgency; `reserved_too` says that reserved visits are this trade's here.
    """
    kinds = first_page(role).waits | ({RESERVED} if reserved_too else set())
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
