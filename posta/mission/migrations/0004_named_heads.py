"""Several revocations of one computer are kept, each with the heads it names; homes made before kept the first."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from posta.mission.schema import TABLES


def rebuild(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """What was held until now counts as held when the kept revocation came."""
    with editor.connection.cursor() as cursor:
        cursor.execute("PRAGMA table_info(mission_revocation)")
        if "heads" in {row[1] for row in cursor.fetchall()}:
            return
        cursor.execute("ALTER TABLE mission_revocation RENAME TO mission_revocation_before")
        cursor.execute(next(statement for statement in TABLES if " mission_revocation " in statement))
        cursor.execute(
            "INSERT INTO mission_revocation SELECT feed, (SELECT COALESCE(MAX(id), 0) FROM ledger_entry), incarnation,"
            " sequence, reason, hlc, signed, x'90' FROM mission_revocation_before"
        )
        cursor.execute("DROP TABLE mission_revocation_before")


class Migration(migrations.Migration):
    dependencies = [("mission", "0003_later_columns"), ("ledger", "0001_initial")]
    operations = [migrations.RunPython(rebuild, migrations.RunPython.noop)]
