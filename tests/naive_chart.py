"""The naive twin: the chart, the counts and the mission's registers worked out with dicts, so that it is obviously right.

It reads the log one entry at a time and keeps everything in memory; no SQL but to fetch the log, no batches, no
shortcuts. The fast projections must say the same (`compare`). Entries that are set aside are left out, as there.

    assert compare(node) == []
"""

from collections import Counter
from dataclasses import dataclass, field

from posta.catalog import kinds
from posta.catalog.answers import merge
from posta.catalog.compartments import PERSON_HELD, Compartment
from posta.catalog.encoding.codec import (
    AdminPayload,
    ClinicalPayload,
    FactsPayload,
    Payload,
    decode_part,
    is_known,
    read_act,
)
from posta.catalog.encoding.compartment_split import field_slots
from posta.catalog.language.form import get_form, get_form_by_number
from posta.catalog.structural_acts import NIGHT
from posta.chart.board import _BOARD, _queue_item
from posta.chart.record.person import display_name
from posta.chart.record.person_registers import find_person
from posta.chart.record.travel_groups import find_travel_groups
from posta.feed.sign import feed_id_of
from posta.ids import PersonId
from posta.ledger.row_types import Cursor
from posta.mission.roles import ROLES, may_record
from posta.scribe.context.node_context import NodeContext
from tests.naive_agenda import OF_AGENDA, agenda, agenda_rows, expectations, expected_rows
from tests.naive_choices import projected_choices, standing_choices, wishes
from tests.naive_facts import projected, visible

ALLERGIES = 24
TAKING = frozenset({kinds.WITHDRAWAL, kinds.REINSTATEMENT})


@dataclass(slots=True)
class Entry:
    """An entry as the twin sees it: id, clock, writing device, care network, opened parts by compartment."""

    id: bytes
    hlc: int
    feed: bytes
    network: str = ""
    parts: dict[int, Payload] = field(default_factory=dict)

    @property
    def clinical(self) -> ClinicalPayload | None:
        found = self.parts.get(Compartment.CARE)
        return found if isinstance(found, ClinicalPayload) else None

    @property
    def facts(self) -> FactsPayload | None:
        found = self.parts.get(Compartment.FACTS)
        return found if isinstance(found, FactsPayload) else None

    @property
    def admin(self) -> AdminPayload | None:
        found = self.parts.get(Compartment.ADMIN)
        return found if isinstance(found, AdminPayload) else None


Told = tuple[Entry, dict, set, dict]  # an entry, its values by number, the assertions it saw, the rows it takes away


def compare(node: NodeContext) -> list[str]:
    """The names of what the fast projection says otherwise than the twin; empty when they agree."""
    entries = read_log(node)
    withdrawn, corrections = withdrawn_ids(entries), standing_corrections(entries)
    wrong = []
    for name, naive, fast in (
        ("items", items(entries), _items_of(node.cursor)),
        ("corrections", Counter((one,) for one in corrections), _corrections_of(node.cursor)),
        ("withdrawals", Counter((one,) for one in withdrawn), _withdrawn_of(node.cursor)),
        ("board", board(entries), _board_of(node.cursor)),
        (
            "appointments",
            due(entries),
            _rows(node.cursor, "SELECT person, post, day FROM chart_planned WHERE refers = id"),
        ),
        ("agenda", agenda(entries, withdrawn, corrections), agenda_rows(node.cursor)),
        ("expected", expectations(entries, withdrawn, corrections), expected_rows(node.cursor)),
        ("choices", _chosen(entries, withdrawn), projected_choices(node.cursor)),
        (
            "parties",
            parties(entries),
            _rows(node.cursor, "SELECT person, party, joined, relation, other, reason FROM chart_party"),
        ),
        ("groups", groups(entries), _groups_of(node.cursor)),
        ("readings", readings(entries), _rows(node.cursor, "SELECT staff, person, minute FROM chart_reading")),
        (
            "prints",
            prints(entries),
            _rows(node.cursor, "SELECT staff, what, person, minute, post FROM chart_print"),
        ),
        ("counts", counts(entries), _counts_of(node.cursor)),
        ("facts", facts(entries), projected(node.cursor)),
        ("colleagues", colleagues(entries), _rows(node.cursor, "SELECT staff, name, role FROM mission_staff")),
        ("keys", grants(entries), _rows(node.cursor, "SELECT epoch, holder FROM mission_grant")),
    ):
        if naive != fast:
            wrong.append(name)
    return wrong + _compare_people(node, entries, withdrawn)


