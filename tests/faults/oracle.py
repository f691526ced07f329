"""The oracle: what was acknowledged, kept outside the system, and the demands at the end.

A write has three outcomes. *Acknowledged*: somebody saw "saved", so it must be on every computer of the mission at the
end, byte for byte, and legible to those entitled. *Failed*: nothing of it may exist. *Unknown* (the power failed before
the answer): it may exist or not, but wholly.

An acknowledged entry is *excused* in one case only: at the moment when a disk that held it was put back to an earlier
state, or the relay was wiped or put back, no other working computer and not the relay held it. An entry whose contents
somebody left out on the way is not held there; once nobody has them, it may stay empty, but no more. Sticks do not count. The
oracle looks at every such moment; nothing else excuses.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING

from django.utils.html import escape

from posta.catalog.compartments import Compartment
from posta.chart.history.entry_content import EntryContent, decrypt_entries
from posta.chart.history.timeline import list_timeline
from posta.chart.record.person_registers import find_person
from posta.feed.entry import GENESIS, Head
from posta.feed.sign import verify_head
from posta.ids import EntryId, FeedId, PersonId
from posta.scribe.replay import dump_projections, replay, state_hash
from posta.wire.address import decode_segment
from tests.contents import show_contents
from tests.faults.fake_disks import Disk, list_hashes, list_whole_entries
from tests.faults.screens import addresses_of, page
from tests.naive_chart import compare

if TYPE_CHECKING:
    from posta.relay.storage.sqlite_store import SqliteStore
    from tests.faults.world import Machine, World


HOLDS = {
    "doctor": {Compartment.SEXUAL_VIOLENCE, Compartment.PROTECTED},
    "nurse": set(),
    "psychologist": {Compartment.MENTAL_HEALTH, Compartment.PROTECTED},
    "social_worker": {Compartment.PROTECTED, Compartment.CONTACTS},
}


class BrokenPromise(AssertionError):
    """A promise was broken; the message says which and where."""


@dataclass(slots=True)
class Acknowledged:
    """What somebody was told is saved: where it was written, who may read it, and the words it must contain."""

    id: bytes
    feed: FeedId
    network: str
    words: str = ""
    undone_by: bytes | None = None
    excused: bool = False


@dataclass(eq=False)
class Oracle:
    """What was acknowledged, what any computer ever committed, and the orders that set entries aside."""

    acks: dict[bytes, Acknowledged] = field(default_factory=dict)
    written: set[bytes] = field(default_factory=set)
    revoked: dict[FeedId, tuple[tuple[int, int], frozenset[bytes]]] = field(default_factory=dict)
    may_fork: set[FeedId] = field(default_factory=set)
    sealed: dict[bytes, str] = field(default_factory=dict)
    timely: dict[bytes, int] = field(default_factory=dict)  # and the stamp up to which their writer's clock believed

    def note_commit(self, disk: Disk, feed: FeedId) -> None:
        """Remember the own entries of a commit that reached a disk."""
        rows = disk.connection.execute(
            "SELECT e.id, e.hash, f.feed FROM ledger_entry e JOIN ledger_feed f ON f.id = e.feed WHERE e.id > ?",
            (disk.seen,),
        ).fetchall()
        disk.seen = max((row[0] for row in rows), default=disk.seen)
        self.written |= {row[1] for row in rows if row[2] == feed}

    def acknowledge(
        self, feed: FeedId, entry: EntryId, network: str, words: str = "", *, excused: bool = False
    ) -> None:
        """Somebody was told that this is saved."""
        self.acks[entry] = Acknowledged(entry, feed, network, words, excused=excused)

    def lose(self, world: "World", lost: set[bytes], but: object) -> int:
        """Copies are about to be lost; excuse what no other working computer and not the relay holds. How many."""
        rest = [list_whole_entries(m.disk.connection) for m in world.working() if m.disk is not but]
        if world.relay is not but:
            rest.append(relayed(world))
        gone = {hash_[:16] for hash_ in lost.difference(*rest)} if lost else set()
        fresh = [ack for id_, ack in self.acks.items() if id_ in gone and not ack.excused]
        for ack in fresh:
            ack.excused = True
        return len(fresh)


def relayed(world: "World") -> set[bytes]:
    """The hashes of all entries on the relay, but for those whose contents it lacks though nobody undid them."""
    undone = {ack.id for ack in world.oracle.acks.values() if ack.undone_by is not None}
    return whole_in(world.relay, undone)


def whole_in(store: "SqliteStore", undone: Collection[bytes] = ()) -> set[bytes]:
    """The hashes of the entries in a relay's store that are there with their contents, or were undone."""
    return {
        entry.hash
        for tip in store.list_tips()
        for data in store.read(tip.feed, tip.incarnation, branch=tip.branch, first=0, max_bytes=1 << 30)
        for entry in decode_segment(data).entries
        if entry.hash[:16] in undone or all(part.sealed is not None for part in entry.parts)
    }


