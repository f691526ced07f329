"""What was being typed when the post was locked: sealed to this computer at once, opened when it is open again.

A form that is sent to a locked post is not read by the supervisor, which holds no key and never sees what was typed.
A process that lives for this one form (`form_keeper`) seals it to a public key, writes it here and ends. The secret
half derives from the master key, so only an open worker reads it; there it becomes a draft of the colleague who had
opened the page.

    home/typed/key            the public key, written by every worker
    home/typed/net-<name>     one form each, at most 64 kB; the same page takes its own place

Files are not kept: the person who sent one is asked to choose it again.

A stranger on the Wi-Fi can send such forms too: few are kept, those of the keyboard apart, each for twelve hours at
most, and what names no colleague of this mission is deleted unread.
"""

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl

import msgspec
from nacl.public import PrivateKey, SealedBox

from posta.clock import SystemClock
from posta.errors import StorageError
from posta.node.http.multipart import has_file, list_parts
from posta.node.http.request_head import FORM, WITH_FILES
from posta.node.http.return_page import KeptForm
from posta.node.storage.private_file import make_private_folder, write_private
from posta.seal.errors import SealError
from posta.seal.keys import derive_key, seal_to

FOLDER, PUBLIC_KEY = "typed", "key"
LONGEST = 64 * 1024
MOST = 8  # of the keyboard, and of the network
MOST_FIELDS = 2000
KEPT_SECONDS = 12 * 3600
HERE, NETWORK = "here", "net"
TOKEN = "token"
_LABEL = "posta/1/typed"


class UnsentForm(msgspec.Struct, frozen=True):
    """A form as it was sent: the address it went to, and its fields."""

    address: str
    fields: dict[str, list[str]]

    def __repr__(self) -> str:
        return object.__repr__(self)


@dataclass(frozen=True, slots=True, repr=False)
class UnsentFormFolder:
    """Where such forms are kept, of the keyboard or of the network."""

    home: Path = field(repr=False)
    origin: str = NETWORK

    @property
    def folder(self) -> Path:
        """Return the folder of the home."""
        return self.home / FOLDER

    def list_files(self) -> list[Path]:
        """Return the files of this origin, the oldest first."""
        return sorted(self.folder.glob(f"{self.origin}-*"), key=lambda each: each.stat().st_mtime)


def write_sealing_key(home: Path, master: bytes) -> None:
    """Write the public key to which forms are sealed while the post is locked."""
    public = bytes(_secret(master).public_key)
    path = home / FOLDER / PUBLIC_KEY
    if not path.exists() or path.read_bytes() != public:
        make_private_folder(home / FOLDER)
        write_private(path, public)


def seal_unsent_form(place: UnsentFormFolder, address: str, body: bytes, kind: str = FORM) -> KeptForm:
    """Seal a posted form of this content type and keep it, without the files it brings.

    Returns KeptForm.LOST when there is no room or no key, or it is no form.
    """
    form = parse_unsent_form(address, body, kind)
    try:
        if form is None or not _make_room(place, _name(place, form)):
            return KeptForm.LOST
        sealed = seal_to((place.folder / PUBLIC_KEY).read_bytes(), msgspec.msgpack.encode(form))
        write_private(place.folder / _name(place, form), sealed)
    except (OSError, StorageError, SealError):
        return KeptForm.LOST
    return KeptForm.WITHOUT_FILE if has_file(body, kind) else KeptForm.TYPED


def parse_unsent_form(address: str, body: bytes, kind: str = FORM) -> UnsentForm | None:
    """Return a posted form, or None for what is none or is too long.

    >>> parse_unsent_form("/work/wash", b"note=agua&note=") and parse_unsent_form("/work/wash", b"note=agua").fields
    {'note': ['agua']}
    """
    if len(body) > LONGEST:
        return None
    fields: dict[str, list[str]] = {}
    try:
        for name, value in _pairs_in(body, kind):
            fields.setdefault(name, []).append(value)
    except ValueError:
        return None
    return UnsentForm(address, fields) if fields else None


def _pairs_in(body: bytes, kind: str) -> list[tuple[str, str]]:
    """Return the fields of a form in their order. Raises ValueError for what is none."""
    if not kind.lower().startswith(WITH_FILES):
        return parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    parts = list_parts(body, kind)
    return [(part.name, part.value.decode()) for part in parts if part.file is None]


def pop_unsent_forms(home: Path, master: bytes) -> Iterator[UnsentForm]:
    """Return each form that waits, and remove it; what is too old or opens to nobody goes unread."""
    box = SealedBox(_secret(master))
    for origin in (HERE, NETWORK):
        for path in UnsentFormFolder(home, origin).list_files():
            with suppress(Exception):  # noqa: BLE001  a stranger may have written it: whatever it is, it is thrown away
                yield msgspec.msgpack.decode(box.decrypt(path.read_bytes()), type=UnsentForm)
            path.unlink(missing_ok=True)


def _make_room(place: UnsentFormFolder, name: str) -> bool:
    files = place.list_files()
    oldest = SystemClock().millis() / 1000 - KEPT_SECONDS
    for path in [each for each in files if each.stat().st_mtime < oldest]:
        path.unlink(missing_ok=True)
        files.remove(path)
    return len(files) < MOST or place.folder / name in files


def _name(place: UnsentFormFolder, form: UnsentForm) -> str:
    page = "".join(form.fields.get(TOKEN, ())[:1])
    which = page or form.address
    return f"{place.origin}-{hashlib.sha256(which.encode()).hexdigest()[:16]}"


def _secret(master: bytes) -> PrivateKey:
    return PrivateKey(derive_key(master, _LABEL))
