"""The encrypted database under Django: the file, the pragmas, the errors."""

import os
import stat
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from sqlcipher3 import dbapi2

from posta.errors import StorageError
from posta.node.storage import database, database_keys
from posta.node.storage.sqlcipher.base import open_encrypted


def database_file() -> Path:
    return Path(connection.settings_dict["NAME"])


@pytest.mark.django_db(transaction=True)
def test_file_when_written_is_noise_and_private():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE canary (word text)")
        cursor.execute("INSERT INTO canary VALUES (%s)", ["Tenosique-canary"])
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw = database_file().read_bytes()
    assert b"SQLite" not in raw[:16]
    assert b"canary" not in raw
    assert stat.S_IMODE(os.stat(database_file()).st_mode) == 0o600
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE canary")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("secure_delete", 1),
        ("trusted_schema", 0),
        ("temp_store", 2),
        ("foreign_keys", 1),
        ("cache_size", -32000),
    ],
)
def test_connection_when_opened_has_the_pragma(pragma, value):
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {pragma}")
        assert cursor.fetchone()[0] == value


@pytest.mark.django_db
def test_what_is_asked_again_and_again_is_prepared_once():
    """A morning's few hundred statements filled the driver's cache, and then every act prepared all of its own anew."""
    prepared: list[tuple] = []
    questions = [f"SELECT name FROM sqlite_schema LIMIT {n}" for n in range(10)]
    connection.ensure_connection()
    connection.connection.set_authorizer(lambda *asked: prepared.append(asked) or dbapi2.SQLITE_OK)
    with connection.cursor() as cursor:
        for question in [*(f"SELECT {n}" for n in range(300)), *questions]:
            cursor.execute(question)
        prepared.clear()
        for question in questions:
            cursor.execute(question)
    connection.connection.set_authorizer(None)
    assert prepared == []


@pytest.mark.django_db
def test_parameters_when_positional_named_or_many_reach_the_engine():
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s || '%%', %s", ["a", 2])
        assert cursor.fetchone() == ("a%", 2)
        cursor.execute("SELECT %(one)s, %(two)s", {"one": 1, "two": "b"})
        assert cursor.fetchone() == (1, "b")
        cursor.execute("CREATE TEMP TABLE many (a int, d date, t datetime, ok bool)")
        day, moment = date(2018, 11, 25), datetime(2018, 11, 25, 6, tzinfo=UTC)
        cursor.executemany("INSERT INTO many VALUES (%s, %s, %s, %s)", ([n, day, moment, n == 1] for n in range(3)))
        cursor.executemany("INSERT INTO many (a) VALUES (%(n)s)", [{"n": 9}])
        cursor.execute("SELECT d, t, ok FROM many ORDER BY a")
        assert cursor.fetchall()[1] == (day, moment, True)


@pytest.mark.django_db
def test_errors_keep_their_django_classes():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE once (a int unique)")
        cursor.execute("INSERT INTO once VALUES (1)")
        with pytest.raises(IntegrityError), transaction.atomic():
            cursor.execute("INSERT INTO once VALUES (1)")
        with pytest.raises(OperationalError, match="no such table"), transaction.atomic():
            cursor.execute("SELECT * FROM nowhere")


def test_connect_when_the_key_is_wrong_is_a_damaged_database(tmp_path):
    path = tmp_path / "a.db"
    opened = open_encrypted(bytes(32), database=path)
    opened.execute("CREATE TABLE t (a)")
    opened.close()
    with pytest.raises(dbapi2.DatabaseError) as caught:
        open_encrypted(b"1" * 32, database=path)
    assert isinstance(database.to_storage_error(caught.value), database.DamagedDatabase)


def test_quick_check_when_one_bit_flips_names_the_page(tmp_path):
    path = tmp_path / "a.db"
    opened = open_encrypted(bytes(32), database=path, isolation_level=None)
    opened.execute("CREATE TABLE t (a)")
    opened.executemany("INSERT INTO t VALUES (?)", ((os.urandom(500),) for _ in range(200)))
    assert database.list_damage(opened.cursor()) == ()
    opened.close()
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 4
    path.write_bytes(raw)
    assert database.list_damage(open_encrypted(bytes(32), database=path).cursor())


@pytest.mark.parametrize("version", ["3.40.1", "3.51.2", "3.52.0"])
def test_engine_when_it_can_lose_records_is_refused(version):
    with pytest.raises(database.UnsafeSqlite, match=version):
        database.check_sqlite_version(version)


@pytest.mark.parametrize("version", ["3.51.3", "3.53.4", "3.100.0"])
def test_engine_when_mended_is_accepted(version):
    database.check_sqlite_version(version)


def test_disk_errors_are_also_django_errors_so_that_atomic_rolls_back():
    error = dbapi2.OperationalError("database or disk is full")
    error.sqlite_errorcode = 13
    trouble = database.to_storage_error(error)
    assert isinstance(trouble, StorageError)
    assert isinstance(trouble, OperationalError)
    assert database.is_disk_full(trouble)
    assert database.is_disk_full(OSError(28, "no room"))
    assert not database.is_disk_full(ValueError())
    assert database.to_storage_error(dbapi2.OperationalError("locked")) is None


@pytest.mark.parametrize("code", [10, 10 | 19 << 8, 10 | 21 << 8, 14])
def test_what_fails_for_want_of_room_is_called_full_and_else_failing(code, monkeypatch):
    """SQLite says "disk I/O error" when the index of its log cannot grow; the screen said that the disk fails."""
    error = dbapi2.OperationalError("disk I/O error")
    error.sqlite_errorcode = code
    for room, kind in ((0, database.FullDisk), (1 << 30, database.FailingDisk)):
        monkeypatch.setattr(database, "free_space", lambda path, room=room: room)
        assert type(database.to_storage_error(error)) is kind


def test_keyring_when_nothing_is_held_is_locked(settings):
    settings.POSTA_DATABASE_KEY = ""
    with pytest.raises(database_keys.Locked, match="locked"):
        database_keys.database_key("elsewhere")
    database_keys.hold_database_key("elsewhere", bytes(range(32)))
    assert database_keys.database_key("elsewhere") == bytes(range(32))
    database_keys.drop_database_key("elsewhere")
    with pytest.raises(database_keys.Locked):
        database_keys.database_key("elsewhere")
    with pytest.raises(database_keys.BadDatabaseKey):
        database_keys.hold_database_key("elsewhere", b"short")


def test_free_space_when_the_file_is_not_there_yet_looks_at_its_folder(tmp_path):
    assert database.free_space(tmp_path / "not-yet.db") > 0
