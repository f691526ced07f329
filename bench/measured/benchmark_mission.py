"""A small mission for benchmarks: coordination in this process, posts and a relay in processes of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from posta.acts.mission import administration
from posta.acts.mission.join_requests import create_invitation, parse_join_request
from posta.catalog import structural_acts as s
from posta.mission.posts import find_post_by_code
from posta.relay.server_process import running_relay
from posta.seal.keys import DeviceKeys, PersonKeys
from posta.wire.membership import issue_administrator, issue_card
from tests.in_memory_mission import InMemoryMission, make_mission

STOP_SECONDS = 10
CARD_DAYS = 30


@dataclass(frozen=True, slots=True)
class Post:
    """A post that runs elsewhere; `ask` has it do something and gives its answer."""

    name: str
    process: subprocess.Popen[str]

    def ask(self, do: str, **told: Any) -> dict[str, Any]:
        """Say what to do, wait, and give what came of it. Raises RuntimeError if the post ended."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"do": do, **told}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            ended = self.process.wait(STOP_SECONDS)
            raise RuntimeError(f"the post {self.name} ended with {ended} while it was to {do}; see standard error")
        return dict(json.loads(line))


@dataclass(frozen=True, slots=True)
class Mission:
    """The relay's address, the posts, and the doctor at work with their session's keys."""

    relay: str
    posts: dict[str, Post]
    staff: str
    keys: str


@contextmanager
def running_mission(names: tuple[str, ...]) -> Iterator[Mission]:
    """A relay and these posts, joined and ready; all of it gone afterwards."""
    house, root, administrator = make_mission([]), DeviceKeys.generate(os.urandom), PersonKeys.generate(os.urandom)
    # Where the mission wrote years ago only, the clock of a post is in doubt, and none of its visits is due today.
    house.clock.advance(seconds=(datetime.now(UTC) - house.clock.now()).total_seconds())
    with ExitStack() as stack:
        where = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="posta-bench-")))
        relay = stack.enter_context(running_relay(where, root.verify_key))
        posts = {name: stack.enter_context(_running_post(name, where / f"home-{n}")) for n, name in enumerate(names)}
        requests = {
            name: parse_join_request(bytes.fromhex(post.ask("begin")["request"])) for name, post in posts.items()
        }
        for name, request in requests.items():
            _enrol(house, name, request.verify_key, request.box_public)
        for name, request in requests.items():
            card = _card(root, administrator, request.verify_key)
            sealed = create_invitation(house.node("coordination"), request, root=root.verify_key, card=card)
            posts[name].ask("join", invitation=sealed.hex(), relay=relay)
        staff, keys = house.people["doctor"]
        for name, post in posts.items():
            post.ask("work", post=name, staff=staff.hex())
        yield Mission(relay, posts, staff.hex(), keys.to_bytes().hex())


@contextmanager
def _running_post(name: str, home: Path) -> Iterator[Post]:
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.measured.post_process", str(home)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield Post(name, process)
    finally:
        for pipe in (process.stdin, process.stdout):
            assert pipe is not None
            pipe.close()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _enrol(house: InMemoryMission, name: str, verify_key: bytes, box_public: bytes) -> None:
    node = house.node("coordination")
    place = find_post_by_code(node.cursor, name)
    assert place is not None
    act = s.Enrolment(verify_key=verify_key, box_public=box_public, post=place.number, label=place.name)
    administration.record_enrolment(node, act, house.epochs, house.secret, None)
    house.clock.advance(minutes=1)


def _card(root: DeviceKeys, administrator: PersonKeys, device: bytes) -> bytes:
    until = datetime.now(UTC).date() + timedelta(days=CARD_DAYS)
    above = issue_administrator(
        root.sign, root_key=root.verify_key, administrator=administrator.verify_key, valid_until=until
    )
    return issue_card(administrator.sign, administrator=above, device=device, valid_until=until)
