"""Scripted hands at human speed: a browser's page, and what every move on it would cost a person.

The keystroke-level model of Card, Moran and Newell ("The keystroke-level model for user performance time with interactive
systems", Communications of the ACM 23(7), 1980, 396-410): a task of a practised person takes the sum of its moves, and
the time that the system makes them wait. A key or a press of a button takes 0.2 s (their average skilled typist, 55 words
a minute), pointing at something 1.1 s, a hand that goes from the keyboard to the mouse or back 0.4 s, and the thought
before something new is begun 1.35 s.

    K x 0.2 + P x 1.1 + H x 0.4 + M x 1.35 + R, the seconds until a page that was asked for can be used

What is not in it: talking with the person, measuring, and reading of more than a glance, except where a script says so
with further thoughts. A finger is counted as the model counts a mouse that is already held: pointing and a press.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

KEY, POINT, HOME, THINK = 0.2, 1.1, 0.4, 1.35
SOURCE = "Card, Moran, Newell 1980, doi:10.1145/358886.358895"
MOST_TABS = 60


@dataclass(slots=True)
class Hands:
    """A person at one page of a browser; with `touch` by finger, without it by keyboard."""

    page: Any
    touch: bool
    keys: int = 0
    points: int = 0
    homes: int = 0
    thoughts: int = 0
    waited: float = 0.0

    @property
    def seconds(self) -> float:
        """What was done so far takes a person so long."""
        moves = self.keys * KEY + self.points * POINT + self.homes * HOME + self.thoughts * THINK
        return moves + self.waited

    def think(self, times: int = 1) -> None:
        """Decide what comes next, once, or read as long as so many thoughts."""
        self.thoughts += times

    def press(self, key: str, times: int = 1) -> None:
        """Press a key, or several together."""
        for _ in range(times):
            self.page.keyboard.press(key)
        self.keys += times * len(key.split("+"))

    def write(self, text: str) -> None:
        """Type into the box that has the focus."""
        self.page.keyboard.type(text)
        self.keys += len(text)

    def reach(self, selector: str, *, backwards: bool = False) -> None:
        """Press Tab until something has the focus. Raises RuntimeError where it is not reached."""
        for _ in range(MOST_TABS):
            if any(self.page.locator(selector).evaluate_all("found => found.map(x => x === document.activeElement)")):
                return
            self.press("Shift+Tab" if backwards else "Tab")
        raise RuntimeError(f"{selector} is not reached with {MOST_TABS} times Tab at {self.page.url}")

    def tap(self, selector: str) -> None:
        """Point at the first of what is visible and press it."""
        self.page.locator(selector).locator("visible=true").first.tap()
        self.points += 1
        self.keys += 1

    def fill(self, name: str, text: str) -> None:
        """Write an answer into its box."""
        box = f"[name={name}]"
        self.think()
        if self.touch:
            self.tap(box)
        else:
            self.reach(box)
        self.write(text)

    def choose(self, name: str, value: str) -> None:
        """Choose an answer: its chip by finger, its digit in the group by keyboard, Tab and Space where none."""
        self.think()
        if self.touch:
            self.tap(f"label.chip:has([name={name}][value={value}])")
            return
        wanted = f"[name={name}][value={value}]"
        place = self.page.evaluate(_PLACE_IN_GROUP, wanted)
        if 0 <= place < 9:
            self.reach(f"[name={name}]")
            self.press(str(place + 1))
        else:
            self.reach(wanted)
            self.press("Space")
        if not self.page.locator(wanted).is_checked():
            raise RuntimeError(f"{wanted} was not chosen with the keyboard at {self.page.url}")

    @contextmanager
    def waiting_for(self, address: str) -> Iterator[None]:
        """Wait until the page that a move asks for can be used; the move itself is counted as any other."""
        began = time.perf_counter()
        with self.page.expect_navigation(url=address, wait_until="load"):
            yield
        self.waited += time.perf_counter() - began


def play(page: Any, *, touch: bool, script: Callable[[Hands], None]) -> dict[str, float]:
    """Play a script on a page that is open; the moves counted and the seconds they take."""
    hands = Hands(page, touch)
    script(hands)
    return {
        "seconds": hands.seconds, "keys": hands.keys, "points": hands.points, "homes": hands.homes,
        "thoughts": hands.thoughts, "waited_seconds": hands.waited,
    }  # fmt: skip


_PLACE_IN_GROUP = """selector => {
    const box = document.querySelector(selector), group = box.closest(".keyed");
    if (!group) return -1;
    return [...group.querySelectorAll(".chip input")].filter(one => one.offsetParent).indexOf(box);
}"""