def _chosen(entries: list[Entry], withdrawn: set[bytes]) -> dict[bytes, dict[str, set[str]]]:
    return standing_choices(entries, withdrawn, lambda author, hlc: _role_of(author, hlc, entries))


def read_log(node: NodeContext) -> list[Entry]:
    """All entries that stand, in order of the hybrid clock, as far as this node may read them."""
    cursor = node.cursor
    aside = {row[0] for row in cursor.execute("SELECT entry FROM ledger_aside WHERE entry IS NOT NULL")}
    found = []
    for row, hash_, hlc, header, feed in cursor.execute(
        "SELECT e.id, e.hash, e.hlc, e.header, f.feed FROM ledger_entry e JOIN ledger_feed f ON f.id = e.feed"
    ).fetchall():
        if row in aside:
            continue
        entry = Entry(hash_[:16], hlc, feed)
        for index, (epoch, sealed) in enumerate(
            cursor.execute("SELECT epoch, sealed FROM ledger_part WHERE id >> 4 = ? ORDER BY id", (row,)).fetchall()
        ):
            if sealed is not None and epoch in node.keyring.by_id:
                _open_into(entry, node, epoch, sealed, header[:70], index)
        found.append(entry)
    return sorted(found, key=lambda entry: (entry.hlc, entry.id))


def items(entries: list[Entry]) -> Counter:
    """What a timeline is made of."""
    shown = {kinds.PERSON, kinds.ENCOUNTER, kinds.CORRECTION, kinds.ARRIVAL, kinds.CHOICE, *TAKING, *OF_AGENDA}
    return Counter(
        (e.id, e.clinical.person, e.clinical.kind, e.clinical.post, e.clinical.refers)
        for e in entries
        if e.clinical is not None and e.clinical.kind in shown
    )


def board(entries: list[Entry]) -> dict[bytes, tuple[str, str]]:
    """What became of each arrival, and for whom it waits: the last step by the clock, but done stays done until the
    person is handed over, and then they wait again."""
    arrivals = {e.id: ("waiting", "") for e in entries if e.clinical is not None and e.clinical.kind == kinds.ARRIVAL}
    people = {e.id: e.clinical.person for e in entries if e.clinical is not None and e.id in arrivals}
    for entry in entries:
        clinical = entry.clinical
        if clinical is None or clinical.refers not in arrivals:
            continue
        state, trade = arrivals[clinical.refers]
        act = read_act(clinical) if clinical.kind in {kinds.ARRIVAL_STATUS, kinds.HAND_OVER} else None
        if clinical.kind == kinds.HAND_OVER and act.trade == NIGHT:  # type: ignore[union-attr]
            continue
        if clinical.kind == kinds.HAND_OVER and act.trade:  # type: ignore[union-attr]
            if clinical.person == people[clinical.refers] and _hands_over(entry, entries):
                arrivals[clinical.refers] = ("waiting", act.trade)  # type: ignore[union-attr]
        elif state == "done":
            continue
        elif clinical.kind == kinds.ENCOUNTER:
            arrivals[clinical.refers] = ("done", trade)
        elif clinical.kind == kinds.ARRIVAL_STATUS:
            arrivals[clinical.refers] = (act.state, trade)  # type: ignore[union-attr]
        elif clinical.kind == kinds.HAND_OVER:
            arrivals[clinical.refers] = ("waiting", trade)
    return arrivals


