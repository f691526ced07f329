"""A state of their own for parts that came without their bytes, in homes made before; what a withdrawal explains stays."""

from django.db import migrations

from posta.ledger.schema import TABLES

_RULES = ("ledger_part_stands", "ledger_part_gone")
_NEW = (*_RULES, "ledger_part_missing")
_MARK = """UPDATE ledger_part SET read = 3 WHERE sealed IS NULL AND read <> 3 AND id >> 4 NOT IN
    (SELECT id FROM ledger_entry WHERE substr(hash, 1, 16) IN (SELECT target FROM figures_void))"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial"), ("figures", "0001_initial")]
    operations = [
        migrations.RunSQL([(sql, None) for sql in statements], migrations.RunSQL.noop)
        for statements in (
            [f"DROP TRIGGER IF EXISTS {name}" for name in _RULES],
            ["DROP INDEX IF EXISTS ledger_part_missing", _MARK],
            [sql for sql in TABLES if any(f" {name} " in sql for name in _NEW)],
        )
    ]
