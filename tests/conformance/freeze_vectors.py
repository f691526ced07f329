"""Write the frozen vectors of the wire: bytes that every later version must read, and refuse, in the same way.

    python -m tests.conformance.freeze_vectors

A vector that exists is never changed: the script stops if what it would write differs. New ones are added at the end.
"""

import json
import random
import sys
from datetime import date
from pathlib import Path

import msgspec
from nacl.bindings import crypto_scalarmult_base

from posta.catalog import choice_acts as c
from posta.catalog import kinds
from posta.catalog import operation_acts as o
from posta.catalog import place_acts as p
from posta.catalog import structural_acts as s
from posta.catalog.encoding.codec import AdminPayload, ClinicalPayload, FactsPayload, encode_part
from posta.feed.canonical import PREFIX_SIZE, decode_header
from posta.feed.entry import Head
from posta.feed.sign import head_message
from posta.seal.dictionaries import CLINICAL
from posta.seal.envelope import seal_part, seal_to_public_key
from posta.seal.epochs import Epoch
from posta.wire.address import encode_segment
from posta.wire.bundle import to_age_identity, to_age_recipient
from posta.wire.membership import OrderKind, issue_order, sign_request
from tests.conformance.feedmaker import Device, without_parts
from tests.conformance.relay_client import ADMINISTRATOR, ADMINISTRATOR_CARD, ROOT, card_of

FOLDER = Path(__file__).parent / "vectors"
PLAIN = "Mujer de 23 años, embarazo de 20 semanas, sin signos de alarma. Sigue viaje mañana. ".encode() * 4


def main() -> int:
    FOLDER.mkdir(exist_ok=True)
    for name, make in MAKERS.items():
        path = FOLDER / f"{name}.json"
        if name in _COMPRESSED and path.exists():  # another zstd may compress otherwise: old bytes must only open
            continue
        frozen = json.loads(path.read_text()) if path.exists() else []
        fresh = make()
        if fresh[: len(frozen)] != frozen:
            sys.stderr.write(f"{path.name}: a frozen vector would change; the wire format may only be added to\n")
            return 1
        path.write_text(json.dumps(fresh, indent=1, ensure_ascii=False) + "\n")
    return 0


def make_headers() -> list[dict]:
    entries = Device(1, incarnation=2).write(2).write(1, sizes=()).write(1, sizes=(1,) * 15).entries
    found = [{"header": entry.header.hex(), "hash": entry.hash.hex(), **_told(entry.header)} for entry in entries]
    good = entries[0].header
    broken = {"MalformedHeader": good[:-1], "UnknownWireVersion": b"\2" + good[1:]}
    return found + [{"header": data.hex(), "error": error} for error, data in broken.items()]


def _told(data: bytes) -> dict:
    h = decode_header(data)
    parts = [[p.epoch.hex(), p.digest.hex(), p.size] for p in h.parts]
    return {
        "feed": h.feed.hex(),
        "incarnation": h.incarnation,
        "sequence": h.sequence,
        "previous": h.previous.hex(),
        "hlc": h.hlc,
        "parts": parts,
    }


def make_chains() -> list[dict]:
    """Pairs of headers: the second follows the first, or breaks one rule."""
    device = Device(1).write(3)
    first, second = (entry.header for entry in device.entries[:2])
    spots = {
        None: second,
        "WrongFeed": second[:2] + bytes(16) + second[18:],
        "WrongSequence": second[:22] + (5).to_bytes(8, "big") + second[30:],
        "BrokenBacklink": second[:30] + bytes(32) + second[62:],
        "ClockWentBack": second[:62] + first[62:70] + second[70:],
    }
    return [{"before": first.hex(), "next": data.hex(), "error": error} for error, data in spots.items()]


