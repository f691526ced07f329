"""The figures' tables: a row for each entry that carries facts, its facts in typed tables, and counts that belong to
nobody.

`counts` has one bit for each thing that the entry counts as (`catalog.language.form.COUNTED`), `heads` the people of
a group session. `month` is the month of `day`, as 201811. `live` is 0 where a withdrawal or correction that holds
voids the entry, or where it is a correction that does not hold (`voids`): counting needs no other condition. The
tables of facts follow from the declared forms (`facts.columns`) and are joined by `entry`. No column fits a name. The
index of diagnoses holds all that the board and the consultation count by, so that they never read the rows; that of
activities finds the entries about no person (sessions, surveys, signals, the store) of a post by day, that of screenings
the screenings. `holds`
is 0 for a withdrawal that has no effect.
"""

from posta.figures.counted_days import TABLES as COUNTED_DAYS
from posta.figures.facts.columns import list_tables
from posta.figures.unlinked_queue import TABLE as PENDING

TABLES = (
    """CREATE TABLE figures_row (
        entry INTEGER PRIMARY KEY, id BLOB NOT NULL, kind INTEGER NOT NULL, post INTEGER NOT NULL, day INTEGER NOT NULL,
        month INTEGER NOT NULL DEFAULT 0, person BLOB, sex TEXT NOT NULL, band TEXT NOT NULL, country TEXT NOT NULL,
        grp TEXT NOT NULL, dx TEXT NOT NULL, counts INTEGER NOT NULL DEFAULT 0, heads INTEGER NOT NULL DEFAULT 0,
        live INTEGER NOT NULL DEFAULT 1)""",
    "CREATE INDEX figures_row_dx ON figures_row (post, day, dx) WHERE dx <> '' AND live = 1",
    "CREATE INDEX figures_row_activity ON figures_row (post, day, entry) WHERE counts >= 16 AND person IS NULL AND live = 1",
    "CREATE INDEX figures_row_screening ON figures_row (post, day, entry) WHERE counts & 2 AND live = 1",
    """CREATE TABLE figures_void (
        entry INTEGER PRIMARY KEY, target BLOB NOT NULL, id BLOB NOT NULL DEFAULT x'', kind INTEGER NOT NULL DEFAULT 5,
        holds INTEGER NOT NULL DEFAULT 1)""",
    "CREATE INDEX figures_void_target ON figures_void (target)",
    "CREATE INDEX figures_void_id ON figures_void (id)",
    """CREATE TABLE figures_tally (
        entry INTEGER NOT NULL, row TEXT NOT NULL, post INTEGER NOT NULL, period TEXT NOT NULL, columns TEXT NOT NULL,
        count INTEGER NOT NULL)""",
    "CREATE INDEX figures_tally_entry ON figures_tally (entry)",
    "CREATE INDEX figures_tally_row ON figures_tally (row, period)",
    PENDING,
    *COUNTED_DAYS,
    *(table.sql for table in list_tables()),
)
