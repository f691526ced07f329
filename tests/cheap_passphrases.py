"""Five words that cost nothing to try, for tests inside one process: importing this says so, aloud.

The program itself refuses such a home, whatever its `slots` file says; a test that serves a home by real processes makes it
with `CHEAPEST`, the least that is allowed.
"""

from posta.seal import slots

CHEAPEST_COST = slots.Parameters(128 * 1024, 2)
_COST = (64, 1)
_check_cost = slots.check_cost


def _let_one_more_pass(memory_kib: int, time_cost: int) -> None:
    if (memory_kib, time_cost) != _COST:
        _check_cost(memory_kib, time_cost)


slots.check_cost = _let_one_more_pass
TINY = slots.Parameters(*_COST)
