"""How late an undoing may come: within the seconds of grace by the clock of the computer that wrote both.

Contents that were undone are dropped for good, at every computer that has them, so a claim alone is not enough. What
binds the writer is its own line: each entry carries a clock, and what was sent cannot be written again. Between an
act and its undoing those clocks go on by half a minute; once they may leap, where the clock of another computer was
adopted:

    act 9:00:00 ── reading 9:00:08 ── (leap) undoing 14:30:02        26 seconds and one leap: undone
    act 9:00 ── visit 9:20 ── undoing 9:40                           20 minutes beside the longest step: not undone

So a computer that was stolen empties nothing but what it wrote in the half minute before the theft. What is not
undone is withdrawn all the same: judged, listed, and reinstated by a colleague who may.
"""

from posta.feed.hlc import MAX_AHEAD
from posta.ledger.log_position import find_position, list_positions_before
from posta.ledger.row_types import Cursor
from posta.scribe.context.node_context import UNDO_MILLIS


def is_in_time(cursor: Cursor, act: int, undoing: int) -> bool:
    """Return whether an undoing (its row) came within the seconds of grace after an act (its row).

    Both are of the same computer. After a restoration within these seconds the undoing stands in another incarnation:
    then the step across is no leap.
    """
    target, last = find_position(cursor, act), find_position(cursor, undoing)
    if target is None or last is None or target.feed != last.feed or target.row == last.row:
        return False
    if not 0 <= last.millis - target.millis <= UNDO_MILLIS + MAX_AHEAD:
        return False
    passed, leap, before = 0, 0, last
    for place in list_positions_before(cursor, last):
        step = before.millis - place.millis
        passed, leap, before = passed + step, max(leap, step), place
        if place.row == target.row or passed - leap > UNDO_MILLIS:
            break
    if before.row != target.row:
        if before.sequence or before.incarnation <= target.incarnation:
            return False
        passed += before.millis - target.millis
    return passed - leap <= UNDO_MILLIS
