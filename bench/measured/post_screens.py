"""What a post does for a browser, timed inside the post's own process: pages asked for through the whole application."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Sequence
from random import Random
from typing import Any

from posta.acts.actor import Actor
from posta.acts.care.queue.arrival import record_arrival
from posta.chart.record.person import Person
from posta.config.assets import collect_assets
from posta.node.http.cookies import SESSION
from posta.node.process_state import PROCESS

Measurements = dict[str, Any]
TIMES, WARM = 100, 5
WAITING = 40
FAST = {"why": ["respiratory"], "dx_main": "ari_upper", "violence_link": "n", "temp_c": "37,2", "bp": "118/74",
        "complaint": "Tos y fiebre desde ayer", "history": "Camina desde la frontera, cuatro días.",
        "disposition": "fu", "next_in": "7"}  # fmt: skip
_TYPED = {"HX-Request": "true"}  # results as one types: a name is posted, it stands in no address
_ASSET = re.compile(r"""(?:src|href)=["'](/static/[^"'#]+)""")  # an icon of a sheet is no request of its own


def client_of(staff: bytes, keys: bytes) -> Any:
    """A browser at which this colleague has given their words."""
    from django.test import Client

    from posta.ids import StaffId
    from posta.seal.keys import PersonKeys

    collect_assets()
    client = Client()
    client.cookies[SESSION] = PROCESS.sessions.begin(StaffId(staff), PersonKeys.from_bytes(keys), language="es").token
    return client


def wait_at(actor: Actor, people: Sequence[Person]) -> None:
    """Put people on the board of today."""
    for person in people[:WAITING]:
        record_arrival(actor, person, reason="Tos y fiebre", colour="green")


def time_saving(client: Any, people: Sequence[Person], times: int = TIMES) -> Measurements:
    """The consultation's form sent and saved: an act of three parts, durable before the answer. It was opened before."""
    chosen = _some(people, times + WARM)
    return _timed((_opened(client, _page(p)) for p in chosen), 303)


def time_screens(client: Any, actor: Actor, people: Sequence[Person]) -> Measurements:
    """Server time of the screens of a morning, and what a browser loads at its first visit."""
    chosen = _some(people, TIMES + WARM)
    wait_at(actor, people)
    figures = {
        "board": _timed((lambda: client.get("/") for _ in chosen), 200),
        "search": _timed((lambda p=p: client.post("/search/", {"q": _name(p)}, headers=_TYPED) for p in chosen), 200),
        "timeline": _timed((lambda p=p: client.get(f"/people/{p.id.hex()}/") for p in chosen), 200),
        "consultation": _timed((lambda p=p: client.get(_page(p)) for p in chosen), 200),
        "agenda": _timed((lambda: client.get("/agenda/") for _ in chosen), 200),
        "referrals": _timed((lambda: client.get("/referrals/") for _ in chosen), 200),
        "save": time_saving(client, people),
    }
    flat = {f"{screen}_{name}": value for screen, times in figures.items() for name, value in times.items()}
    return {**flat, **_first_load(client)}


def quantile(values: Iterable[float], share: float) -> float:
    """The value below which this share of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def _opened(client: Any, page: str) -> Callable[[], Any]:
    """Open a page as a browser must, off the clock; what sends its form."""
    client.get(page)
    return lambda: client.post(page, FAST)


def _timed(asks: Iterable[Callable[[], Any]], status: int) -> Measurements:
    times, busy = [], []
    for ask in asks:
        began, spent = time.perf_counter(), time.process_time()
        answer = ask()
        times.append(1000 * (time.perf_counter() - began))
        busy.append(1000 * (time.process_time() - spent))
        if answer.status_code != status:
            raise RuntimeError(f"a page answered {answer.status_code}, not {status}: {answer.content[:300]!r}")
    measured = {"": times[WARM:], "processor_": busy[WARM:]}  # the processor's says more on a machine that others use
    shares = {"p50_ms": 0.5, "p95_ms": 0.95}
    return {f"{of}{name}": quantile(some, share) for of, some in measured.items() for name, share in shares.items()}


def _first_load(client: Any) -> Measurements:
    """The board with an empty cache: its own bytes and those of every file it names, compressed as they travel."""
    packed = {"HTTP_ACCEPT_ENCODING": "gzip, br"}
    page = client.get("/", **packed)
    named = set(_ASSET.findall(client.get("/").content.decode()))
    sizes = [len(b"".join(client.get(name, **packed))) for name in sorted(named)]
    return {"first_load_bytes": len(page.content) + sum(sizes), "first_load_requests": 1 + len(sizes)}


def _some(people: Sequence[Person], number: int) -> list[Person]:
    return Random(number).choices(people, k=number)


def _page(person: Person) -> str:
    return f"/people/{person.id.hex()}/consultation"


def _name(person: Person) -> str:
    return f"{person.answers['alias']} {person.answers['family_name']}"