def check_kept(world: "World", machine: "Machine", segments: list[bytes]) -> None:
    """Of a stick, whatever came through whole is kept, beside whatever else was damaged: a feed from its beginning is
    in the ledger, or held until its device's enrolment is known."""
    held = list_hashes(machine.disk.connection)
    waiting = {
        row[0] for row in machine.node.cursor.execute("SELECT segment FROM ledger_aside WHERE segment IS NOT NULL")
    }
    for data in segments:
        segment = decode_segment(data)
        if segment.first == 0 and segment.entries[-1].hash not in held and data not in waiting:
            raise BrokenPromise(f"I1: {machine.name} dropped a whole segment from a stick")


def check_all(world: "World") -> None:
    """All promises, at rest."""
    machines = world.working()
    held = {m.name: list_hashes(m.disk.connection) for m in machines}
    _demand_same_entries(held)
    _demand_nothing_invented(world, held)
    _demand_chains(world, machines[0])
    for machine in machines:
        _demand_acknowledged(world, machine)
        _demand_set_aside(world, machine)
        _demand_confidence(world, machine)
        _demand_causality(world, machine)
    _demand_grants(world)
    _demand_same_state(machines)
    for machine in machines:
        _demand_twin(machine)
        _demand_replay(machine)
        _demand_screens(machine)
    route = [machine for machine in machines if machine.network == "route"]
    if route:
        _demand_pages(world, world.tricks.choice(route))


def _demand_same_entries(held: dict[str, set[bytes]]) -> None:
    everything = set.union(*held.values())
    for name, hashes in held.items():
        if hashes != everything:
            raise BrokenPromise(f"I1: {name} lacks {len(everything - hashes)} entries that others hold")


def _demand_nothing_invented(world: "World", held: dict[str, set[bytes]]) -> None:
    known = world.oracle.written | set(world.hostile.noticed_by)
    for name, hashes in held.items():
        if not hashes <= known:
            raise BrokenPromise(f"I2: {name} holds {len(hashes - known)} entries that nobody wrote")


def _demand_chains(world: "World", machine: "Machine") -> None:
    """I4: every line leads back to the beginning, its newest head is signed, and every fork is reported."""
    cursor = machine.node.cursor
    parents: dict[tuple, dict[bytes, list[int]]] = defaultdict(lambda: defaultdict(list))
    for feed, incarnation, sequence, hash_, header in cursor.execute(
        "SELECT f.feed, e.incarnation, e.sequence, e.hash, e.header FROM ledger_entry e JOIN ledger_feed f ON f.id = e.feed"
        " ORDER BY e.sequence"
    ).fetchall():
        line = parents[feed, incarnation]
        if sha256(header[30:62] + header).digest() != hash_ or int.from_bytes(header[22:30], "big") != sequence:
            raise BrokenPromise(f"I4: an entry on {machine.name} is not what its hash says")
        if header[30:62] not in line and not (sequence == 0 and header[30:62] == GENESIS):
            raise BrokenPromise(f"I4: a chain on {machine.name} is broken")
        line[header[30:62]].append(sequence)
        line.setdefault(hash_, [])
    forks = {(feed, inc, seqs[0]) for (feed, inc), line in parents.items() for seqs in line.values() if len(seqs) > 1}
    reported = set(cursor.execute("SELECT feed, incarnation, sequence FROM mission_fork").fetchall())
    if not forks <= reported:  # a report may outlive a line that was lost with its only disk
        raise BrokenPromise(f"I4: {len(forks - reported)} forks without evidence")
    if not {feed for feed, _, _ in forks} <= world.oracle.may_fork | {world.hostile.feed}:
        raise BrokenPromise("I4: a computer forked that knew of its restore")
    for feed, verify_key, incarnation, sequence, hash_, signature in cursor.execute(
        "SELECT f.feed, f.verify_key, t.incarnation, t.sequence, t.hash, h.signature FROM ledger_tip t JOIN ledger_feed f"
        " ON f.id = t.feed LEFT JOIN ledger_head h ON h.feed = t.feed AND h.incarnation = t.incarnation AND h.hash = t.hash"
    ).fetchall():
        if signature is None:
            raise BrokenPromise("I4: the newest head of a line has no signature")
        verify_head(Head(feed, incarnation, sequence, hash_), verify_key, signature)


