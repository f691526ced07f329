"""The ledger's tables. Append-only by trigger: a header never changes and never goes; a part may only become absent, or
come where it was missing.

A part's row id is its entry's row id times 16 plus its index, so that parts need no index of their own. `read` says what
became of a part here: 0 not opened (no key, or a kind of a newer version), 1 projected, 2 set aside, 3 missing: it came
without its bytes, and nothing known here says why. An absent part in any other state was dropped here and stays dropped.

Of what is set aside whole, an index says who sent it (the verify key in a segment) and how large it is, so that a
ceiling is kept without reading it.

`ledger_erasure` holds the orders to forget somebody, `valid` once their signature was checked; `ledger_erased` the entries
that such orders name, held here or not; `ledger_receipt` which computers confirmed that they dropped them;
`ledger_relay_receipt` which computers brought such an order to the relay, which obeyed.

`ledger_self` says in which incarnation of its feed this very node writes. It cannot be read off the entries: a copy of
this computer may have begun later incarnations of the same feed.
"""

# What rooms above may name in their SQL: where an entry comes from. They read no table of this room.
ORIGIN = """CREATE VIEW ledger_origin AS
    SELECT e.id, e.hash, e.hlc, f.feed AS device FROM ledger_entry e JOIN ledger_feed f ON f.id = e.feed"""

ERASURE_TABLES = (
    """CREATE TABLE ledger_erasure (
        entry INTEGER PRIMARY KEY, id BLOB NOT NULL, subject BLOB NOT NULL, hlc INTEGER NOT NULL, valid INTEGER NOT NULL)""",
    "CREATE TABLE ledger_erased (entry BLOB PRIMARY KEY) WITHOUT ROWID",
    """CREATE TABLE ledger_receipt (
        erasure BLOB NOT NULL, device BLOB NOT NULL, hlc INTEGER NOT NULL, PRIMARY KEY (erasure, device)) WITHOUT ROWID""",
)
RELAY_RECEIPTS = """CREATE TABLE ledger_relay_receipt (
        erasure BLOB NOT NULL, device BLOB NOT NULL, hlc INTEGER NOT NULL, PRIMARY KEY (erasure, device)) WITHOUT ROWID"""
TABLES = (
    """CREATE TABLE ledger_feed (
        id INTEGER PRIMARY KEY,
        feed BLOB NOT NULL UNIQUE,
        verify_key BLOB NOT NULL)""",
    """CREATE TABLE ledger_entry (
        id INTEGER PRIMARY KEY,
        feed INTEGER NOT NULL,
        incarnation INTEGER NOT NULL,
        sequence INTEGER NOT NULL,
        hash BLOB NOT NULL,
        hlc INTEGER NOT NULL,
        header BLOB NOT NULL,
        received INTEGER NOT NULL)""",
    "CREATE INDEX ledger_entry_place ON ledger_entry (feed, incarnation, sequence)",
    "CREATE UNIQUE INDEX ledger_entry_hash ON ledger_entry (hash)",
    """CREATE TABLE ledger_part (
        id INTEGER PRIMARY KEY,
        epoch BLOB NOT NULL,
        size INTEGER NOT NULL,
        sealed BLOB,
        read INTEGER NOT NULL)""",
    "CREATE INDEX ledger_part_unread ON ledger_part (id, epoch) WHERE read = 0",
    "CREATE INDEX ledger_part_missing ON ledger_part (id) WHERE read = 3",
    """CREATE TABLE ledger_head (
        feed INTEGER NOT NULL,
        incarnation INTEGER NOT NULL,
        sequence INTEGER NOT NULL,
        hash BLOB NOT NULL,
        signature BLOB NOT NULL,
        released INTEGER NOT NULL,
        PRIMARY KEY (feed, incarnation, sequence, hash)) WITHOUT ROWID""",
    """CREATE TABLE ledger_tip (
        feed INTEGER NOT NULL,
        incarnation INTEGER NOT NULL,
        branch BLOB NOT NULL,
        sequence INTEGER NOT NULL,
        hash BLOB NOT NULL,
        hlc INTEGER NOT NULL,
        PRIMARY KEY (feed, incarnation, branch)) WITHOUT ROWID""",
    """CREATE TABLE ledger_aside (
        id INTEGER PRIMARY KEY,
        rule TEXT NOT NULL,
        reason TEXT NOT NULL,
        entry INTEGER,
        segment BLOB,
        digest BLOB NOT NULL UNIQUE,
        since INTEGER NOT NULL)""",
    """CREATE INDEX ledger_aside_whole ON ledger_aside (rule, substr(segment, 5, 32), length(segment), entry)
        WHERE entry IS NULL""",
    "CREATE TABLE ledger_self (one INTEGER PRIMARY KEY CHECK (one = 1), incarnation INTEGER NOT NULL)",
    """CREATE TRIGGER ledger_entry_stands BEFORE UPDATE ON ledger_entry
        BEGIN SELECT RAISE(ABORT, 'an entry never changes'); END""",
    """CREATE TRIGGER ledger_entry_stays BEFORE DELETE ON ledger_entry
        BEGIN SELECT RAISE(ABORT, 'an entry never goes'); END""",
    """CREATE TRIGGER ledger_part_stands BEFORE UPDATE OF id, epoch, size, sealed ON ledger_part
        WHEN NEW.id <> OLD.id OR NEW.epoch <> OLD.epoch OR NEW.size <> OLD.size
             OR (NEW.sealed IS NOT NULL AND NEW.sealed IS NOT OLD.sealed
                 AND NOT (OLD.sealed IS NULL AND OLD.read = 3 AND length(NEW.sealed) = OLD.size))
        BEGIN SELECT RAISE(ABORT, 'a part may only become absent, or come where it was missing'); END""",
    """CREATE TRIGGER ledger_part_gone BEFORE UPDATE OF read ON ledger_part WHEN NEW.read = 3 AND OLD.read <> 3
        BEGIN SELECT RAISE(ABORT, 'only a part that came without its bytes is missing'); END""",
    """CREATE TRIGGER ledger_part_stays BEFORE DELETE ON ledger_part
        BEGIN SELECT RAISE(ABORT, 'a part never goes, it becomes absent'); END""",
    ORIGIN,
    *ERASURE_TABLES,
    RELAY_RECEIPTS,
)
