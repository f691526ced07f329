"""Scripted hands: every move is counted, and costs what the keystroke-level model says."""

from contextlib import contextmanager
from types import SimpleNamespace

import pytest

from bench import visit_seconds
from bench.hands import Hands, play


class FakePage:
    """A page with boxes in a row, the first of which has the focus."""

    def __init__(self, boxes=("a", "b", "c"), place=1):
        self.boxes, self.at, self.place = boxes, 0, place
        self.typed, self.checked, self.url = "", set(), "http://post/"
        self.keyboard = SimpleNamespace(press=self._press, type=self._type)

    def _press(self, key):
        self.at = (self.at + {"Tab": 1, "Shift+Tab": -1}.get(key, 0)) % len(self.boxes)
        if key.isdigit():
            self.checked.add(int(key) - 1)

    def _type(self, text):
        self.typed += text

    def evaluate(self, script, wanted):
        return self.place

    def locator(self, selector):
        here = f"[name={self.boxes[self.at]}]"
        shown = SimpleNamespace(first=SimpleNamespace(tap=lambda: None))
        return SimpleNamespace(
            evaluate_all=lambda script: [selector == here],
            is_checked=lambda: self.place in self.checked,
            locator=lambda more: shown,
        )

    @contextmanager
    def expect_navigation(self, **asked):
        yield


def test_keyboard_when_boxes_are_filled_then_each_tab_key_and_thought_counts():
    def script(hands):
        hands.fill("b", "12")
        hands.choose("c", "yes")
        hands.press("Control+Enter")

    played = play(FakePage(), touch=False, script=script)
    assert (played["keys"], played["thoughts"], played["points"]) == (1 + 2 + 1 + 1 + 2, 2, 0)
    assert played["seconds"] == pytest.approx(7 * 0.2 + 2 * 1.35)


def test_touch_when_boxes_are_filled_then_each_finger_points_and_presses():
    def script(hands):
        hands.fill("b", "12")
        hands.choose("c", "yes")

    played = play(FakePage(), touch=True, script=script)
    assert (played["keys"], played["thoughts"], played["points"]) == (1 + 2 + 1, 2, 2)
    assert played["seconds"] == pytest.approx(4 * 0.2 + 2 * 1.1 + 2 * 1.35)


def test_hands_when_a_box_is_not_reached_then_they_say_which():
    with pytest.raises(RuntimeError, match=r"\[name=z\] is not reached"):
        Hands(FakePage(), touch=False).reach("[name=z]")


def test_hands_when_a_digit_chooses_nothing_then_they_say_so():
    page = FakePage()
    page.keyboard.press = lambda key: None
    with pytest.raises(RuntimeError, match="was not chosen"):
        Hands(page, touch=False).choose("a", "yes")


def test_hands_when_a_group_has_no_digits_then_tab_and_space_choose():
    hands = Hands(FakePage(place=-1), touch=False)
    hands.page.boxes = ("a", "b", "b][value=yes")
    with pytest.raises(RuntimeError, match="was not chosen"):
        hands.choose("b", "yes")
    assert hands.keys == 3  # two tabs and the space bar


def test_goals_when_tasks_are_played_then_each_has_one_by_keyboard_and_by_finger():
    named = {goal.figure: goal.at_most for goal in visit_seconds.GOALS}
    assert named == {
        "posta.followup_keyboard_seconds": 12, "posta.followup_touch_seconds": 12,
        "posta.registration_keyboard_seconds": 45, "posta.registration_touch_seconds": 45,
        "posta.triage_keyboard_seconds": 40, "posta.triage_touch_seconds": 40,
        "posta.signal_keyboard_seconds": 15, "posta.signal_touch_seconds": 15,
        "posta.place_keyboard_seconds": 120, "posta.place_touch_seconds": 120,
    }  # fmt: skip
