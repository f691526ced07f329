"""Local facts of this device, by name: the hybrid clock's maximum, last meetings with peers, windows.

>>> put_setting("clock.maximum", 101185061650432)
>>> get_setting("clock.maximum")
101185061650432
"""

import json
from typing import Any

from django.db import connection

from posta.node.models import Setting

Value = str | int | float | bool | list[Any] | dict[str, Any]


def get_setting(name: str, default: Any = None) -> Any:
    """What was last put under this name, or the default."""
    with connection.cursor() as cursor:  # plain SQL: every page asks several, and the ORM takes ten times as long
        row = cursor.execute("SELECT value FROM node_setting WHERE name = %s", [name]).fetchone()
    return default if row is None else json.loads(row[0])


def has_setting(name: str, cursor: Any) -> bool:
    """Whether something is kept under a name, asked on a bare cursor: every act that is saved asks it."""
    return cursor.execute("SELECT 1 FROM node_setting WHERE name = ?", (name,)).fetchone() is not None


def put_setting(name: str, value: Value) -> None:
    """Keep a value under a name, in the caller's transaction if there is one."""
    Setting.objects.update_or_create(name=name, defaults={"value": value})


def drop_setting(name: str) -> None:
    """Forget what is kept under a name."""
    Setting.objects.filter(name=name).delete()