def _hands_over(entry: Entry, entries: list[Entry]) -> bool:
    """Whether who hands a person over gives care, or stays unnamed."""
    author = entry.clinical.author if entry.clinical else None
    role = _role_of(author, entry.hlc, entries) if author is not None else None
    return author is None or (role is not None and ROLES[role].gives_care)


def due(entries: list[Entry]) -> Counter:
    """Appointments as written."""
    visit = get_form("visit")
    number = visit.field("next_appt").number
    found: Counter = Counter()
    for entry in entries:
        clinical = entry.clinical
        if (
            clinical is not None
            and clinical.kind in {kinds.ENCOUNTER, kinds.CORRECTION}
            and isinstance(clinical.body, dict)
        ):
            day = clinical.body.get(visit.number, {}).get(number)
            if isinstance(day, int) and clinical.person is not None:
                found[clinical.person, clinical.post, day] += 1
    return found


def parties(entries: list[Entry]) -> Counter:
    """Who joined and who left which party."""
    joins = [
        (e.clinical.person, read_act(e.clinical)) for e in _of_kind(entries, kinds.TRAVEL_GROUP_MEMBER) if e.clinical
    ]
    parts = [
        (e.clinical.person, read_act(e.clinical)) for e in _of_kind(entries, kinds.TRAVEL_GROUP_LEFT) if e.clinical
    ]
    return Counter((person, act.party, 1, act.relation, act.of, "") for person, act in joins) + Counter(  # type: ignore[attr-defined]
        (person, act.party, 0, "", None, act.reason)
        for person, act in parts  # type: ignore[attr-defined]
    )


def groups(entries: list[Entry]) -> dict[bytes, bytes]:
    """With which party each person travels now: the last that they joined, unless somebody who may says that they left."""
    now: dict[bytes, bytes] = {}
    for entry in entries:  # in the order of the clock
        said = entry.clinical
        if said is None or said.person is None:
            continue
        if said.kind == kinds.TRAVEL_GROUP_MEMBER:
            now[said.person] = read_act(said).party  # type: ignore[attr-defined]
        elif said.kind == kinds.TRAVEL_GROUP_LEFT and now.get(said.person) == read_act(said).party:  # type: ignore[attr-defined]
            role = _role_of(said.author, entry.hlc, entries)
            if role is None or ROLES[role].gives_care:
                del now[said.person]
    return now


def readings(entries: list[Entry]) -> Counter:
    """Who opened which chart."""
    return Counter(
        row for e in _of_kind(entries, kinds.CHART_ACCESSES) if e.clinical for row in read_act(e.clinical).rows
    )  # type: ignore[attr-defined]


def prints(entries: list[Entry]) -> Counter:
    """Who printed which sheet, and at which post."""
    return Counter(
        (*row, e.clinical.post)
        for e in _of_kind(entries, kinds.CHART_ACCESSES)
        if e.clinical
        for row in read_act(e.clinical).prints  # type: ignore[attr-defined]
    )


def counts(entries: list[Entry]) -> Counter:
    """Facts by kind, post, day, sex and age band; with those that were corrected, withdrawn or refused told apart."""
    void = _list_void(entries)
    return Counter(
        (c.kind, c.post, c.day, c.sex, c.band, e.id in void)
        for e in entries
        if (c := e.facts) is not None and c.kind in kinds.WITH_FORMS
    )


def facts(entries: list[Entry]) -> Counter:
    """Every fact of the entries that count; what a withdrawn correction replaced counts again."""
    withdrawn = {e.facts.refers for e in entries if e.facts and _voids(e, entries)}
    standing = [e for e in entries if e.id not in withdrawn or not e.facts or e.facts.kind != kinds.CORRECTION]
    gone = {e.id for e in entries} - {e.id for e in standing}
    return visible({e.id: e.facts for e in entries if e.facts}, _list_void(standing) | gone)