def _demand_acknowledged(world: "World", machine: "Machine") -> None:
    """I1 and I5: what was acknowledged is here, byte for byte, legible to the entitled and to nobody else."""
    cursor, oracle = machine.node.cursor, world.oracle
    rows = {hash_[:16]: row for row, hash_ in cursor.execute("SELECT id, hash FROM ledger_entry").fetchall()}
    wanted = [rows[EntryId(id_)] for id_ in oracle.acks if id_ in rows]
    contents = decrypt_entries(cursor, wanted, machine.node.keyring)
    parts = _parts_of(machine)
    aside = {row[0] for row in cursor.execute("SELECT entry FROM ledger_aside WHERE entry IS NOT NULL")}
    items = {row[0] for row in cursor.execute("SELECT id FROM chart_item UNION SELECT id FROM chart_handover")}
    for ack in oracle.acks.values():
        row = rows.get(EntryId(ack.id))
        if row is None:
            if not ack.excused:
                raise BrokenPromise(f"I1: an acknowledged entry ({ack.words}) is not on {machine.name}")
            continue
        undoing = rows.get(EntryId(ack.undone_by)) if ack.undone_by is not None else None
        withdrawn = undoing is not None and all(sealed is not None for _, sealed in parts[undoing])
        entitled = ack.network in {"", machine.network}
        unsure = ack.excused or ack.undone_by is not None
        _demand_bytes(machine, ack, parts[row], withdrawn=withdrawn, entitled=entitled, unsure=unsure)
        if ack.excused and any(sealed is None for _, sealed in parts[row]):
            continue
        if entitled and ack.words and ack.undone_by is None and row not in aside:
            if ack.words not in show_contents(contents[row]):
                raise BrokenPromise(f"I1: {machine.name} cannot read what was acknowledged ({ack.words})")
            if ack.network and ack.id not in items:
                raise BrokenPromise(f"I1: {machine.name} does not show what was acknowledged ({ack.words})")
        if not entitled and _shows(contents.get(row)):
            raise BrokenPromise(f"I5: {machine.name} reads what is not for it ({ack.words})")


def _demand_bytes(
    machine: "Machine",
    ack: Acknowledged,
    parts: list[tuple[bytes, bytes | None]],
    *,
    withdrawn: bool,
    entitled: bool,
    unsure: bool,
) -> None:
    if withdrawn:
        if entitled and any(sealed is not None for _, sealed in parts):
            raise BrokenPromise(f"I1: {machine.name} still holds what was undone ({ack.words})")
        return
    for digest, sealed in parts:
        if sealed is None and unsure:
            continue
        if sealed is None or sha256(sealed).digest() != digest:
            raise BrokenPromise(f"I1: a part on {machine.name} is not the one that was acknowledged ({ack.words})")


def _parts_of(machine: "Machine") -> dict[int, list[tuple[bytes, bytes | None]]]:
    found: dict[int, list[tuple[bytes, bytes | None]]] = defaultdict(list)
    for entry, index, sealed, header in machine.node.cursor.execute(
        "SELECT p.id >> 4, p.id & 15, p.sealed, e.header FROM ledger_part p JOIN ledger_entry e ON e.id = p.id >> 4"
    ):
        at = 71 + 44 * index + 8
        found[entry].append((header[at : at + 32], sealed))
    return found


def _demand_confidence(world: "World", machine: "Machine") -> None:
    """I5: who holds a sealed compartment opens everything that was ever sealed to them, whatever key has come since."""
    if machine.post is None or machine.network != "route":
        return
    cursor = machine.node.cursor
    rows = {hash_[:16]: row for row, hash_ in cursor.execute("SELECT id, hash FROM ledger_entry").fetchall()}
    held = {rows[id_]: words for id_, words in world.oracle.sealed.items() if id_ in rows}
    keyrings = {trade: world.actor(machine, trade).node.keyring for trade in ("psychologist", "nurse")}
    opened = {trade: decrypt_entries(cursor, sorted(held), ring) for trade, ring in keyrings.items()}
    missing = {row[0] for row in cursor.execute("SELECT id >> 4 FROM ledger_part WHERE sealed IS NULL")}
    for row, words in held.items():
        if words not in show_contents(opened["psychologist"][row]) and row not in missing:
            raise BrokenPromise(
                f"I5: a psychologist on {machine.name} no longer opens what was sealed to them ({words})"
            )
        if words in show_contents(opened["nurse"][row]):
            raise BrokenPromise(f"I5: a nurse on {machine.name} opens what is sealed ({words})")


