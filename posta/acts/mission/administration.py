"""Running the mission: founding it, enrolling devices, appointing colleagues, opening epochs and granting keys.

Only a device that administers may write most of these; every other node checks that on receipt.
"""

from collections.abc import Iterable, Sequence

from posta.catalog import kinds
from posta.catalog import structural_acts as s
from posta.catalog.compartments import MISSION_WIDE, PERSON_HELD, Compartment
from posta.catalog.encoding.codec import AdminPayload
from posta.clock import DEFAULT_TIME_ZONE, to_epoch_day, today_in
from posta.feed.sign import feed_id_of
from posta.ids import EntryId, FeedId, StaffId
from posta.ledger.branches import BranchHeads, list_branch_heads
from posta.mission.keys.granted_keys import load_keyring
from posta.mission.keys.key_grants import MissingGrant, list_entitled, list_order_keys
from posta.mission.posts import list_posts
from posta.mission.roles import compartments_of, get_role
from posta.scribe.context.node_context import NodeContext
from posta.scribe.write import EntryDraft, PartDraft, write
from posta.seal.epoch_keyring import Keyring
from posta.seal.epochs import Epoch
from posta.seal.keys import public_key_id, seal_to

_DEVICE_HELD_COMPARTMENTS = (Compartment.CARE,)


def found_mission(
    node: NodeContext, mission: s.Founding, *, label: str, first: s.Appointment | None = None
) -> tuple[NodeContext, tuple[Epoch, ...], bytes]:
    """Begin a mission on this device, which administers it. Returns the node with its keys, all epochs, the secret.

    Opens the first epoch of every compartment: `admin` and `facts` for the mission, the others for each care network.
    """
    epochs = _initial_epochs(node, [code for code, _ in mission.networks])
    secret = node.random(32)
    admin = next(e for e in epochs if e.compartment == Compartment.ADMIN)
    seeing = node.holding(Keyring.of([admin]))
    acts: list[tuple[int, s.Act]] = [(kinds.FOUNDING, mission), (kinds.ENROLMENT, _own_enrolment(node, label))]
    acts += [(kinds.KEY_EPOCH, _new_epoch(epoch)) for epoch in epochs]
    acts += [(kinds.GRANT, _grant(e, node.device.feed, node.device.box_public)) for e in epochs if _is_mission_wide(e)]
    if first is not None:
        acts.append((kinds.APPOINTMENT, first))
        acts += [(kinds.GRANT, _grant(e, first.staff, first.box_public)) for e in epochs if e.blinded]
        acts += [
            (kinds.GRANT, _grant(e, first.staff, first.box_public))
            for e in epochs
            if e.compartment in _DEVICE_HELD_COMPARTMENTS
        ]
        acts.append((kinds.SECRET_GRANT, s.SecretGrant(holder=first.staff, box=seal_to(first.box_public, secret))))
    write(seeing, [draft_admin_entry(seeing, kind, act, None) for kind, act in acts])
    return node.holding(load_keyring(node.cursor, node.device)), epochs, secret


def record_enrolment(
    node: NodeContext, enrolment: s.Enrolment, epochs: Sequence[Epoch], secret: bytes | None, by: StaffId | None
) -> tuple[EntryId, ...]:
    """Enrol a device: a post gets its networks' care keys and the pseudonym secret, coordination facts and admin only."""
    posts = {post.number: post for post in list_posts(node.cursor)}
    networks = posts[enrolment.post].networks if enrolment.post is not None else ()
    feed = _feed(enrolment)
    granted = [e for e in epochs if not e.blinded and (_is_mission_wide(e) or e.network in networks)]
    acts: list[tuple[int, s.Act]] = [(kinds.ENROLMENT, enrolment)]
    acts += [(kinds.GRANT, _grant(epoch, feed, enrolment.box_public)) for epoch in granted]
    if secret is not None and enrolment.post is not None:
        acts.append((kinds.SECRET_GRANT, s.SecretGrant(holder=feed, box=seal_to(enrolment.box_public, secret))))
    return write(node, [draft_admin_entry(node, kind, act, by) for kind, act in acts])


