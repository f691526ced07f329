"""Backups: made while the node runs, opened by who should, refused when not whole, restored into a new home."""

import os
import stat
from contextlib import closing
from pathlib import Path

import pyrage
import pytest

from posta.errors import PostaError
from posta.ids import StaffId
from posta.node.identity import device, unlock
from posta.node.identity.device_file import PublicFacts
from posta.node.storage.sqlcipher.base import open_encrypted
from posta.node.upkeep import node_backup
from posta.node.upkeep.node_backup import make_backup, restore_backup
from posta.seal.recovery_words import NotRecoveryWords, recovery_identity
from tests.cheap_passphrases import TINY
from tests.unit.node.conftest import WORDS, opened_of


@pytest.fixture
def database(home, made):
    key = device.database_key(made.unlocked.master)
    with closing(open_encrypted(key, database=home / "node.db", isolation_level=None)) as opened:
        opened.execute("CREATE TABLE act (word text)")
        opened.execute("BEGIN")
        opened.executemany("INSERT INTO act VALUES (?)", ((f"canary-{n}-{'x' * 300}",) for n in range(500)))
        opened.execute("COMMIT")
        yield opened


@pytest.fixture
def file(home, made, database, tmp_path) -> Path:
    return make_backup(home, opened_of(made), tmp_path / "node.posta-backup", []).file


def words_in(home: Path, master: bytes) -> int:
    with closing(open_encrypted(device.database_key(master), database=home / "node.db")) as opened:
        return opened.execute("SELECT count(*) FROM act").fetchone()[0]


def test_backup_when_restored_with_the_ten_words_is_the_same_node(home, made, file, tmp_path):
    restored = restore_backup(file, made.recovery_words, tmp_path / "new", WORDS)
    assert restored == made.unlocked
    assert words_in(tmp_path / "new", restored.master) == 500
    assert unlock.unlock(tmp_path / "new", WORDS) == made.unlocked
    assert device.read_public_facts(tmp_path / "new") == device.read_public_facts(home)


def test_backup_when_restored_is_marked_to_begin_a_new_incarnation(made, file, tmp_path):
    restore_backup(file, made.recovery_words, tmp_path / "new", WORDS)
    assert device.needs_new_incarnation(tmp_path / "new")
    names = {item.name for item in (tmp_path / "new").iterdir()}
    assert names == {"node.db", "slots", "device.keys", "device.toml", "restored", "backups"}
    assert stat.S_IMODE((tmp_path / "new" / "node.db").stat().st_mode) == 0o600


def test_backup_when_made_for_custodians_opens_with_any_of_their_keys(home, made, database, tmp_path):
    custodians = [pyrage.x25519.Identity.generate() for _ in range(2)]
    note = make_backup(home, opened_of(made), tmp_path / "b", [str(one.to_public()) for one in custodians])
    assert note.recipients == 3
    assert note.size == (tmp_path / "b").stat().st_size > note.database_size
    for number, custodian in enumerate(custodians):
        restore_backup(tmp_path / "b", str(custodian), tmp_path / f"new{number}", WORDS)


def test_backup_when_looked_at_shows_nothing_and_leaves_no_copy(home, made, file):
    raw = file.read_bytes()
    for secret in (b"canary", b"SQLite", made.unlocked.master, made.unlocked.device.seed):
        assert secret not in raw
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list((home / "backups").iterdir()) == []
    assert [item.name for item in file.parent.iterdir() if item.name.endswith(".part")] == []


def test_backup_when_somebody_writes_meanwhile_holds_what_was_committed_before(home, made, database, tmp_path):
    database.execute("BEGIN IMMEDIATE")
    database.execute("INSERT INTO act VALUES ('not committed')")
    make_backup(home, opened_of(made), tmp_path / "b", [])
    database.execute("COMMIT")
    restored = restore_backup(tmp_path / "b", made.recovery_words, tmp_path / "new", WORDS)
    assert words_in(tmp_path / "new", restored.master) == 500


def test_backup_when_no_words_are_remembered_opens_for_a_named_person_with_new_keys(made, file, tmp_path):
    with pytest.raises(node_backup.UnknownPassphrase):
        restore_backup(file, made.recovery_words, tmp_path / "new", "forgotten")
    assert not (tmp_path / "new").exists()
    staff = StaffId(b"N" * 16)
    cheap = TINY
    restored = restore_backup(
        file, made.recovery_words, tmp_path / "new", "nuevas palabras", staff=staff, parameters=cheap
    )
    assert restored.staff == staff
    assert restored.device == made.unlocked.device
    assert restored.person != made.unlocked.person
    assert unlock.unlock(tmp_path / "new", "nuevas palabras") == restored
    assert unlock.unlock(tmp_path / "new", WORDS) is None