def _demand_grants(world: "World") -> None:
    """I10: each computer holds every key of its places that anybody still has; no lost computer was granted a newest one."""
    for machine in world.working():
        epochs = machine.node.cursor.execute(_EPOCHS).fetchall()
        known, wanted = {epoch.id for epoch in world.known_epochs()}, _wanted_by(machine)
        lacking = [
            place
            for id_, *place in epochs
            if tuple(place) in wanted and id_ in known - machine.node.keyring.by_id.keys()
        ]
        if lacking:
            raise BrokenPromise(f"I10: {machine.name} lacks {len(lacking)} keys ({lacking[0]})")
        newest = {tuple(place): id_ for id_, *place in epochs}
        for place, id_ in newest.items():
            if machine.node.cursor.execute(_LOST_HOLDERS, (id_,)).fetchone() != (0,):
                raise BrokenPromise(f"I10: on {machine.name} a lost computer has the newest key of {place}")


_EPOCHS = "SELECT epoch, compartment, network FROM mission_epoch ORDER BY hlc, epoch"
_LOST_HOLDERS = "SELECT COUNT(*) FROM mission_grant g JOIN mission_revocation r ON r.feed = g.holder WHERE g.epoch = ?"


def _wanted_by(machine: "Machine") -> set[tuple[int, str]]:
    """The places whose keys a computer should hold."""
    care = {(int(Compartment.CARE), machine.network)} if machine.post is not None else set()
    return {(int(Compartment.ADMIN), ""), (int(Compartment.FACTS), "")} | care


def _demand_causality(world: "World", machine: "Machine") -> None:
    """I6: an entry that names another is later than it, as far as its writer's clock believed the other's stamp.

    A stamp more than a day after that clock is not followed: the stamp of a computer whose clock was years ahead, also where
    the writer's own clock was, or one of today to a clock that is days behind.
    """
    cursor = machine.node.cursor
    told = {
        hash_[:16]: hlc
        for hash_, hlc, feed in cursor.execute(
            "SELECT e.hash, e.hlc, f.feed FROM ledger_entry e JOIN ledger_feed f ON f.id = e.feed"
        ).fetchall()
        if feed != world.hostile.feed
    }
    named = cursor.execute("SELECT id, refers FROM chart_item WHERE refers IS NOT NULL").fetchall()
    for id_, replaces in cursor.execute("SELECT id, replaces FROM chart_assertion").fetchall():
        named += [(id_, replaces[at : at + 16]) for at in range(0, len(replaces), 16)]
    for id_, target in named:
        if target in told and id_ in told and told[id_] <= told[target] <= world.oracle.timely.get(id_, 0):
            raise BrokenPromise(f"I6: an entry on {machine.name} is earlier than the one that it names")


def _shows(content: EntryContent | None) -> bool:
    return content is not None and (content.clinical is not None or content.act is not None)


def _demand_set_aside(world: "World", machine: "Machine") -> None:
    """What is set aside is the poison this computer can taste and what came after a revocation, and nothing else."""
    cursor = machine.node.cursor
    aside = {
        row[0]
        for row in cursor.execute("SELECT e.hash FROM ledger_aside a JOIN ledger_entry e ON e.id = a.entry").fetchall()
    }
    tastes = {"all"} | ({"route"} if machine.network == "route" else set())
    noticed = world.hostile.noticed_by
    held = list_whole_entries(machine.disk.connection)
    fallen, unsure = _fallen(world, machine)
    must = {h for h, by in noticed.items() if by in tastes and h in held} | fallen
    may = unsure | ({h for h, by in noticed.items() if by == "either"} if machine.network == "route" else set())
    if not must <= aside:
        raise BrokenPromise(f"quarantine: {machine.name} took in {len(must - aside)} entries that should be set aside")
    if not aside <= must | may:
        raise BrokenPromise(f"quarantine: {machine.name} set {len(aside - must - may)} good entries aside")


