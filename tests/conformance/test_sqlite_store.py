"""The SQLite store against the suite of relay stores."""

import shutil
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlite

from posta.relay.errors import StoreBroken
from posta.relay.storage import sqlite_store
from posta.relay.storage.sqlite_store import SqliteStore
from posta.relay.storage.store_protocol import Quota
from tests.conformance.feedmaker import Device
from tests.conformance.relay_store_suite import RelayStoreSuite, put


class TestSqliteStore(RelayStoreSuite):
    def open_store(self, home: Path, quota: Quota | None = None) -> SqliteStore:
        return SqliteStore(home / "relay.db", quota)

    def wipe(self, home: Path) -> None:
        for path in home.glob("relay.db*"):
            path.unlink()

    def keep_copy(self, home: Path) -> None:
        shutil.copy(home / "relay.db", home / "yesterday")

    def bring_back(self, home: Path) -> None:
        self.wipe(home)
        shutil.move(home / "yesterday", home / "relay.db")

    def child_code(self, home: Path) -> str:
        path = str(home / "relay.db")
        return f"from posta.relay.storage.sqlite_store import SqliteStore\nstore = SqliteStore({path!r})\n"

    def test_settings_then_durable_and_forgetting(self, store):
        db = store._db
        told = [db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous", "secure_delete")]
        assert told == ["wal", 2, 1]

    def test_old_sqlite_then_refused(self, tmp_path, monkeypatch):
        monkeypatch.setattr(sqlite_store.sqlite, "sqlite_version_info", (3, 40, 1))
        with pytest.raises(StoreBroken):
            self.open_store(tmp_path)

    def test_full_disk_then_said_so_and_nothing_is_half_saved(self, store):
        device = Device(1).write(300)
        put(store, device, 0, 20)
        store._db.execute("PRAGMA max_page_count=30")
        with pytest.raises(StoreBroken):
            put(store, device, 20, 276)
        store._db.execute("PRAGMA max_page_count=100000")
        assert [tip.sequence for tip in store.list_tips()] == [19]
        put(store, device, 20, 276)
        assert [tip.sequence for tip in store.list_tips()] == [275]

    def test_tip_moved_by_another_hand_then_nothing_is_saved(self, store, monkeypatch):
        device = Device(1).write(3)
        put(store, device, 0, 1)
        monkeypatch.setattr(sqlite_store, "_MOVE", sqlite_store._MOVE + " AND 0")
        with pytest.raises(StoreBroken):
            put(store, device, 1)
        assert sum(1 for _ in store.describe()) == 1

    def test_version_in_use_is_safe(self):
        assert sqlite.sqlite_version_info >= sqlite_store.OLDEST_SAFE
