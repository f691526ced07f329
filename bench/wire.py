"""`wire`: what a consultation weighs on its way, in segments as every road carries them.

Measured twice: with the two parts that nearly every consultation has, facts and care, and with the third in which the
answer about violence lies, sealed to its custodians by somebody who cannot read it again.
"""

from __future__ import annotations

from collections.abc import Sequence

from bench.consultations import consultations, register, without_sealed_part
from bench.records import as_json, records
from bench.report import Goal, Line, build
from posta.acts.duty import Duty
from posta.ledger.frontier import list_tips_of
from posta.ledger.read import iterate_segments
from posta.scribe.write import Sheet, write
from posta.wire.address import encode_segment
from tests.house import found_house

POST = "tenosique_la72"
ENTRIES, PEOPLE, SEED = 5_120, 500, 1
GOALS = (Goal("posta.bytes_per_consultation", at_most=450),)


def wire() -> Line:
    """Bytes per consultation on the wire."""
    all_records = records(ENTRIES, SEED)
    duty = found_house([POST]).duty(POST)
    people, sheets = register(duty, PEOPLE, SEED)
    write(duty.desk, sheets)
    three = consultations(duty, people, all_records)
    figures = {
        "records": ENTRIES,
        "bytes_per_consultation": _weigh(duty, [without_sealed_part(sheet) for sheet in three]),
        "bytes_with_sealed_part": _weigh(duty, three),
        "bytes_per_registration": _weigh(duty, register(duty, PEOPLE, SEED + 1)[1]),
        "bytes_as_json": sum(len(as_json(record).encode()) for record in all_records) / ENTRIES,
    }
    return build("wire", figures, {}, goals=GOALS)


def _weigh(duty: Duty, sheets: Sequence[Sheet]) -> float:
    """Write sheets and weigh the segments that carry them, headers of segments included."""
    start = _next_sequence(duty)
    write(duty.desk, sheets)
    desk = duty.desk
    tip = list_tips_of(desk.cursor, desk.device.feed, desk.incarnation)[0]
    segments = iterate_segments(
        desk.cursor, desk.device.feed, desk.incarnation, start, end=tip.hash, now=desk.clock.millis()
    )
    return sum(len(encode_segment(segment)) for segment in segments) / len(sheets)


def _next_sequence(duty: Duty) -> int:
    tips = list_tips_of(duty.desk.cursor, duty.desk.device.feed, duty.desk.incarnation)
    return tips[0].sequence + 1 if tips else 0
