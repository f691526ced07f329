"""The chart's tables: index rows that point at entries, not copies of them. All can be dropped and folded again.

`id` is the entry's id (16 bytes of its hash), `refers` the id of the entry that this one is about; `person` is the id
a record was written for. `forms` has one bit per form number. `author` is the colleague whom the open chart names;
`holds` is 0 for a withdrawal, reinstatement or correction that has no effect: its target is not known here, or its
writer may not (`judged_withdrawals`, `judged_corrections`).
"""

from posta.catalog.kinds import CORRECTION, ENCOUNTER, REINSTATEMENT, WITHDRAWAL
from posta.catalog.structural_acts import NIGHT
from posta.chart.name_search.search_index import CREATE as SEARCH_TABLES

# The agenda. `state`, `due`, `note`, `noted` and `kept` are judged (`agenda.judged_visits`). The index of a post holds
# open visits only, so that its lists cost the same after ten years; that of a person serves their page and the judging.
AGENDA_TABLES = (
    """CREATE TABLE chart_planned (
        entry INTEGER PRIMARY KEY, id BLOB NOT NULL, person BLOB NOT NULL, post INTEGER NOT NULL, day INTEGER NOT NULL,
        first INTEGER NOT NULL, last INTEGER NOT NULL, form INTEGER NOT NULL, schedule TEXT NOT NULL,
        reason TEXT NOT NULL, reserved INTEGER NOT NULL, refers BLOB, author BLOB, at INTEGER NOT NULL,
        state TEXT NOT NULL DEFAULT 'open', due INTEGER NOT NULL, note TEXT NOT NULL DEFAULT '',
        noted INTEGER NOT NULL DEFAULT 0, kept BLOB)""",
    "CREATE INDEX chart_planned_open ON chart_planned (post, due) WHERE state = 'open'",
    "CREATE INDEX chart_planned_person ON chart_planned (person)",
    """CREATE TABLE chart_outcome (
        entry INTEGER PRIMARY KEY, id BLOB NOT NULL, person BLOB NOT NULL, planned BLOB NOT NULL, state TEXT NOT NULL,
        day INTEGER, visit BLOB, author BLOB, at INTEGER NOT NULL, hlc INTEGER NOT NULL)""",
    "CREATE INDEX chart_outcome_person ON chart_outcome (person)",
    """CREATE TABLE chart_expected (
        entry INTEGER PRIMARY KEY, id BLOB NOT NULL, person BLOB NOT NULL, party BLOB, post INTEGER NOT NULL,
        day INTEGER NOT NULL, last INTEGER NOT NULL, origin INTEGER NOT NULL, author BLOB, at INTEGER NOT NULL,
        state TEXT NOT NULL DEFAULT 'open')""",
    "CREATE INDEX chart_expected_open ON chart_expected (post, last) WHERE state = 'open'",
    "CREATE INDEX chart_expected_person ON chart_expected (person)",
)
# Entries that may be of an open case: of a sealed service nothing but the envelope (bit 2 of `forms`) is in the open; a stay
# in a residence (bit 20) is. `history.open_cases` asks with the same words, so that SQLite takes the index.
SEALED_ENTRY = f"kind = {ENCOUNTER} AND forms IN (0, 4)"
STAY_ENTRY = f"kind = {ENCOUNTER} AND forms & 1048576"
CASE_INDEXES = (
    f"CREATE INDEX chart_item_sealed ON chart_item (post, occurred) WHERE {SEALED_ENTRY}",
    f"CREATE INDEX chart_item_stay ON chart_item (post, occurred) WHERE {STAY_ENTRY}",
)
# Visits of a pregnancy (bit 14 of `forms`) and corrections of them: an alert looks at those of the last days
# (`history.recent_items` asks with the same words).
PREGNANCY_ENTRY = f"kind IN ({ENCOUNTER}, {CORRECTION}) AND forms & 16384"
PREGNANCY_INDEX = f"CREATE INDEX chart_item_pregnancy ON chart_item (post, occurred) WHERE {PREGNANCY_ENTRY}"
# What people chose, an answer a row. The index of a post holds requests only: its list is short after ten years too.
CHOICE_TABLES = (
    """CREATE TABLE chart_choice (
        entry INTEGER NOT NULL, id BLOB NOT NULL, person BLOB NOT NULL, matter TEXT NOT NULL, state TEXT NOT NULL,
        text TEXT NOT NULL, language TEXT NOT NULL, said_by TEXT NOT NULL, note TEXT NOT NULL, replaces BLOB NOT NULL,
        refers BLOB, author BLOB, post INTEGER NOT NULL, at INTEGER NOT NULL, hlc INTEGER NOT NULL,
        PRIMARY KEY (entry, matter)) WITHOUT ROWID""",
    "CREATE INDEX chart_choice_person ON chart_choice (person)",
    "CREATE INDEX chart_choice_decided ON chart_choice (author) WHERE matter = 'restricted' OR state IN ('done', 'declined')",
    "CREATE INDEX chart_choice_open ON chart_choice (post, at) WHERE state = 'open'",
)
# Hand-overs: `holds` is 0 where the trade of the author gives no care (`judged_handovers`). The board looks them up by
# arrival; they are judged by person. One to the night names the visit from which it comes, and moves nobody on the board.
HANDOVER_TABLES = (
    """CREATE TABLE chart_handover (
        entry INTEGER PRIMARY KEY, id BLOB NOT NULL, arrival BLOB NOT NULL, person BLOB NOT NULL, trade TEXT NOT NULL,
        reason TEXT NOT NULL, reserved INTEGER NOT NULL, at INTEGER NOT NULL, hlc INTEGER NOT NULL, author BLOB,
        post INTEGER NOT NULL, holds INTEGER NOT NULL DEFAULT 1)""",
    f"CREATE INDEX chart_handover_night ON chart_handover (post, at) WHERE trade = '{NIGHT}'",
    "CREATE INDEX chart_handover_arrival ON chart_handover (arrival)",
    "CREATE INDEX chart_handover_person ON chart_handover (person)",
)
# Sheets made ready to print; the index serves the list of a post, newest first, and costs the same after ten years.
PRINT_TABLES = (
    """CREATE TABLE chart_print (
        entry INTEGER NOT NULL, staff BLOB NOT NULL, what TEXT NOT NULL, person BLOB, minute INTEGER NOT NULL,
        post INTEGER NOT NULL)""",
    "CREATE INDEX chart_print_post ON chart_print (post, minute)",
    "CREATE INDEX chart_print_entry ON chart_print (entry)",
)
# Who travels with whom: one row for each time somebody joins (`joined` 1) or leaves. The last by the clock decides, so it
# is read from the few rows of a party and of its people (`record.travel_groups`), and nothing is kept judged.
PARTY_TABLES = (
    """CREATE TABLE chart_party (
        entry INTEGER PRIMARY KEY, id BLOB NOT NULL, person BLOB NOT NULL, party BLOB NOT NULL, joined INTEGER NOT NULL,
        relation TEXT NOT NULL, other BLOB, reason TEXT NOT NULL, post INTEGER NOT NULL, author BLOB, at INTEGER NOT NULL,
        hlc INTEGER NOT NULL)""",
    "CREATE INDEX chart_party_party ON chart_party (party)",
    "CREATE INDEX chart_party_person ON chart_party (person)",
)
TABLES = (
    """CREATE TABLE chart_item (
        entry INTEGER PRIMARY KEY, id BLOB NOT NULL, person BLOB, kind INTEGER NOT NULL, forms INTEGER NOT NULL,
        occurred INTEGER NOT NULL, hlc INTEGER NOT NULL, post INTEGER NOT NULL, refers BLOB, author BLOB,
        holds INTEGER NOT NULL DEFAULT 1)""",
    "CREATE INDEX chart_item_person ON chart_item (person, occurred)",
    f"CREATE INDEX chart_item_judged ON chart_item (person) WHERE kind IN ({WITHDRAWAL}, {REINSTATEMENT}, {CORRECTION})",
    "CREATE INDEX chart_item_refers ON chart_item (refers) WHERE refers IS NOT NULL",
    *CASE_INDEXES,
    PREGNANCY_INDEX,
    """CREATE TABLE chart_assertion (
        entry INTEGER PRIMARY KEY, id BLOB NOT NULL, person BLOB NOT NULL, hlc INTEGER NOT NULL, post INTEGER NOT NULL,
        network TEXT NOT NULL, fields BLOB NOT NULL, replaces BLOB NOT NULL,
        removed BLOB NOT NULL)""",
    "CREATE INDEX chart_assertion_person ON chart_assertion (person)",
    """CREATE TABLE chart_person (
        number INTEGER PRIMARY KEY, person BLOB NOT NULL UNIQUE, code INTEGER NOT NULL, network TEXT NOT NULL,
        name TEXT NOT NULL, record BLOB NOT NULL)""",
    "CREATE INDEX chart_person_code ON chart_person (code)",
    """CREATE TABLE chart_arrival (
        entry INTEGER PRIMARY KEY, id BLOB NOT NULL, person BLOB NOT NULL, post INTEGER NOT NULL, at INTEGER NOT NULL,
        reason TEXT NOT NULL, reserved INTEGER NOT NULL, colour TEXT NOT NULL, programme TEXT NOT NULL,
        ticket TEXT NOT NULL DEFAULT '', signs TEXT NOT NULL DEFAULT '')""",
    "CREATE INDEX chart_arrival_board ON chart_arrival (post, at)",
    "CREATE INDEX chart_arrival_person ON chart_arrival (person, at)",
    """CREATE TABLE chart_step (
        entry INTEGER PRIMARY KEY, arrival BLOB NOT NULL, state TEXT NOT NULL, at INTEGER NOT NULL,
        hlc INTEGER NOT NULL, author BLOB)""",
    "CREATE INDEX chart_step_arrival ON chart_step (arrival)",
    *HANDOVER_TABLES,
    *AGENDA_TABLES,
    *CHOICE_TABLES,
    *PARTY_TABLES,
    """CREATE TABLE chart_reading (
        entry INTEGER NOT NULL, staff BLOB NOT NULL, person BLOB NOT NULL, minute INTEGER NOT NULL)""",
    "CREATE INDEX chart_reading_person ON chart_reading (person, minute)",
    "CREATE INDEX chart_reading_entry ON chart_reading (entry)",
    *PRINT_TABLES,
    *SEARCH_TABLES,
)
OF_ENTRIES = (
    "item",
    "assertion",
    "arrival",
    "step",
    "handover",
    "planned",
    "outcome",
    "expected",
    "choice",
    "party",
    "reading",
    "print",
)
