"""Replay the signals of a simulation: recorded and moved as colleagues do, each at its own moment.

An act names the entry of its signal, so that each is written at once, and not in a commit with others.
"""

from collections.abc import Sequence
from dataclasses import replace

from posta.acts.actor import Actor
from posta.acts.care.signal_recording import record_signal
from posta.acts.operations.signal_acts import record_signal_step
from posta.catalog.operation_acts import SignalStep
from posta.clock import to_millis
from posta.ids import EntryId
from posta.mission.rules.permissions import can_record
from posta.mission.staff import Staff
from posta.operations.signals.report import get_report_form
from posta.operations.signals.signal_lists import find_signal
from posta.scribe.context.clocks import ClockReading
from posta.simulation.events import ReportedSignal, SignalMove

PLACE = "sig_place"


def replay_signal(
    actor: Actor, event: ReportedSignal | SignalMove, known: dict[str, EntryId], colleagues: Sequence[Staff]
) -> bool:
    """Record a signal, or an act on one of `known`; returns whether a colleague here may do it."""
    at = to_millis(event.at)
    by_trade = sorted((actor.staff, *colleagues), key=lambda staff: staff.role != event.role)
    actor = replace(actor, reading=ClockReading(at, at))
    if isinstance(event, ReportedSignal):
        staff = next((one for one in by_trade if can_record(one, get_report_form())), None)
        if staff is not None:
            answers = {PLACE: actor.post.municipality, **event.answers}
            known[event.number] = record_signal(replace(actor, staff=staff), answers, event.note)
        return staff is not None
    signal = find_signal(actor.node.cursor, known[event.number]) if event.number in known else None
    if signal is None or by_trade[0].role != event.role:
        return False
    step = SignalStep(act=event.act, risk=event.risk, response=event.response, reason=event.reason, note=event.note)
    record_signal_step(replace(actor, staff=by_trade[0]), signal, step)
    return True
