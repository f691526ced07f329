"""`visit_seconds`: how long five tasks take practised hands, by keyboard and by finger.

A follow-up, a registration, a triage, a signal, and a new place.

A real post is served; a browser plays each task with the moves of a person, which `bench.hands` counts and adds up. The
keyboard has a laptop's width, the finger a phone's. Each task begins on a page that is open and ends when the page after
the signature is there. What Simple published is printed beside: measured in production, on other people and other forms.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.hands import SOURCE, Hands, play
from bench.memory_use import POST, ServedPost, make_home, serving
from bench.report import Goal, Line, build, unavailable
from posta.demo import node_process
from posta.seal.passphrase import generate_passphrase

WAYS = {"keyboard": (1366, 768), "touch": (390, 844)}
MOST = {"followup": 12, "registration": 45, "triage": 40, "signal": 15, "place": 120}
SIMPLE = {"followup_seconds": 13.0, "registration_seconds": 76.0}
SIMPLE_SOURCE = "published, not measured here: PMC9843217 (medians in production: follow-up 13 s, registration 76 s)"
PERSON = {
    "alias": "Elías", "family_name": "Funes Rivera", "sex": "m", "age_value": 54, "age_unit": "y", "country_origin": "HN",
    "pop_group": "migrant", "consent_care": "y", "consent_record": "y",
}  # fmt: skip
HYPERTENSION = {
    "vitals": {"sbp": 146, "dbp": 92},
    "opd": {
        "complaint": "Control", "dx_main": "htn", "dx_status": "new", "violence_link": "n",
        "rx": ({"drug": "C08CA01", "form": "tablet", "strength": "5 mg", "dose": "1", "freq": "1-0-0", "days": 30,
                "source": "own"},),
    },
}  # fmt: skip
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
GOALS = tuple(Goal(f"posta.{task}_{way}_seconds", at_most=most) for task, most in MOST.items() for way in WAYS)


def visit_seconds() -> Line:
    """Seconds of five tasks by keyboard and by finger, with the keys, presses and thoughts counted."""
    figures: dict[str, Any] = {"model": SOURCE}
    with tempfile.TemporaryDirectory(prefix="posta-bench-") as name:
        home = Path(name) / POST
        leader = generate_passphrase("es", os.urandom)
        words = make_home(Path(name), home, leader)
        people = _prepare(home, words)
        with serving(home) as post, _browser() as browser:
            cookies = {"doctor": post.open(words), "leader": post.open(leader)}
            for way, (width, height) in WAYS.items():
                for task, script in SCRIPTS.items():
                    cookie = cookies["leader" if task == "place" else "doctor"]
                    page = _open(browser, post, cookie, width, height, touch=way == "touch")
                    start = STARTS[task].format(person=people[f"{task}_{way}"]) if task in STARTS else "/"
                    page.goto(f"http://127.0.0.1:{post.port}{start}", wait_until="load")
                    played = play(page, touch=way == "touch", script=script)
                    figures |= {f"{task}_{way}_{key}": value for key, value in played.items()}
                    sys.stderr.write(f"{task} by {way}: {played}\n")
                    page.context.close()
    return build("visit_seconds", figures, {"simple": unavailable(SIMPLE_SOURCE, SIMPLE)}, goals=GOALS)


def _follow_up(hands: Hands) -> None:
    """A chronic follow-up from the open record: what was done last time, today's pressure, the question about harm."""
    hands.think()
    with hands.waiting_for("**/consultation?same=1"):
        _follow(hands, "a[href$='same=1']", backwards=True)
    hands.fill("bp", "138/86")
    hands.choose("violence_link", "n")
    _sign(hands)


def _register(hands: Hands) -> None:
    """Somebody nobody knows: the name in the search, then the questions of the registration, and onto the board."""
    hands.think()
    if hands.touch:
        hands.tap("[name=q]")
    else:
        hands.press("/")
    hands.write("rigoberta caal xol")
    with hands.waiting_for("**/search/?at=*"):
        hands.press("Enter")
    hands.think()
    with hands.waiting_for("**/people/new"):
        _follow(hands, "button:has-text('Registrar')")
    for name, value in (("sex", "f"),):
        hands.choose(name, value)
    hands.fill("age_value", "27")
    for name, value in (("pop_group", "migrant"), ("consent_care", "y"), ("consent_record", "y"), ("reason", "pain")):
        hands.choose(name, value)
    _sign(hands)


def _triage(hands: Hands) -> None:
    """Five vital signs, then both lists of danger signs: each is read as long as four thoughts, and nothing is ticked."""
    for name, text in (("temp_c", "36.8"), ("hr", "80"), ("rr", "16"), ("bp", "118/74"), ("spo2", "98")):
        hands.fill(name, text)
    for name in ("red_signs", "yellow_signs"):
        hands.think(READING_A_LIST)
        hands.choose(name, "none")
    _sign(hands)


