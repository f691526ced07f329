"""`wire`: what a consultation weighs on its way, in segments as every road carries them.

Measured twice: with the two parts that nearly every consultation has, facts and care, and with the third in which the
answer about violence lies, sealed to its custodians by somebody who cannot read it again.
"""

from __future__ import annotations

from collections.abc import Sequence

from bench.measured.consultations import consultations, drop_sealed_part, register
from bench.records import as_json, records
from bench.report import Goal, Line, build
from posta.acts.actor import Actor
from posta.ledger.frontier import list_tips_of
from posta.ledger.queries import iterate_segments
from posta.scribe.write import EntryDraft, write
from posta.wire.address import encode_segment
from tests.in_memory_mission import make_mission

POST = "tenosique_la72"
ENTRIES, PEOPLE, SEED = 5_120, 500, 1
GOALS = (Goal("posta.bytes_per_consultation", at_most=450),)


def wire() -> Line:
    """Bytes per consultation on the wire."""
    all_records = records(ENTRIES, SEED)
    actor = make_mission([POST]).actor(POST)
    people, sheets = register(actor, PEOPLE, SEED)
    write(actor.node, sheets)
    three = consultations(actor, people, all_records)
    figures = {
        "records": ENTRIES,
        "bytes_per_consultation": _weigh(actor, [drop_sealed_part(sheet) for sheet in three]),
        "bytes_with_sealed_part": _weigh(actor, three),
        "bytes_per_registration": _weigh(actor, register(actor, PEOPLE, SEED + 1)[1]),
        "bytes_as_json": sum(len(as_json(record).encode()) for record in all_records) / ENTRIES,
    }
    return build("wire", figures, {}, goals=GOALS)


def _weigh(actor: Actor, sheets: Sequence[EntryDraft]) -> float:
    """Write sheets and weigh the segments that carry them, headers of segments included."""
    start = _next_sequence(actor)
    write(actor.node, sheets)
    node = actor.node
    tip = list_tips_of(node.cursor, node.device.feed, node.incarnation)[0]
    segments = iterate_segments(
        node.cursor, node.device.feed, node.incarnation, start, end=tip.hash, now=node.clock.millis()
    )
    return sum(len(encode_segment(segment)) for segment in segments) / len(sheets)


def _next_sequence(actor: Actor) -> int:
    tips = list_tips_of(actor.node.cursor, actor.node.device.feed, actor.node.incarnation)
    return tips[0].sequence + 1 if tips else 0
