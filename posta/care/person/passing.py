"""Handing over from the page of a person, and whether an act ended what this colleague did for them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from posta.acts.actor import Actor
from posta.care.entry.hand_over import REASON, TRADE, present_hand_over
from posta.catalog import kinds
from posta.catalog.compartments import PERSON_HELD
from posta.catalog.errors import Problem
from posta.chart.board import find_board_act
from posta.chart.history.timeline import find_item
from posta.formkit.field_names import FormData
from posta.formkit.render.field_views import FieldView
from posta.ids import ID_SIZE, EntryId
from posta.mission.roles import list_care_trades
from posta.web.formatting import trade_label


@dataclass(frozen=True, slots=True, repr=False)
class PassingForm:
    """The questions of a hand-over, and whether they are shown open."""

    fields: tuple[FieldView, ...]
    opened: bool


def present_passing(actor: Actor, raw: FormData, problems: Sequence[Problem]) -> PassingForm:
    """Return the form that hands a person over."""
    shown = present_hand_over(actor, raw, problems, sealed=False, asked=True)
    return PassingForm((shown[TRADE], shown[REASON]), bool(problems))


def ends_care(actor: Actor, done: str) -> bool:
    """Return whether the act that brought this colleague here ended a visit or moved the person on.

    Then the page says who comes next.
    """
    if len(done) != 2 * ID_SIZE:
        return False
    try:
        entry = EntryId(bytes.fromhex(done))
    except ValueError:
        return False
    moved = find_board_act(actor.node.cursor, entry)
    if moved is not None:
        return moved.state != "called"
    found = find_item(actor.node.cursor, entry, actor.node.keyring)
    return found is not None and found[1].kind == kinds.ENCOUNTER


def explain_kept(code: str) -> str:
    """Return who reads what was just signed and sealed for others; empty for a code that is no compartment."""
    home = next((one for one in PERSON_HELD if one.code == code), None)
    if home is None:
        return ""
    readers = ", ".join(trade_label(role.code) for role in list_care_trades() if home in role.compartments)
    return _("It was saved and stays reserved for: %(trades)s. They follow it up; you will not see it again.") % {
        "trades": readers
    }