def _fallen(world: "World", machine: "Machine") -> tuple[set[bytes], set[bytes]]:
    """What a revoked device wrote and whoever revoked it did not know; and what may fall, where known entries were lost
    with their disks, so that nobody can tell what led to them."""
    fallen, unsure = set(), set()
    ordered = set(world.centre.node.cursor.execute("SELECT feed, incarnation, sequence FROM mission_revocation"))
    for feed, (upto, known) in world.oracle.revoked.items():
        rows = machine.node.cursor.execute(
            "SELECT e.hash, e.incarnation, e.sequence FROM ledger_entry e JOIN ledger_feed f ON f.id = e.feed WHERE f.feed = ?",
            (feed,),
        ).fetchall()
        if (feed, *upto) not in ordered:
            continue
        whole = known <= {hash_ for hash_, *_ in rows}
        later = {hash_ for hash_, *place in rows if tuple(place) > upto}
        fallen |= {hash_ for hash_, *_ in rows if hash_ not in known} if whole else later
        unsure |= set() if whole else {hash_ for hash_, *_ in rows} - later
    return fallen, unsure


def _demand_same_state(machines: list["Machine"]) -> None:
    """I3: equal entries, equal keys, equal state."""
    by_network: dict[str, list[Machine]] = defaultdict(list)
    for machine in machines:
        by_network[machine.network].append(machine)
    for group in by_network.values():
        if len({state_hash(m.node) for m in group}) > 1:
            one, other = (set(map(repr, dump_projections(m.node))) for m in group[:2])
            raise BrokenPromise(f"I3: {[m.name for m in group]} differ: {sorted(one ^ other)[:4]}")


def _demand_twin(machine: "Machine") -> None:
    """The fast projections say what the naive twin says."""
    wrong = compare(machine.node)
    if wrong:
        raise BrokenPromise(f"twin: {machine.name} is wrong about {', '.join(wrong)}")


def _demand_replay(machine: "Machine") -> None:
    """Applying one by one equals folding everything; what was set aside stays so."""
    before, aside = list(dump_projections(machine.node)), _aside_of(machine)
    replay(machine.node)
    after = list(dump_projections(machine.node))
    if before != after:
        differ = sorted(set(map(repr, before)) ^ set(map(repr, after)))
        raise BrokenPromise(f"I7: replay on {machine.name} gives another state: {differ[:4]}")
    if aside != _aside_of(machine):
        raise BrokenPromise(f"I7: replay on {machine.name} sets other entries aside")


def _aside_of(machine: "Machine") -> list[tuple]:
    return machine.node.cursor.execute("SELECT entry FROM ledger_aside WHERE entry IS NOT NULL ORDER BY 1").fetchall()


def _demand_screens(machine: "Machine") -> None:
    """Whatever was received, everybody's timeline opens."""
    cursor = machine.node.cursor
    for (person,) in cursor.execute("SELECT DISTINCT person FROM chart_item WHERE person IS NOT NULL").fetchall():
        list_timeline(cursor, PersonId(person), machine.node.keyring)


def _demand_pages(world: "World", machine: "Machine") -> None:
    """After poison in every compartment each page of a colleague opens, with their keys; and names what cannot be shown.

    One computer and one trade are drawn for it, so that a schedule takes little longer.
    """
    poisoned = world.hostile.poisoned
    person = find_person(machine.node.cursor, PersonId(next(iter(poisoned.values())).person)) if poisoned else None
    if person is None:
        return
    trade = world.tricks.choice(sorted(HOLDS))
    held = list_hashes(machine.disk.connection)
    entries = {h: p for h, p in poisoned.items() if p.compartment in HOLDS[trade] and h in held}
    paths = [*addresses_of(person.id, trade), *(f"/entries/{hash_[:16].hex()}/" for hash_ in entries)]
    pages = {path: _page(world, machine, trade, path, person.name) for path in paths}
    chart = pages[paths[0]]
    for where in (chart, pages["/search/?at=0"]):
        if escape(person.name) not in where:
            raise BrokenPromise(f"I9: {machine.name} does not show whom it knows to a {trade}")
    for hash_, poison in entries.items():
        code = hash_[:4].hex()
        if f"{code}:" not in chart or f"{code}:" not in pages[f"/entries/{hash_[:16].hex()}/"]:
            raise BrokenPromise(f"I9: {machine.name} does not name what cannot be shown to a {trade} ({poison.name})")
    world.note("pages looked at")


def _page(world: "World", machine: "Machine", trade: str, path: str, searched: str) -> str:
    try:
        return page(world, machine, trade, path, searched)
    except Exception as error:  # noqa: BLE001  a page that fails, over whatever it is
        raise BrokenPromise(f"I9: on {machine.name} {path} fails for a {trade}: {type(error).__name__}") from error