def _list_void(entries: list[Entry]) -> set[bytes | None]:
    """The entries that a correction or withdrawal took the place of, and the corrections that were refused."""
    corrections = [e for e in entries if e.facts and e.facts.kind == kinds.CORRECTION]
    counting = [e for e in corrections if _counts_instead(e, entries)]
    void = {e.facts.refers for e in counting if e.facts} | {e.id for e in corrections if e not in counting}
    return void | {e.facts.refers for e in entries if e.facts and _voids(e, entries)}


def colleagues(entries: list[Entry]) -> Counter:
    """Colleagues as last appointed."""
    latest: dict[bytes, tuple] = {}
    for entry in entries:
        if entry.admin is not None and entry.admin.kind == kinds.APPOINTMENT:
            act = read_act(entry.admin)
            latest[act.staff] = (act.staff, act.name, act.role)  # type: ignore[attr-defined]
    return Counter(latest.values())


def grants(entries: list[Entry]) -> Counter:
    """Who was given which key."""
    acts = [read_act(e.admin) for e in entries if e.admin is not None and e.admin.kind == kinds.GRANT]
    return Counter({(act.epoch, act.holder): 1 for act in acts})  # type: ignore[attr-defined]


def people(entries: list[Entry], withdrawn: set[bytes]) -> dict[bytes, tuple[dict, dict, bool]]:
    """What is known of each person: the values that stand, all of them where several do, whether it was closed."""
    form = get_form("person")
    spoken: dict[bytes, list[Told]] = {}
    for entry in _of_kind(entries, kinds.PERSON):
        clinical = entry.clinical
        if clinical is None or clinical.person is None:
            continue
        assert isinstance(clinical.body, dict)
        values = dict(clinical.body.get(form.number, {}))
        if entry.facts is not None and isinstance(entry.facts.body, dict):
            copied = field_slots(form).by_number
            facts = entry.facts.body.get(form.number, {})
            values |= {n: v for n, v in facts.items() if not (n in copied and copied[n].copied)}
        about = clinical.body.get(0, {})
        spoken.setdefault(clinical.person, []).append((entry, values, set(about.get(0, ())), about.get(1, {})))
    found = {person: (*_fold(_told(told, withdrawn)), is_closed(told, withdrawn)) for person, told in spoken.items()}
    for person in {e.clinical.person for e in _of_kind(entries, kinds.WITHDRAWAL) if e.clinical} - set(found):
        care = {kinds.ENCOUNTER, kinds.CORRECTION, kinds.ARRIVAL}
        if person is not None and any(
            e.clinical and e.clinical.person == person and e.clinical.kind in care for e in entries
        ):
            found[person] = ({}, {}, True)
    return found


def is_closed(told: list[Told], withdrawn: set[bytes]) -> bool:
    """Whether the registration was withdrawn, or all that was ever said of the person."""
    first = [entry.id for entry, _, seen, _ in told if not seen]
    return all(entry.id in withdrawn for entry, _, _, _ in told) or (bool(first) and set(first) <= withdrawn)


def _told(told: list[Told], withdrawn: set[bytes]) -> list[Told]:
    """What makes up the record: what stands; of a closed one also the registration that was withdrawn."""
    standing = [one for one in told if one[0].id not in withdrawn]
    if not is_closed(told, withdrawn):
        return standing
    kept = [one for one in told if not one[2]] or told
    return [one for one in told if one in standing or one in kept]


def withdrawn_ids(entries: list[Entry]) -> set[bytes]:
    """The entries that no longer hold: named by a withdrawal that was its writer's to make and that nobody lifted."""
    lifted = {e.clinical.refers for e in _of_kind(entries, kinds.REINSTATEMENT) if e.clinical and _allowed(e, entries)}
    taking = [e for e in _of_kind(entries, kinds.WITHDRAWAL) if e.id not in lifted and _allowed(e, entries)]
    return {e.clinical.refers for e in taking if e.clinical and e.clinical.refers}