def _signal(hands: Hands) -> None:
    """Several ill people, from the foot of the first page: what, which, how many; where and from whom is filled in."""
    hands.think()
    with hands.waiting_for("**/signals/new"):
        _follow(hands, "#content a[href='/signals/new']", backwards=True)
    if not hands.touch:
        _skip_to_content(hands)
    for name, value in (("sig_type", "disease"), ("sig_dx", "awd")):
        hands.choose(name, value)
    hands.fill("n_aff", "7")
    _sign(hands)


def _skip_to_content(hands: Hands) -> None:
    """Take the link that every page begins with, past the frame."""
    hands.press("Tab")
    hands.press("Enter")


def _add_place(hands: Hands) -> None:
    """A stop that nobody planned, by a team leader: name, kind and two services; then that they are there."""
    hands.think()
    with hands.waiting_for("**/more/"):
        _follow(hands, "a[href='/more/']", backwards=True)
    hands.think()
    with hands.waiting_for("**/places/"):
        _follow(hands, "#content a[href='/places/']")
    hands.think()
    with hands.waiting_for("**/places/new"):
        _follow(hands, "a[href='/places/new']")
    hands.fill("name", f"Colonia {'Rivera' if hands.touch else 'Obrera'}")
    for name, value in (("kind", "mobile_stop"), ("services", "primary_care"), ("services", "psychosocial")):
        hands.choose(name, value)
    hands.think(READING_A_LIST)  # municipality, zone and first day are those of the post, and read
    _to_main(hands, "**/where")
    hands.think()
    with hands.waiting_for("**/"):
        if hands.touch:
            hands.tap("button[name=place]")
        else:
            hands.press("Enter")
    if "Colonia" not in hands.page.inner_text("a.place"):
        raise RuntimeError(f"the place was not chosen at {hands.page.url}")


def _to_main(hands: Hands, address: str) -> None:
    """Press the main button of the page, which leads to another."""
    with hands.waiting_for(address):
        if hands.touch:
            hands.tap(".sign .main")
        else:
            hands.press("Control+Enter")


def _sign(hands: Hands) -> None:
    """Sign; where the page comes back with what the schedule proposes, leave it and sign again."""
    for _ in range(2):
        _to_main(hands, "**")
        if "done=" in hands.page.url:
            return
    raise RuntimeError(f"nothing was signed at {hands.page.url}: {hands.page.inner_text('#content')[:600]}")


def _follow(hands: Hands, selector: str, *, backwards: bool = False) -> None:
    if hands.touch:
        hands.tap(selector)
        return
    hands.reach(selector, backwards=backwards)
    hands.press("Enter")


READING_A_LIST = 4
SCRIPTS: dict[str, Callable[[Hands], None]] = {
    "followup": _follow_up, "registration": _register, "triage": _triage, "signal": _signal, "place": _add_place,
}  # fmt: skip
STARTS = {"followup": "/people/{person}/", "triage": "/people/{person}/triage"}


def _prepare(home: Path, words: str) -> dict[str, str]:
    """Register who comes in each task, by task and way; those for a follow-up were seen before. They wait."""
    with node_process.stopping_node(node_process.start_node(POST, home)) as node:
        node.ask(node_process.start_shift, words)
        return {str(key): str(value) for key, value in node.ask(_register_people).items()}


def _register_people(here: node_process.NodeState) -> dict[str, str]:
    from dataclasses import replace
    from datetime import timedelta

    from posta.acts.care.queue.arrival import record_arrival
    from posta.chart.record.person_registers import find_person
    from posta.clock import FixedClock
    from posta.ids import PersonId

    actor, found = here.kept["duty"], {}
    for number, (task, way) in enumerate((task, way) for task in STARTS for way in WAYS):
        before = replace(actor, node=replace(actor.node, clock=FixedClock(actor.now - timedelta(days=28))))
        here.kept["duty"] = before
        person = node_process.register_person(here, {**PERSON, "alias": f"Elías {'ABCD'[number]}"})
        if task == "followup":
            node_process.record_visit(here, person, HYPERTENSION)
        here.kept["duty"] = actor
        known = find_person(actor.node.cursor, PersonId(person))
        assert known is not None
        record_arrival(actor, known, reason="chronic" if task == "followup" else "")
        found[f"{task}_{way}"] = person.hex()
    return found


@contextmanager
def _browser() -> Iterator[Any]:
    """The system's Chromium. Raises RuntimeError without one."""
    from playwright.sync_api import sync_playwright

    program = next((found for name in CHROMIUM if (found := shutil.which(name))), None)
    if program is None:
        raise RuntimeError("there is no chromium on this machine: install it")
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        try:
            yield browser
        finally:
            browser.close()


def _open(browser: Any, post: ServedPost, cookie: str, width: int, height: int, *, touch: bool) -> Any:
    """A page of a browser at which the words were given."""
    context = browser.new_context(
        viewport={"width": width, "height": height}, has_touch=touch, is_mobile=touch, locale="es-MX"
    )
    name, _, value = cookie.partition("=")
    context.add_cookies([{"name": name, "value": value, "url": f"http://127.0.0.1:{post.port}"}])
    page = context.new_page()
    page.set_default_timeout(15_000)
    return page
