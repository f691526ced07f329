"""A colleague's private keys on the road: closed under their five words, carried by the admin feed to every post.

One salt for the mission, so that one run of Argon2id is enough to try the words on every colleague. A holder of the
admin key could guess words offline; five generated words are 64.6 bits, which makes that hopeless (security page,
G5).
"""

from hashlib import blake2b

from posta.ids import StaffId
from posta.ledger.row_types import Cursor
from posta.mission.errors import NotOfThisMission
from posta.mission.posts import find_mission
from posta.seal.keys import NotForUs, PersonKeys, Random, unwrap_secret, wrap_secret
from posta.seal.passphrase_kdf import derive_passphrase_key
from posta.seal.slots import Parameters

KDF_PARAMETERS = [Parameters()]
_LABEL = "posta/1/wrapped-keys"


def mission_salt(cursor: Cursor) -> bytes:
    """Return the salt of this mission's words. Raises NotOfThisMission before a mission is known."""
    mission = find_mission(cursor)
    if mission is None:
        raise NotOfThisMission("no_mission_yet")
    return blake2b(mission[1], digest_size=16, person=b"posta/salt").digest()


def wrap_keys(keys: PersonKeys, words: str, salt: bytes, *, random: Random) -> bytes:
    """Return a person's private keys closed under the key that the words give."""
    return wrap_secret(_derive_key(words, salt), keys.to_bytes(), label=_LABEL, random=random)


def get_wrapped_keys(cursor: Cursor, staff: StaffId) -> bytes:
    """Return a colleague's closed keys as they were last ordered; empty where they never travelled."""
    row = cursor.execute("SELECT wrapped FROM mission_staff WHERE staff = ?", (staff,)).fetchone()
    return row[0] if row else b""


def find_by_passphrase(cursor: Cursor, words: str) -> tuple[StaffId, PersonKeys] | None:
    """Return the colleague whose keys these words open."""
    key = _derive_key(words, mission_salt(cursor))
    for staff, wrapped in cursor.execute("SELECT staff, wrapped FROM mission_staff WHERE wrapped <> x''").fetchall():
        try:
            return StaffId(staff), PersonKeys.from_bytes(unwrap_secret(key, wrapped, label=_LABEL))
        except NotForUs:
            continue
    return None


def _derive_key(words: str, salt: bytes) -> bytes:
    cost = KDF_PARAMETERS[0]
    return derive_passphrase_key(words, salt, memory_kib=cost.memory_kib, time_cost=cost.time_cost)