DAMAGES = {
    "empty": lambda raw: b"",
    "something else": lambda raw: b"nonsense " * 99,
    "cut in the age head": lambda raw: raw[:120],
    "cut in the middle": lambda raw: raw[: len(raw) // 2],
    "last bytes missing": lambda raw: raw[:-1],
    "one bit": lambda raw: raw[:9999] + bytes([raw[9999] ^ 1]) + raw[10000:],
    "bytes added": lambda raw: raw + b"\0",
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_backup_when_cut_or_altered_is_refused_and_leaves_nothing(made, file, tmp_path, damage):
    (tmp_path / "bad").write_bytes(DAMAGES[damage](file.read_bytes()))
    with pytest.raises(node_backup.DamagedBackup):
        restore_backup(tmp_path / "bad", made.recovery_words, tmp_path / "new", WORDS)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    "content",
    [b"", b"PSBK", b"XXXX\x01\0\0\0\1{", b"PSBK\x09\0\0\0\2{}", b"PSBK\x01\0\0\0\2{}", b"PSBK\x01\xff\xff\xff\xff"],
)
def test_backup_when_its_content_was_never_ours_is_refused(made, home, tmp_path, content):
    recipient = pyrage.x25519.Recipient.from_str(device.read_public_facts(home).recovery)
    (tmp_path / "bad").write_bytes(pyrage.encrypt(content, [recipient]))
    with pytest.raises(node_backup.DamagedBackup):
        restore_backup(tmp_path / "bad", made.recovery_words, tmp_path / "new", WORDS)


def test_backup_when_the_key_is_another_says_so(file, tmp_path):
    other = str(pyrage.x25519.Identity.generate())
    with pytest.raises(node_backup.WrongIdentity):
        restore_backup(file, other, tmp_path / "new", WORDS)
    with pytest.raises(node_backup.WrongIdentity):
        restore_backup(file, "AGE-SECRET-KEY-1NOTONE", tmp_path / "new", WORDS)
    with pytest.raises(NotRecoveryWords):
        restore_backup(file, "only three words", tmp_path / "new", WORDS)


def test_backup_when_missing_or_the_home_is_used_says_so(home, made, file, tmp_path):
    with pytest.raises(node_backup.DamagedBackup, match="no backup"):
        restore_backup(tmp_path / "nowhere", made.recovery_words, tmp_path / "new", WORDS)
    with pytest.raises(node_backup.HomeInUse):
        restore_backup(file, made.recovery_words, home, WORDS)
    assert unlock.unlock(home, WORDS) is not None


def test_backup_when_nobody_could_open_it_is_not_made(home, made, database, tmp_path):
    with pytest.raises(node_backup.NoRecipient):
        make_backup(home, opened_of(made), tmp_path / "b", ["age1nonsense"])
    device.write_public_facts(home, PublicFacts("es"))
    with pytest.raises(node_backup.NoRecipient):
        make_backup(home, opened_of(made), tmp_path / "b", [])
    assert not (tmp_path / "b").exists()


def test_backup_when_the_database_is_damaged_is_refused(home, made, database, tmp_path):
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw = bytearray((home / "node.db").read_bytes())
    raw[len(raw) // 2] ^= 1
    (home / "node.db").write_bytes(raw)
    with pytest.raises(PostaError):
        make_backup(home, opened_of(made), tmp_path / "b", [])
    assert not (tmp_path / "b").exists()


def test_progress_when_watched_comes_to_its_end_in_each_step(home, made, database, tmp_path):
    ends: dict[str, tuple[int, int]] = {}

    def progress(step: str, done: int, total: int) -> None:
        ends[step] = (done, total)

    make_backup(home, opened_of(made), tmp_path / "b", [], progress=progress)
    restore_backup(tmp_path / "b", made.recovery_words, tmp_path / "new", WORDS, progress=progress)
    assert set(ends) == {"copy", "encrypt", "verify", "decrypt", "restore"}
    assert all(done == total for done, total in ends.values())


def test_recovery_words_when_made_into_a_key_are_a_valid_age_identity(made, home):
    identity = pyrage.x25519.Identity.from_str(recovery_identity(made.recovery_words.upper()))
    assert str(identity.to_public()) == device.read_public_facts(home).recovery
    assert len(made.recovery_words.split()) == 10


def test_target_when_it_exists_is_replaced_only_by_a_whole_backup(home, made, file, database, tmp_path, monkeypatch):
    before = file.read_bytes()
    monkeypatch.setattr(node_backup, "write_backup_file", lambda *a: (_ for _ in ()).throw(OSError(28, "full")))
    with pytest.raises(PostaError, match="full"):
        make_backup(home, opened_of(made), file, [])
    assert file.read_bytes() == before
    assert os.listdir(home / "backups") == []