def make_heads() -> list[dict]:
    device = Device(1).write(3)
    head = Head(device.feed, 0, 2, device.hash_at(2))
    base = {
        "verify_key": device.verify_key.hex(),
        "feed": head.feed.hex(),
        "incarnation": 0,
        "sequence": 2,
        "hash": head.hash.hex(),
        "message": head_message(head).hex(),
        "signature": device.sign(head_message(head)).hex(),
        "error": None,
    }
    spoiled = [{"sequence": 3}, {"verify_key": Device(2).verify_key.hex()}, {"signature": "00" * 64}]
    return [base, *({**base, **changed, "error": "BadSignature"} for changed in spoiled)]


def make_segments() -> list[dict]:
    device = Device(1).write(6)
    good = device.bytes(1, 5)
    whole = {
        "two parts each": good,
        "from the first entry": device.bytes(0, 2),
        "parts absent": encode_segment(without_parts(device.segment(1, 5))),
        "no parts": Device(2, incarnation=7).write(3, sizes=()).bytes(),
        "a single epoch, written out": Device(3).write(1, sizes=(9,)).bytes(),
    }
    broken = {
        "NotASegment": b"PSg9" + good[4:],
        "CutShort": good[:-1],
        "TooLarge": good[:161] + b"\2\2" + good[163:],
        "BadSignature": good[:-1] + bytes([good[-1] ^ 1]),
    }
    found = []
    for what, data in whole.items():
        number, incarnation, span = {
            "two parts each": (1, 0, (1, 5)),
            "from the first entry": (1, 0, (0, 2)),
            "parts absent": (1, 0, (1, 5)),
            "no parts": (2, 7, (0, 3)),
            "a single epoch, written out": (3, 0, (0, 1)),
        }[what]
        maker = Device(number, incarnation)
        maker = maker.write(6) if number == 1 else maker.write(span[1], sizes=() if number == 2 else (9,))
        hashes = [maker.hash_at(q).hex() for q in range(*span)]
        found.append(
            {"what": what, "segment": data.hex(), "feed": maker.feed.hex(), "first": span[0], "hashes": hashes}
        )
    return found + [{"what": error, "segment": data.hex(), "error": error} for error, data in broken.items()]


def make_parts() -> list[dict]:
    """Sealed parts with what opens them; the nonces are fixed here as they never are in use."""
    prefix = Device(1).write(1).entries[0].header[:PREFIX_SIZE]
    epoch = Epoch(b"epoch-01", 2, "route", bytes(range(32)))
    aad = prefix + b"\0" + epoch.id
    base = {"key": epoch.key.hex(), "epoch": epoch.id.hex(), "aad": aad.hex()}
    found = []
    for what, plain in {"long": PLAIN, "short": b"\x81\x01\x05", "empty": b""}.items():
        sealed = seal_part(plain, epoch, aad=aad, random=random.Random(1).randbytes)
        put = seal_to_public_key(plain, epoch.public, aad=aad, random=random.Random(2).randbytes)
        found.append({**base, "what": what, "how": "sealed", "plain": plain.hex(), "sealed": sealed.hex()})
        found.append({**base, "what": what, "how": "deposited", "plain": plain.hex(), "sealed": put.hex()})
    for good in found[:2]:
        data, other = good["sealed"], prefix + b"\1" + epoch.id
        spoiled = [
            {"what": "a byte altered", "sealed": data[:-2] + f"{int(data[-2:], 16) ^ 1:02x}"},
            {"what": "at another place", "aad": other.hex()},
            {"what": "another key", "key": bytes(32).hex()},
            {"what": "cut", "sealed": data[:40]},
        ]
        found += [{**good, **changed, "plain": None, "error": "CannotOpen"} for changed in spoiled]
    return found


def make_packed_parts() -> list[dict]:
    """Parts sealed with the clinical dictionary: whoever replaces or retrains it under the same number is stopped."""
    prefix = Device(1).write(1).entries[0].header[:PREFIX_SIZE]
    epoch = Epoch(b"epoch-01", 2, "route", bytes(range(32)))
    aad = prefix + b"\0" + epoch.id
    sealed = seal_part(PLAIN, epoch, aad=aad, random=random.Random(1).randbytes, dictionary=CLINICAL)
    base = {"key": epoch.key.hex(), "epoch": epoch.id.hex(), "aad": aad.hex()}
    return [{**base, "what": "dictionary 1", "how": "sealed", "plain": PLAIN.hex(), "sealed": sealed.hex()}]