def record_appointment(
    node: NodeContext, appointment: s.Appointment, epochs: Iterable[Epoch], by: StaffId | None
) -> tuple[EntryId, ...]:
    """Appoint a colleague (or change a role): the person gets the person-held keys that role and networks allow."""
    acts: list[tuple[int, s.Act]] = [(kinds.APPOINTMENT, appointment)]
    acts += [
        (kinds.GRANT, _grant(epoch, appointment.staff, appointment.box_public))
        for epoch in epochs
        if epoch.blinded
        and epoch.compartment in appointment.compartments
        and (not appointment.networks or epoch.network in appointment.networks)
    ]
    return write(node, [draft_admin_entry(node, kind, act, by) for kind, act in acts])


def record_key_escrow(
    node: NodeContext, holder: StaffId, box_public: bytes, epochs: Iterable[Epoch], secret: bytes, by: StaffId | None
) -> tuple[EntryId, ...]:
    """Grant the mission's keys to an administrator: every care network's epochs, and the pseudonym secret."""
    acts: list[tuple[int, s.Act]] = [
        (kinds.GRANT, _grant(epoch, holder, box_public)) for epoch in epochs if not _is_mission_wide(epoch)
    ]
    acts.append((kinds.SECRET_GRANT, s.SecretGrant(holder=holder, box=seal_to(box_public, secret))))
    return write(node, [draft_admin_entry(node, kind, act, by) for kind, act in acts])


def record_cards(node: NodeContext, cards: Iterable[bytes], by: StaffId | None) -> tuple[EntryId, ...]:
    """Write membership cards into the log, which carries them to their holders."""
    return write(node, [draft_admin_entry(node, kinds.CARD_ISSUED, s.CardIssued(card=card), by) for card in cards])


def record_departure(node: NodeContext, staff: StaffId, by: StaffId | None, reason: str = "") -> EntryId:
    """End a colleague's work."""
    return write(
        node, [draft_admin_entry(node, kinds.APPOINTMENT_ENDED, s.AppointmentEnded(staff=staff, reason=reason), by)]
    )[0]


def record_revocation(
    node: NodeContext,
    device: FeedId,
    upto: tuple[int, int],
    by: StaffId | None,
    reason: str,
    signed: bytes = b"",
    heads: BranchHeads | None = None,
) -> EntryId:
    """Declare a device lost: its entries held here up to (incarnation, sequence) stand, all others are set aside.

    Where nothing is held at that place no line can be named, and the place alone decides. `heads` are the ends that
    stand if they are known otherwise than by the place.
    """
    act = s.DeviceRevocation(
        feed=device, incarnation=upto[0], sequence=upto[1], reason=reason, order=signed,
        heads=list_branch_heads(node.cursor, device, upto) if heads is None else heads,
    )  # fmt: skip
    return write(node, [draft_admin_entry(node, kinds.REVOCATION, act, by)])[0]


def record_readmission(node: NodeContext, entries: Sequence[EntryId], by: StaffId | None, reason: str = "") -> EntryId:
    """Let entries of a lost device stand after all, once somebody has reviewed them."""
    act = s.EntryReadmission(entries=tuple(entries), reason=reason)
    return write(node, [draft_admin_entry(node, kinds.READMISSION, act, by)])[0]


def record_rotation(
    node: NodeContext, compartment: Compartment, network: str, by: StaffId | None
) -> tuple[Epoch, tuple[EntryId, ...]]:
    """Open a new epoch of a compartment and grant it to its holders.

    Holders who were revoked or whose work has ended get none.
    """
    epoch = Epoch(node.random(8), int(compartment), network, node.random(32), blinded=compartment in PERSON_HELD)
    holders = list_entitled(node.cursor, (compartment, network), to_epoch_day(today_in(node.clock, DEFAULT_TIME_ZONE)))
    acts: list[tuple[int, s.Act]] = [(kinds.KEY_EPOCH, _new_epoch(epoch))]
    acts += [(kinds.GRANT, _grant(epoch, holder, public)) for holder, public in holders]
    return epoch, write(node, [draft_admin_entry(node, kind, act, by) for kind, act in acts])