def _allowed(entry: Entry, entries: list[Entry]) -> bool:
    """Whether somebody may withdraw, or reinstate: at the post of the entry, as its author or with a role for it."""
    clinical, target = entry.clinical, _target(entry, entries)
    if clinical is None or target is None or target.clinical is None or target.clinical.person != clinical.person:
        return False
    if entry.feed != target.feed and _post_of(entry.feed, entries) != target.clinical.post:
        return False
    if clinical.author == target.clinical.author:
        return True
    role = _role_of(clinical.author, entry.hlc, entries)
    if role is None or not ROLES[role].gives_care:
        return False
    forms = [f for f in _forms(target) if f != "visit"]
    if target.clinical.kind == kinds.ARRIVAL:
        return True
    if target.clinical.kind in {kinds.ENCOUNTER, kinds.CORRECTION} and forms:
        return all(may_record(role, get_form(name)) for name in forms)
    return role in {"doctor", "team_leader"}


def standing_corrections(entries: list[Entry]) -> set[bytes]:
    """The corrections that stand in the place of what they name: of a visit, and their writer's to make where they were made."""
    return {e.id for e in _of_kind(entries, kinds.CORRECTION) if _stands(e, entries)}


def _stands(entry: Entry, entries: list[Entry]) -> bool:
    clinical = entry.clinical
    target = next(
        (
            e
            for e in entries
            if clinical and e.id == clinical.refers and e.clinical and e.clinical.person == clinical.person
        ),
        None,
    )
    if clinical is None or clinical.person is None or target is None or target.clinical is None:
        return False
    if target.clinical.kind == kinds.CORRECTION and not _stands(target, entries):
        return False
    first = target
    while first.clinical and first.clinical.kind == kinds.CORRECTION:
        first = next(e for e in entries if e.id == first.clinical.refers)
    if first.clinical is None or first.clinical.kind != kinds.ENCOUNTER:
        return False
    before, after = _answered_forms(target), _answered_forms(entry)
    kept = before - {"visit"} or before
    if kept and not kept & after:
        return False
    own = entry.feed == first.feed or _post_of(entry.feed, entries) == first.clinical.post
    if not own and not (kept <= after and _was_received(entry, entries)):
        return False
    if clinical.author in {target.clinical.author, first.clinical.author} or (own and clinical.author is None):
        return True
    role = _role_of(clinical.author, entry.hlc, entries)
    forms = (before | after) - {"visit"}
    return role is not None and ROLES[role].gives_care and all(may_record(role, get_form(name)) for name in forms)


def _was_received(entry: Entry, entries: list[Entry]) -> bool:
    """Whether the person was seen, or came and waited, at the post of this computer before this was written."""
    assert entry.clinical is not None
    post = _post_of(entry.feed, entries)
    return any(
        e.clinical is not None
        and e.clinical.person == entry.clinical.person
        and e.clinical.kind in {kinds.ENCOUNTER, kinds.ARRIVAL}
        and e.hlc < entry.hlc
        and (e.feed == entry.feed or (isinstance(post, int) and _post_of(e.feed, entries) == post))
        for e in entries
    )


def _counts_instead(entry: Entry, entries: list[Entry]) -> bool:
    """Whether a correction counts in the place of what it names: from its post, or as no less, for the same person."""
    after = entry.facts
    target = next((e for e in entries if after and e.id == after.refers and e.facts), None)
    if after is None or target is None or target.facts is None or target.facts.kind not in kinds.WITH_FORMS:
        return True
    before = target.facts
    if entry.feed == target.feed and before.kind != kinds.CORRECTION:
        return True
    if _post_of(entry.feed, entries) in (before.post, "administers"):
        return True
    same = after.person is not None and (after.post, after.person) == (before.post, before.person)
    return same and _counted_as(before) <= _counted_as(after)


def _counted_as(counted: FactsPayload) -> set[str]:
    assert isinstance(counted.body, dict)
    return {form.counts_as for form in map(get_form_by_number, counted.body) if form.counts_as}


