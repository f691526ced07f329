"""Making a mission and its people: root key, first administrator, colleagues, devices, and the cards of all of them.

The mission's keys are with the administrator's person (opened by the administrator's words), never with the
coordination computer: that device by itself holds facts and admin and nothing that opens a record.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from posta.acts.mission import administration
from posta.acts.mission.join_requests import JoinRequest, create_invitation
from posta.catalog import structural_acts as s
from posta.catalog.compartments import Compartment
from posta.clock import DEFAULT_TIME_ZONE, from_epoch_day, today_in
from posta.errors import NotAllowed, gettext_noop
from posta.feed.sign import feed_id_of
from posta.ids import StaffId
from posta.mission.errors import NotOfThisMission
from posta.mission.keys.granted_keys import load_person_epochs, open_secret
from posta.mission.keys.membership_cards import latest_card
from posta.mission.keys.wrapped_keys import mission_salt, wrap_keys
from posta.mission.posts import find_device, find_post_by_code
from posta.mission.roles import ROLES
from posta.node.settings import get_setting, put_setting
from posta.scribe.context.node_context import NodeContext
from posta.seal.epochs import Epoch
from posta.seal.keys import DeviceKeys, PersonKeys
from posta.wire.cards import ADMINISTRATOR_DAYS, peek_card
from posta.wire.membership import issue_administrator, issue_card

CARD_DAYS = 180
CERTIFICATE_SETTING = "mission.administrator"  # where homes made before cards travelled in the log keep it


class AdminNotCertified(NotAllowed):
    """Membership cards are signed by an administrator whom the mission's root key certified."""

    sentence = gettext_noop("Only the administrator certified by the mission's root key enrols computers.")


@dataclass(frozen=True, slots=True)
class AdminKeys:
    """What an administrator's words open and nobody else's words do: every epoch's key and the pseudonym secret."""

    epochs: tuple[Epoch, ...] = field(repr=False)
    secret: bytes = field(repr=False)


def create_mission(
    node: NodeContext, mission: s.Founding, root: DeviceKeys, name: str, staff: StaffId, person: PersonKeys
) -> NodeContext:
    """Found a mission on this device with its first administrator, and keep the administrator's case."""
    first = administration.build_appointment(staff, name, "administrator", person.box_public, person.verify_key)
    node, epochs, secret = administration.found_mission(node, mission, label="Coordinación", first=first)
    until = mission_today(node) + timedelta(days=ADMINISTRATOR_DAYS)
    card = issue_administrator(root.sign, root_key=root.verify_key, administrator=person.verify_key, valid_until=until)
    put_setting("mission.root", root.verify_key.hex())
    put_setting(CERTIFICATE_SETTING, card.hex())
    own = issue_device_card(node, person, node.device.verify_key)
    put_setting("device.card", own.hex())
    administration.record_cards(node, [card, own], staff)
    return node


def unlock_admin_keys(node: NodeContext, staff: StaffId, person: PersonKeys) -> AdminKeys:
    """Return the mission's keys as granted to an administrator. Raises NotOfThisMission for anybody else."""
    secret = open_secret(node.cursor, staff, person)
    if secret is None:
        raise NotOfThisMission("no_mission_keys")
    return AdminKeys((*load_person_epochs(node.cursor, staff, person), *device_epochs(node)), secret)


def device_epochs(node: NodeContext) -> tuple[Epoch, ...]:
    """Return the epochs this device itself holds."""
    return tuple(node.keyring.by_id.values())


def enrol_device(
    node: NodeContext,
    case: AdminKeys,
    person: PersonKeys,
    request: JoinRequest,
    post: str,
    *,
    by: StaffId,
    relay: str = "",
) -> bytes:
    """Enrol a device for a post and seal its invitation. Raises NotOfThisMission."""
    place = find_post_by_code(node.cursor, post)
    if place is None and post:
        raise NotOfThisMission("no_such_post")
    card = issue_device_card(node, person, request.verify_key)
    enrolment = s.Enrolment(
        verify_key=request.verify_key,
        box_public=request.box_public,
        post=place.number if place else None,
        label=place.name if place else "Coordinación",
        until=peek_card(card).until,
    )
    known = find_device(node.cursor, feed_id_of(request.verify_key))
    administration.record_enrolment(node, enrolment, case.epochs, case.secret, by)
    if known is not None:  # it reads no second invitation: its new card comes in the log
        administration.record_cards(node, [card], by)
    root = bytes.fromhex(str(get_setting("mission.root")))
    return create_invitation(node, request, root=root, card=card, relay=relay)


def issue_appointment(
    node: NodeContext,
    case: AdminKeys,
    name: str,
    role: str,
    words: str,
    *,
    by: StaffId,
    until: int | None = None,
    staff: StaffId | None = None,
    networks: Iterable[str] = (),
    also: Iterable[Compartment] = (),
    licence: str = "",
) -> tuple[StaffId, PersonKeys]:
    """Appoint a colleague with new keys, which travel in the log closed under what the five words give.

    So a colleague can begin at any post with the words alone: the post opens the keys and makes them a slot.
    Given `staff`, the same colleague gets a new role, new words or a renewal.

    Raises NotOfThisMission.
    """
    if role not in ROLES:
        raise NotOfThisMission("no_such_role")
    staff = staff or StaffId(node.random(16))
    keys = PersonKeys.generate(node.random)
    wrapped = wrap_keys(keys, words, mission_salt(node.cursor), random=node.random)
    appointment = administration.build_appointment(
        staff,
        name,
        role,
        keys.box_public,
        keys.verify_key,
        until,
        wrapped=wrapped,
        networks=networks,
        also=also,
        licence=licence,
    )
    administration.record_appointment(node, appointment, case.epochs, by)
    if ROLES[role].administers:
        administration.record_key_escrow(node, staff, keys.box_public, case.epochs, case.secret, by)
    return staff, keys


def issue_device_card(node: NodeContext, person: PersonKeys, device: bytes, *, until: int | None = None) -> bytes:
    """Return the membership card of a device, signed by the administrator.

    It never outlives the certificate that it depends on.
    """
    certificate = get_admin_certificate(node, person.verify_key)
    usual = mission_today(node) + timedelta(days=CARD_DAYS) if until is None else from_epoch_day(until)
    last = min(usual, from_epoch_day(peek_card(certificate).until))
    return issue_card(person.sign, administrator=certificate, device=device, valid_until=last)


def get_admin_certificate(node: NodeContext, key: bytes) -> bytes:
    """Return the card with which the mission's root certified an administrator. Raises AdminNotCertified."""
    card = latest_card(node.cursor, key, bytes.fromhex(str(get_setting(CERTIFICATE_SETTING, ""))))
    if card is None:
        raise AdminNotCertified
    return card


def mission_today(node: NodeContext) -> date:
    """Return the mission's day."""
    return today_in(node.clock, DEFAULT_TIME_ZONE)