def make_cards() -> list[dict]:
    device = Device(1)
    card = card_of(device)
    request = {"method": "PUT", "path": "/v1/feeds/00/0/0?x=1", "body": b"body"}
    moment = 1_543_104_000_000
    order = issue_order(ADMINISTRATOR.sign, kind=OrderKind.ERASE, administrator=ADMINISTRATOR_CARD, payload=b"places")
    cards = {
        None: card,
        "NotACard": card[:-1],
        "OtherMission": card[:4] + bytes(16) + card[20:],
        "BadCardSignature": card[:-1] + bytes([card[-1] ^ 1]),
        "CardExpired": card_of(device, until=date(2018, 1, 1)),
    }
    root = ROOT.verify_key.hex()
    found = [{"root": root, "today": "2018-11-25", "card": c.hex(), "error": error} for error, c in cards.items()]
    signed = sign_request(device.sign, **request, moment_ms=moment)
    found.append({"request": signed, "device": device.verify_key.hex(), **request, "body": "626f6479", "now": moment})
    found.append({"root": root, "today": "2018-11-25", "order": order.hex(), "payload": b"places".hex()})
    return found


def make_age_keys() -> list[dict]:
    secrets = [bytes(range(n, n + 32)) for n in (0, 100)]
    return [
        {
            "secret": secret.hex(),
            "identity": to_age_identity(secret),
            "recipient": to_age_recipient(crypto_scalarmult_base(secret)),
        }
        for secret in secrets
    ]


def make_acts() -> list[dict]:
    """Structural acts of every shape they ever travelled in, as a part's plain bytes, and what is read from them."""
    feed, moment = bytes(range(16)), 1_543_104_000_000
    place = {"feed": feed.hex(), "incarnation": 2, "sequence": 5, "reason": "stolen", "order": "0102"}
    old = [kinds.REVOCATION, 1, None, moment, None, [feed, 2, 5, "stolen", b"\1\2"]]
    heads = ((0, 9, bytes(32)), (2, 5, bytes(range(32))))
    new = s.DeviceRevocation(feed=feed, incarnation=2, sequence=5, reason="stolen", order=b"\1\2", heads=heads)
    named = encode_part(AdminPayload(kinds.REVOCATION, 1, None, moment, None, new))
    told = [[i, q, h.hex()] for i, q, h in heads]
    admitted = AdminPayload(kinds.READMISSION, 1, None, moment, None, s.EntryReadmission(entries=(feed,)))
    lifted = ClinicalPayload(
        kinds.REINSTATEMENT, 1, feed, feed, moment, 0, 7, feed, s.Reinstatement(reason="Sí era de ella")
    )
    given = {"epoch": feed[:8].hex(), "holder": feed.hex(), "box": "0102"}
    grant = [kinds.GRANT, 1, None, moment, None, [feed[:8], feed, b"\1\2"]]
    sealed = s.KeyGrant(epoch=feed[:8], holder=feed, box=b"\1\2", sealed_to=feed[8:])
    granted = encode_part(AdminPayload(kinds.GRANT, 1, None, moment, None, sealed))
    return [
        {"what": "a place", "plain": msgspec.msgpack.encode(old).hex(), "act": {**place, "heads": []}},
        {"what": "heads", "plain": named.hex(), "act": {**place, "heads": told}},
        {
            "what": "a reinstatement",
            "compartment": "care",
            "plain": encode_part(lifted).hex(),
            "act": {"reason": "Sí era de ella"},
        },
        {"what": "a readmission", "plain": encode_part(admitted).hex(), "act": {"entries": [feed.hex()], "reason": ""}},
        {"what": "a grant of old", "plain": msgspec.msgpack.encode(grant).hex(), "act": {**given, "sealed_to": ""}},
        {"what": "a grant", "plain": granted.hex(), "act": {**given, "sealed_to": feed[8:].hex()}},
        *_agenda_acts(feed, moment),
        *_referral_acts(feed, moment),
        *_hand_over_acts(feed, moment),
        *_reading_acts(feed, moment),
        *_signal_acts(feed, moment),
        *_arrival_acts(feed, moment),
        *_travel_acts(feed, moment),
    ]


