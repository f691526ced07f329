"""Why something was set aside is kept as a code with parameters; homes made before kept an English sentence.

Entries are judged again right after, because the program's projections count as new ones (`scribe.upgrade`). What is
kept whole has one reason only, and of broken segments the rule still says what was wrong.
"""

from django.db import migrations

_CODES = """UPDATE ledger_aside SET reason = CASE rule
    WHEN 'stranger' THEN '["device_not_enrolled", {}]'
    WHEN 'revoked' THEN '["revoked_device_entry", {}]'
    WHEN 'not_a_post' THEN '["care_without_post", {}]'
    ELSE '["not_applied", {}]' END WHERE reason NOT LIKE '["%'"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0004_origin")]
    operations = [migrations.RunSQL(_CODES, migrations.RunSQL.noop)]