def _answered_forms(entry: Entry) -> set[str]:
    """The forms of which something was answered in the open."""
    bodies = [part.body for part in (entry.clinical, entry.facts) if part is not None and isinstance(part.body, dict)]
    empty: tuple[object, ...] = (None, "", [], ())
    return {
        get_form_by_number(number).name
        for body in bodies
        for number in body
        if any(v not in empty for v in body[number].values())
    }


def _voids(entry: Entry, entries: list[Entry]) -> bool:
    """Whether a withdrawal counts: its computer serves the post, or administers, and nobody who may lifted it."""
    counted = entry.facts
    if counted is None or counted.kind != kinds.WITHDRAWAL or not _counts_as(entry, counted.refers, entries):
        return False
    lifts = [e for e in entries if e.facts and e.facts.kind == kinds.REINSTATEMENT and e.facts.refers == entry.id]
    return not any(_counts_as(one, counted.refers, entries) for one in lifts)


def _counts_as(entry: Entry, named: bytes | None, entries: list[Entry]) -> bool:
    target = next((e for e in entries if e.id == named and e.facts and e.facts.kind in kinds.WITH_FORMS), None)
    if target is None or target.facts is None:
        return False
    return entry.feed == target.feed or _post_of(entry.feed, entries) in (target.facts.post, "administers")


def _target(entry: Entry, entries: list[Entry]) -> Entry | None:
    """What a withdrawal names, or what the withdrawal named that a reinstatement names."""
    named = next((e for e in entries if entry.clinical and e.id == entry.clinical.refers and e.clinical), None)
    if named is not None and entry.clinical and entry.clinical.kind == kinds.REINSTATEMENT:
        wrong = (
            named.clinical is None
            or named.clinical.kind != kinds.WITHDRAWAL
            or named.clinical.person != entry.clinical.person
        )
        return None if wrong else _target(named, entries)
    shown = {kinds.PERSON, kinds.ENCOUNTER, kinds.CORRECTION, kinds.ARRIVAL, kinds.CHOICE, *OF_AGENDA}
    return named if named is not None and named.clinical and named.clinical.kind in shown else None


def _post_of(feed: bytes, entries: list[Entry]) -> object:
    """The post that a computer was last enrolled for."""
    found: object = None
    for act in (read_act(e.admin) for e in entries if e.admin and e.admin.kind == kinds.ENROLMENT):
        if feed_id_of(act.verify_key) == feed:  # type: ignore[attr-defined]
            found = "administers" if act.administers else act.post  # type: ignore[attr-defined]
    return found


def _role_of(author: bytes | None, hlc: int, entries: list[Entry]) -> str | None:
    """The role held at a moment; before the first appointment that one."""
    acts = [(e.hlc, read_act(e.admin)) for e in entries if e.admin and e.admin.kind == kinds.APPOINTMENT]
    roles = [(since, act.role) for since, act in acts if act.staff == author]  # type: ignore[attr-defined]
    return next((role for since, role in reversed(roles) if since <= hlc), roles[0][1] if roles else None)


def _forms(entry: Entry) -> set[str]:
    bodies = [part.body for part in (entry.clinical, entry.facts) if part is not None and isinstance(part.body, dict)]
    answered = ((number, value) for body in bodies for number, fields in body.items() for value in fields.values())
    return {get_form_by_number(number).name for number, value in answered if value not in (None, "", [], ())}


def _fold(told: list[Told]) -> tuple[dict, dict]:
    """Field by field: a value stands unless somebody who saw it said something else of the same field, be it nothing."""
    values, several = {}, {}
    for number in sorted({n for _, fields, _, _ in told for n in fields}):
        if number == ALLERGIES:
            continue
        standing = [
            fields[number]
            for entry, fields, _, _ in reversed(told)
            if number in fields and not any(entry.id in seen and number in other for _, other, seen, _ in told)
        ]
        distinct = [v for i, v in enumerate(standing) if v not in standing[:i]]
        if distinct and distinct[0] is not None:
            values[number] = distinct[0]
        if len(distinct) > 1:
            several[number] = distinct
    rows = _allergies(told)
    return values | ({ALLERGIES: rows} if rows else {}), several