def _arrival_acts(feed: bytes, moment: int) -> list[dict]:
    """Arrivals as they travelled before they had a number, and with the number and what was seen at the door."""
    before = ClinicalPayload(kinds.ARRIVAL, 1, feed, feed, moment, 0, 2, None, ("feet", False, "green", ""))
    numbered = s.Arrival(reason="injury", colour="red", ticket="B12", signs=("bleed", "trauma"))
    given = {"reason": "injury", "reserved": False, "colour": "red", "programme": "", "ticket": "B12"}
    return [
        {
            "what": "an arrival of old",
            "compartment": "care",
            "plain": msgspec.msgpack.encode(before).hex(),
            "act": {"reason": "feet", "reserved": False, "colour": "green", "programme": "", "ticket": "", "signs": []},
        },
        {
            "what": "an arrival with its number",
            "compartment": "care",
            "plain": encode_part(ClinicalPayload(kinds.ARRIVAL, 1, feed, feed, moment, 0, 2, feed, numbered)).hex(),
            "act": {**given, "signs": ["bleed", "trauma"]},
        },
    ]


def _agenda_acts(feed: bytes, moment: int) -> list[dict]:
    """Planned visits, open and reserved, what became of one, and a person who is expected."""
    planned = s.PlannedVisit(day=17_900, place=2, first=17_893, last=17_914, form="anc", schedule="anc")
    reserved = s.PlannedVisit(day=17_900, place=2, reserved=True)
    moved = s.PlannedVisitOutcome(state="moved", day=17_907)
    expected = s.ExpectedAt(place=2, day=17_900, last=17_905, party=feed)
    empty = {"first": None, "last": None, "form": "", "schedule": "", "reason": "", "reserved": False}
    told = {"day": 17_900, "place": 2}
    window = {"first": 17_893, "last": 17_914, "form": "anc", "schedule": "anc"}
    return [
        {"what": what, "compartment": "care", "plain": encode_part(payload).hex(), "act": act}
        for what, payload, act in (
            (
                "a planned visit",
                ClinicalPayload(kinds.PLANNED_VISIT, 1, feed, feed, moment, 0, 2, feed, planned),
                {**told, **empty, **window},
            ),
            (
                "a reserved visit",
                ClinicalPayload(kinds.PLANNED_VISIT, 1, None, feed, moment, 0, 2, feed, reserved),
                {**told, **empty, "reserved": True},
            ),
            (
                "a visit moved to another day",
                ClinicalPayload(kinds.PLANNED_VISIT_OUTCOME, 1, feed, feed, moment, 0, 2, feed, moved),
                {"state": "moved", "day": 17_907, "by": None},
            ),
            (
                "a person who is expected",
                ClinicalPayload(kinds.EXPECTED_AT, 1, feed, feed, moment, 0, 1, None, expected),
                {**told, "last": 17_905, "party": feed.hex()},
            ),
        )
    ]


def _reading_acts(feed: bytes, moment: int) -> list[dict]:
    """Who opened a chart, before prints were noted and since."""
    minute, rows = moment // 60_000, ((feed, feed, moment // 60_000),)
    old = [kinds.CHART_ACCESSES, 1, feed, None, moment, 0, 2, None, [rows]]
    sheets = ((feed, "card", feed, minute), (feed, "day_sheet", None, minute))
    new = ClinicalPayload(
        kinds.CHART_ACCESSES, 1, feed, None, moment, 0, 2, None, s.ChartAccesses(rows=rows, prints=sheets)
    )
    told = [[feed.hex(), feed.hex(), minute]]
    printed = [[feed.hex(), "card", feed.hex(), minute], [feed.hex(), "day_sheet", None, minute]]
    return [
        {
            "what": "readings of old",
            "compartment": "care",
            "plain": msgspec.msgpack.encode(old).hex(),
            "act": {"rows": told, "prints": []},
        },
        {
            "what": "readings and prints",
            "compartment": "care",
            "plain": encode_part(new).hex(),
            "act": {"rows": told, "prints": printed},
        },
    ]


