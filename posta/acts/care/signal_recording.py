"""A signal is recorded by any trade: its form, and beside it in the same entry who recorded it and their words."""

from collections.abc import Mapping

from posta.acts.actor import Actor
from posta.acts.care.visits.encounter import draft_encounter
from posta.acts.operations.signal_acts import build_step_payload
from posta.catalog.compartments import Compartment
from posta.catalog.operation_acts import SignalStep
from posta.ids import EntryId
from posta.operations.signals.report import get_report_form
from posta.operations.signals.signal_course import RECORD
from posta.scribe.write import EntryDraft, PartDraft, write

PENDING, UNKNOWN = "pending", "u"  # answers to the questions of the form that a later act answers


def record_signal(actor: Actor, answers: Mapping[str, object], note: str = "") -> EntryId:
    """Record a signal, with who recorded it. Raises InvalidAnswers, UnconfirmedWarnings, Refused."""
    form = get_report_form()
    asked = {"sig_dt": actor.now, "hazard": UNKNOWN, "verified": PENDING, **answers}
    drafted = draft_encounter(actor, None, {form.name: asked}).entry
    step = build_step_payload(actor, None, SignalStep(act=RECORD, note=note))
    return write(actor.node, [EntryDraft((*drafted.parts, PartDraft(Compartment.ADMIN, "", step)))])[0]
