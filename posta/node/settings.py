"""Local facts of this device, by name: the hybrid clock's maximum, last meetings with peers, windows.

Plain SQL: every page asks for several, and the ORM takes ten times as long.

>>> put_setting("clock.maximum", 101185061650432)
>>> get_setting("clock.maximum")
101185061650432
"""

import json
from typing import Any

from django.db import connection

Value = str | int | float | bool | list[Any] | dict[str, Any]


def get_setting(name: str, default: Any = None) -> Any:
    """Return what was last put under this name, or the default."""
    with connection.cursor() as cursor:
        row = cursor.execute("SELECT value FROM node_setting WHERE name = %s", [name]).fetchone()
    return default if row is None else json.loads(row[0])


def get_settings(*names: str) -> dict[str, Any]:
    """Return what is kept under each of these names that has something, in one query."""
    if not names:
        return {}
    with connection.cursor() as cursor:
        sql = "SELECT name, value FROM node_setting WHERE name IN (SELECT value FROM json_each(%s))"
        rows = cursor.execute(sql, [json.dumps(names)]).fetchall()
    return {name: json.loads(value) for name, value in rows}


def has_setting(name: str, cursor: Any) -> bool:
    """Return whether something is kept under a name, asked on a bare cursor: every act that is saved asks it."""
    return cursor.execute("SELECT 1 FROM node_setting WHERE name = ?", (name,)).fetchone() is not None


def put_setting(name: str, value: Value) -> None:
    """Keep a value under a name, in the caller's transaction if there is one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO node_setting (name, value) VALUES (%s, %s) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            [name, json.dumps(value)],
        )


def drop_setting(name: str) -> None:
    """Forget what is kept under a name."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM node_setting WHERE name = %s", [name])