def _travel_acts(feed: bytes, moment: int) -> list[dict]:
    """Somebody who joins a party, as it was written before and as it is, and who leaves one."""
    head = (1, feed, feed, moment, 0, 2, None)
    old = [kinds.TRAVEL_GROUP_MEMBER, *head, [feed, ""]]
    joins = s.TravelGroupMember(party=feed, relation="child", of=bytes(reversed(feed)))
    leaves = s.TravelGroupLeft(party=feed, reason="separated")
    joined = encode_part(ClinicalPayload(kinds.TRAVEL_GROUP_MEMBER, *head, joins))
    left = encode_part(ClinicalPayload(kinds.TRAVEL_GROUP_LEFT, *head, leaves))
    party = {"party": feed.hex()}
    return [
        {"what": what, "compartment": "care", "plain": plain.hex(), "act": act}
        for what, plain, act in (
            ("a companion of old", msgspec.msgpack.encode(old), {**party, "relation": "", "of": None}),
            ("a companion", joined, {**party, "relation": "child", "of": bytes(reversed(feed)).hex()}),
            ("a parting", left, {**party, "reason": "separated"}),
        )
    ]


def _referral_acts(feed: bytes, moment: int) -> list[dict]:
    """An act on a referral, and what is known of a partner."""
    step = o.ReferralStep(act="decline", reason="full", note="Hasta el lunes", post=6)
    moved = ClinicalPayload(kinds.REFERRAL_STEP, 1, feed, None, moment, 0, 6, feed, step)
    known = o.DirectoryEntry(
        code="p-1", name="Hospital", kind="hosp", area="Tenosique", services=("obst",), hours="24 h",
        languages=("es", "tzh"), cost="free", papers="Ninguno", contact="Trabajo social", verified=17_860, closed=True,
    )  # fmt: skip
    listed = AdminPayload(kinds.DIRECTORY_ENTRY, 1, feed, moment, None, known)
    return [
        {
            "what": "a step of a referral",
            "compartment": "care",
            "plain": encode_part(moved).hex(),
            "act": {"act": "decline", "reason": "full", "note": "Hasta el lunes", "post": 6},
        },
        {
            "what": "a partner",
            "plain": encode_part(listed).hex(),
            "act": {
                **{name: getattr(known, name) for name in known.__struct_fields__},
                "services": ["obst"],
                "languages": ["es", "tzh"],
            },
        },
    ]


def _hand_over_acts(feed: bytes, moment: int) -> list[dict]:
    """A hand-over, one whose reason is sealed, and a person who waits again as before."""
    empty = {"trade": "", "reason": "", "reserved": False}
    return [
        {
            "what": what,
            "compartment": "care",
            "plain": encode_part(
                ClinicalPayload(kinds.HAND_OVER, 1, author, feed, moment, 0, 2, feed, s.HandOver(**act))  # type: ignore[arg-type]
            ).hex(),
            "act": {**empty, **act},
        }
        for what, author, act in (
            ("a hand-over", feed, {"trade": "nurse", "reason": "Curación mañana"}),
            ("a hand-over with a sealed reason", None, {"trade": "psychologist", "reserved": True}),
            ("a person who waits again", feed, {}),
        )
    ]