def _allergies(told: list[Told]) -> list[dict]:
    """Row by row: it stands unless somebody who saw it took this row away; "none known" only where nothing else stands."""
    standing: list[dict] = []
    for entry, fields, _, _ in reversed(told):
        for row in fields.get(ALLERGIES, []):
            gone = any(entry.id in seen and row in removed.get(ALLERGIES, []) for _, _, seen, removed in told)
            if not gone and row not in standing:
                standing.append(row)
    real = [row for row in standing if row[1] != "none"]
    return real or standing


def _compare_people(node: NodeContext, entries: list[Entry], withdrawn: set[bytes]) -> list[str]:
    form, wrong = get_form("person"), []
    told, chosen = people(entries, withdrawn), _chosen(entries, withdrawn)
    held = {row[0]: row[1] for row in node.cursor.execute("SELECT person, name FROM chart_person").fetchall()}
    if set(held) != set(told):
        wrong.append("who is known")
    for person in set(held) & set(told):
        values, several, closed = told[person]
        answers = merge(form, {Compartment.CARE: values})
        fast = find_person(node.cursor, PersonId(person))
        assert fast is not None
        if fast.answers != answers or held[person] != display_name(answers):
            wrong.append("what is known of a person")
        if fast.wishes != wishes(chosen.get(person, {}), answers):
            wrong.append("what a person wishes")
        if (fast.closed is not None) != closed:
            wrong.append("whose registration was withdrawn")
        if len(fast.conflicts) != len(several):
            wrong.append("where two values stand")
    return sorted(set(wrong))


def _open_into(entry: Entry, node: NodeContext, epoch: bytes, sealed: bytes, prefix: bytes, index: int) -> None:
    opened = node.keyring.open(epoch, sealed, prefix=prefix, index=index)
    if opened is None or opened[0].compartment in PERSON_HELD:
        return
    value = decode_part(opened[0].compartment, opened[1])
    if is_known(value):
        entry.parts[opened[0].compartment] = value
        entry.network = entry.network or opened[0].network


def _of_kind(entries: list[Entry], kind: int) -> list[Entry]:
    return [entry for entry in entries if entry.clinical is not None and entry.clinical.kind == kind]


def _rows(cursor: Cursor, sql: str) -> Counter:
    return Counter(cursor.execute(sql).fetchall())


def _items_of(cursor: Cursor) -> Counter:
    return _rows(cursor, "SELECT id, person, kind, post, refers FROM chart_item")


def _withdrawn_of(cursor: Cursor) -> Counter:
    return _rows(cursor, f"SELECT DISTINCT refers FROM chart_item WHERE kind = {kinds.WITHDRAWAL} AND holds")


def _groups_of(cursor: Cursor) -> dict[bytes, bytes]:
    ever = [PersonId(row[0]) for row in cursor.execute("SELECT DISTINCT person FROM chart_party").fetchall()]
    return {bytes(person): party for person, party in find_travel_groups(cursor, ever).items()}


def _corrections_of(cursor: Cursor) -> Counter:
    return _rows(cursor, f"SELECT id FROM chart_item WHERE kind = {kinds.CORRECTION} AND holds")


def _board_of(cursor: Cursor) -> dict[bytes, tuple[str, str]]:
    """The board as its screen reads it: the deciding step of each arrival since its last hand-over."""
    sql = _BOARD.format(place="1", closed="'-'", withdrawal=-1)
    return {one.arrival: (one.state, one.trade) for one in map(_queue_item, cursor.execute(sql).fetchall())}


def _counts_of(cursor: Cursor) -> Counter:
    return _rows(
        cursor,
        "SELECT kind, post, day, sex, band, EXISTS (SELECT 1 FROM figures_void v WHERE v.target = r.id AND v.holds)"
        f" OR (kind = {kinds.CORRECTION} AND NOT EXISTS (SELECT 1 FROM figures_void v WHERE v.entry = r.entry AND v.holds))"
        " FROM figures_row r",
    )
