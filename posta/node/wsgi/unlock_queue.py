"""Whose words are tried next, and who must come back because too many wait.

One trial costs a second and 256 MiB by design, so there is one at a time. Turns are fair between callers:

    the keyboard  >  colleagues with a session  >  the network: known addresses, then those with fewest failures,
                                                   then the first of each address before the second of any

Each origin has places of its own, so that strangers on the Wi-Fi, however many, take none from the keyboard and none
from a colleague who opens sealed compartments again. When the places of an origin are full, the last in this order
leaves.

>>> from posta.node.http.login_throttle import LoginThrottle, caller_at_address
>>> turns = UnlockQueue(LoginThrottle())
>>> stranger, again, nurse = (UnlockAttempt(caller_at_address(each)) for each in ("10.0.0.9", "10.0.0.9", "10.0.0.5"))
>>> [turns.join(each) for each in (stranger, again, nurse)]
[[], [], []]
>>> turns.ranked() == [stranger, nurse, again]
True
"""

from collections import Counter
from dataclasses import dataclass

from posta.node.http.login_throttle import HERE, MEMBER, NETWORK, Caller, LoginThrottle

MAX_WAITING = {HERE: 8, MEMBER: 8, NETWORK: 16}
MAX_PER_CALLER = 8  # a router may show eight colleagues as one address
MAX_WAIT_SECONDS = 30.0  # seconds; eight colleagues and as many unknown callers before them

_ORDER = {HERE: 0, MEMBER: 1, NETWORK: 2}


@dataclass(eq=False, slots=True, repr=False)
class UnlockAttempt:
    """One attempt that waits."""

    caller: Caller


class UnlockQueue:
    """Those who wait. Not thread-safe: its owner holds a lock, or has one thread."""

    def __init__(self, attempts: LoginThrottle) -> None:
        self._attempts = attempts
        self._waiting: list[UnlockAttempt] = []  # as they came

    def __len__(self) -> int:
        return len(self._waiting)

    def __contains__(self, turn: UnlockAttempt) -> bool:
        return turn in self._waiting

    def join(self, turn: UnlockAttempt) -> list[UnlockAttempt]:
        """Let an attempt wait; returns those that must leave for it, which may be itself."""
        self._waiting.append(turn)
        places = MAX_WAITING[turn.caller.origin]
        ranked = self.ranked()
        late = [each for each in ranked if each.caller == turn.caller][MAX_PER_CALLER:]
        late = late or [each for each in ranked if each.caller.origin == turn.caller.origin][places:]
        for each in late:
            self.leave(each)
        return late

    def leave(self, turn: UnlockAttempt) -> None:
        """Let an attempt go: its turn has come, or it is given up."""
        if turn in self._waiting:
            self._waiting.remove(turn)

    def ranked(self) -> list[UnlockAttempt]:
        """Return those who wait, next first."""
        seen: Counter[Caller] = Counter()
        ranks = {}
        for number, turn in enumerate(self._waiting):
            ranks[turn] = (_ORDER[turn.caller.origin], self._attempts.failures(turn.caller), seen[turn.caller], number)
            seen[turn.caller] += 1
        return sorted(self._waiting, key=lambda each: ranks[each])