def _signal_acts(feed: bytes, moment: int) -> list[dict]:
    """What stands beside the form of a signal, and acts on one."""
    empty = {"risk": "", "response": [], "reason": "", "note": ""}
    beside = o.SignalStep(act="record", note="Cinco personas vomitan en el patio")
    judged = o.SignalStep(act="assess", risk="high", response=("team", "samples"))
    dropped = o.SignalStep(act="discard", reason="known")
    return [
        {
            "what": what,
            "plain": encode_part(AdminPayload(kinds.SIGNAL_STEP, 1, feed, moment, refers, act)).hex(),
            "act": {"act": act.act, **empty, **told},
        }
        for what, refers, act, told in (
            ("a signal that is recorded", None, beside, {"note": "Cinco personas vomitan en el patio"}),
            ("a signal that is assessed", feed, judged, {"risk": "high", "response": ["team", "samples"]}),
            ("a signal that is discarded", feed, dropped, {"reason": "known"}),
        )
    ]


def make_assertions() -> list[dict]:
    """What is asserted about a person, as the plain bytes of a care part: values, an emptied field, rows removed by name."""
    seen, moment, author, person = bytes(range(16)), 1_543_104_000_000, bytes(range(16, 32)), bytes(range(32, 48))
    bodies: dict[str, dict] = {
        "a registration": {1: {2: "Wilmer", 3: "Mejía", 24: [{1: "penicillin", 3: ["rash"]}]}},
        "a surname emptied": {1: {3: None}, 0: {0: [seen]}},
        "an allergy in place of another": {
            1: {24: [{1: "sulfa"}]},
            0: {0: [seen], 1: {24: [{1: "penicillin", 3: ["rash"]}]}},
        },
    }
    return [
        {
            "what": what,
            "plain": encode_part(ClinicalPayload(kinds.PERSON, 1, author, person, moment, 0, 1, None, body)).hex(),
            "fields": sorted(body[1]),
            "emptied": sorted(number for number, value in body[1].items() if value is None),
            "seen": [one.hex() for one in body.get(0, {}).get(0, ())],
            "removed": sorted(body.get(0, {}).get(1, ())),
        }
        for what, body in bodies.items()
    ]


def make_posts() -> list[dict]:
    """Foundings of each age as plain bytes: before a post had a time zone, with one, with a public side, and as a
    demonstration."""
    moment, networks, zone = 1_543_104_000_000, (("route", {"es": "Ruta"}),), "America/Tijuana"
    bare = [1, "tijuana", "Tijuana", "emergency", "02004", ["route"], ["opd"], "Baja California"]
    zoned = [1, "tijuana", "Tijuana", "emergency", "02004", ["route"], [], "", zone]
    no_zone = [kinds.FOUNDING, 1, None, moment, None, ["México", bytes(32), networks, [bare]]]
    no_public = [kinds.FOUNDING, 1, None, moment, None, ["México", bytes(32), networks, [zoned]]]
    side = s.PublicSide(
        precision="municipality", entity="02", titles={"es": "Tijuana"}, opened="2018-12", closed="",
        services=(("wash", "2018-12", ""),), partners=("moh",), population=("migrants",),
    )  # fmt: skip
    post = s.FoundedPost(
        number=1, id="tijuana", name="Tijuana", kind="emergency", municipality="02004", networks=("route",),
        zone=zone, public=side,
    )  # fmt: skip
    event = s.MissionEvent(
        id="tijuana_2018", date="2018-12", kind="emergency", text={"es": "Equipo"}, places=("tijuana",)
    )
    account = s.MissionAccount(
        as_of="2018-12-31", lists=(("service", (("wash", {"es": "Agua"}),)),), partners=(("moh", {"es": "Salud"}),),
        events=(event,),
    )  # fmt: skip
    told = msgspec.structs.replace(account, demonstration=True)
    act = s.Founding(name="México", root=bytes(32), networks=networks, posts=(post,), account=told)
    new = encode_part(AdminPayload(kinds.FOUNDING, 1, None, moment, None, act))
    written = msgspec.msgpack.decode(new)
    written[-1][-1].pop()  # before an account could say that all is invented
    no_demonstration = msgspec.msgpack.encode(written)
    return [
        {"what": "no zone", "plain": msgspec.msgpack.encode(no_zone).hex(), "zones": ["America/Mexico_City"]},
        {"what": "zone", "plain": msgspec.msgpack.encode(no_public).hex(), "zones": [zone]},
        {"what": "public side", "plain": no_demonstration.hex(), "zones": [zone]},
        {"what": "demonstration", "plain": new.hex(), "zones": [zone]},
    ]