def record_missing_grants(
    node: NodeContext, lacking: Iterable[MissingGrant], epochs: Iterable[Epoch], by: StaffId | None
) -> tuple[EntryId, ...]:
    """Grant those of the epochs that a holder lacks. `by` is nobody where a computer gives what it holds itself.

    A computer that lacks the key of the mission's orders reads no order under it, not even the one that brings it:
    that grant goes under the newest key it has. It reads the other orders once that key is open.
    """
    held = {epoch.id: epoch for epoch in epochs}
    drafts: dict[bytes, list[EntryDraft]] = {}
    for lack in (one for one in lacking if one.epoch in held):
        under = _order_key_for(node, lack)
        grant = _grant(held[lack.epoch], lack.holder, lack.box_public)
        drafts.setdefault(under.id, []).append(draft_admin_entry(node, kinds.GRANT, grant, by))
    current = node.keyring.current(Compartment.ADMIN, "").id
    written: tuple[EntryId, ...] = ()
    for id_ in sorted(drafts, key=lambda one: (one == current, one)):
        written += write(_with_order_epoch(node, node.keyring.by_id[id_]), drafts[id_])
    return written


def build_appointment(
    staff: bytes,
    name: str,
    role: str,
    box_public: bytes,
    verify_key: bytes,
    until: int | None = None,
    *,
    custodian: bool = False,
    wrapped: bytes = b"",
    networks: Iterable[str] = (),
    also: Iterable[Compartment] = (),
    licence: str = "",
) -> s.Appointment:
    """Return an appointment with the compartments of its role, and `also` those that the role may add.

    The number of a licence is left out where the role prescribes nothing.
    """
    return s.Appointment(
        staff=staff, name=name, role=role, compartments=tuple(sorted(int(c) for c in compartments_of(role, also))),
        box_public=box_public, verify_key=verify_key, until=until, custodian=custodian, wrapped=wrapped, networks=tuple(networks),
        licence=licence if get_role(role).prescribes else "",
    )  # fmt: skip


def draft_admin_entry(node: NodeContext, kind: int, act: s.Act, by: StaffId | None) -> EntryDraft:
    """Return the draft of an admin entry."""
    content = AdminPayload(kind, kinds.KINDS[kind].version, by, node.clock.millis(), None, act)
    return EntryDraft((PartDraft(Compartment.ADMIN, "", content),), held=False)


def _initial_epochs(node: NodeContext, networks: Sequence[str]) -> tuple[Epoch, ...]:
    places = [(c, "") for c in sorted(MISSION_WIDE)]
    places += [(c, n) for n in networks for c in sorted(set(Compartment) - MISSION_WIDE)]
    return tuple(Epoch(node.random(8), int(c), n, node.random(32), blinded=c in PERSON_HELD) for c, n in places)


def _own_enrolment(node: NodeContext, label: str) -> s.Enrolment:
    device = node.device
    return s.Enrolment(
        verify_key=device.verify_key, box_public=device.box_public, post=None, label=label, administers=True
    )


def _new_epoch(epoch: Epoch) -> s.KeyEpoch:
    return s.KeyEpoch(epoch=epoch.id, compartment=epoch.compartment, network=epoch.network, public=epoch.public)


def _grant(epoch: Epoch, holder: bytes, box_public: bytes) -> s.KeyGrant:
    box = seal_to(box_public, epoch.key)
    return s.KeyGrant(epoch=epoch.id, holder=holder, box=box, sealed_to=public_key_id(box_public))


def _is_mission_wide(epoch: Epoch) -> bool:
    return epoch.compartment in MISSION_WIDE


def _feed(enrolment: s.Enrolment) -> FeedId:
    return feed_id_of(enrolment.verify_key)


def _order_key_for(node: NodeContext, lack: MissingGrant) -> Epoch:
    """Return the key under which a holder can read a grant.

    If the grant brings a key of orders that they lack, it is an earlier key.
    """
    current = node.keyring.current(Compartment.ADMIN, "")
    if lack.place[0] != Compartment.ADMIN:
        return current
    theirs = list_order_keys(node.cursor, FeedId(lack.holder), lack.epoch)
    return next((node.keyring.by_id[id_] for id_ in theirs if id_ in node.keyring.by_id), current)


def _with_order_epoch(node: NodeContext, epoch: Epoch) -> NodeContext:
    """Return the same node, at which orders are sealed under this epoch, which it holds."""
    others = [one for one in node.keyring.by_id.values() if one.id != epoch.id]
    return node.holding(Keyring.of([*others, epoch], node.keyring.publics, node.keyring.pseudonym_secret))