def make_places() -> list[dict]:
    """Orders about places as plain bytes, and what is read from them."""
    number, period, moment, day = 0x1234_5678_9ABC, bytes(range(16)), 1_543_104_000_000, 17_860
    side = s.PublicSide(precision="state", entity="28")
    acts: list[tuple[int, s.Act]] = [
        (kinds.PLACE_ADDED, p.PlaceAdded(
            number=number, name="Colonia Nueva", kind="mobile_stop", networks=("route",), municipality="28032",
            zone="America/Matamoros", opened=day, public=side,
        )),
        (kinds.PLACE_CHANGED, p.PlaceChanged(number=7, name="La 72", kind="shelter_clinic", municipality="27017")),
        (kinds.PLACE_CLOSED, p.PlaceClosed(number=number, since=day, reason="obras")),
        (kinds.PLACE_REOPENED, p.PlaceReopened(number=number, since=day + 7)),
        (kinds.PLACE_SERVICE, p.PlaceService(
            period=period, number=number, service="primary_care", since=day, until=day + 30, weekdays=0b0010101,
            state="reduced", note="Equipo 1",
        )),
        (kinds.PLACE_SERVICE_CANCELLED, p.PlaceServiceCancelled(period=period, number=number, reason="error")),
        (kinds.DEVICE_PLACES, p.DevicePlaces(feed=bytes(16), places=(7, number))),
    ]  # fmt: skip
    return [
        {
            "what": kinds.KINDS[kind].name,
            "plain": encode_part(AdminPayload(kind, 1, period, moment, bytes(16), act)).hex(),
            "act": _in_hex(msgspec.to_builtins(act, builtin_types=(bytes,))),
        }
        for kind, act in acts
    ]


def make_choices() -> list[dict]:
    """What a person decided, in Haitian Creole by a guardian; and the order by which the entries of a person are dropped."""
    feed, moment = bytes(range(16)), 1_543_104_000_000
    said = c.PersonChoice(
        answers=(("care", "y"), ("share", "n")), text="1", language="ht", said_by="guardian", replaces=(feed,)
    )
    order = c.Erasure(subject=bytes(range(32)), entries=(feed, feed[::-1]), signer=feed, signature=bytes(range(64)))
    done = c.PersonChoice(answers=(("forgetting", "done"),), erasure=order)
    parts = (
        ("care", said, ClinicalPayload(kinds.CHOICE, 1, feed, feed, moment, 0, 2, None, said)),
        ("facts", done, FactsPayload(kinds.CHOICE, 1, 2, 17_900, None, "", "", "", "", feed, done)),
    )
    return [
        {
            "compartment": home,
            "plain": encode_part(payload).hex(),
            "act": _in_hex(msgspec.to_builtins(act, builtin_types=(bytes,))),
        }
        for home, act, payload in parts
    ]


def _in_hex(value: object) -> object:
    if isinstance(value, list | tuple):
        return [_in_hex(one) for one in value]
    return value.hex() if isinstance(value, bytes) else value


_COMPRESSED = frozenset({"parts", "packed_parts"})
MAKERS = {
    "headers": make_headers,
    "chains": make_chains,
    "heads": make_heads,
    "segments": make_segments,
    "parts": make_parts,
    "packed_parts": make_packed_parts,
    "cards": make_cards,
    "age_keys": make_age_keys,
    "acts": make_acts,
    "assertions": make_assertions,
    "posts": make_posts,
    "places": make_places,
    "choices": make_choices,
}

if __name__ == "__main__":
    sys.exit(main())
