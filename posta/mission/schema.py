"""The mission's tables: the projection of the admin compartment. Registers keep the clock of their latest assertion.

`mission_post` holds the posts of the founding, `mission_place` the places as all orders have them (`places`).
`entry` is the local row of the entry that wrote it. It shows which came first here, and no other node shares it.
"""

TABLES = (
    """CREATE TABLE mission_founding (
        entry INTEGER PRIMARY KEY, name TEXT NOT NULL, root BLOB NOT NULL, networks BLOB NOT NULL, account BLOB)""",
    """CREATE TABLE mission_post (
        number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, kind TEXT NOT NULL,
        municipality TEXT NOT NULL, networks TEXT NOT NULL, services TEXT NOT NULL, state TEXT NOT NULL,
        hlc INTEGER NOT NULL, zone TEXT NOT NULL DEFAULT 'America/Mexico_City', public BLOB)""",
    """CREATE TABLE mission_place_order (
        entry BLOB PRIMARY KEY, hlc INTEGER NOT NULL, feed BLOB NOT NULL, author BLOB, refers BLOB,
        kind INTEGER NOT NULL, act BLOB NOT NULL) WITHOUT ROWID""",
    """CREATE TABLE mission_place (
        number INTEGER PRIMARY KEY, id TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL,
        municipality TEXT NOT NULL, networks TEXT NOT NULL, state TEXT NOT NULL, zone TEXT NOT NULL, public BLOB,
        calendar BLOB NOT NULL, version BLOB NOT NULL, added_by BLOB NOT NULL)""",
    "CREATE TABLE mission_served (feed BLOB NOT NULL, place INTEGER NOT NULL, PRIMARY KEY (feed, place)) WITHOUT ROWID",
    """CREATE TABLE mission_device (
        feed BLOB PRIMARY KEY, verify_key BLOB NOT NULL, box_public BLOB NOT NULL, post INTEGER, label TEXT NOT NULL,
        administers INTEGER NOT NULL, until INTEGER, hlc INTEGER NOT NULL) WITHOUT ROWID""",
    """CREATE TABLE mission_revocation (
        feed BLOB NOT NULL, entry INTEGER NOT NULL, incarnation INTEGER NOT NULL, sequence INTEGER NOT NULL,
        reason TEXT NOT NULL, hlc INTEGER NOT NULL, signed BLOB NOT NULL, heads BLOB NOT NULL,
        PRIMARY KEY (feed, entry)) WITHOUT ROWID""",
    """CREATE TABLE mission_staff (
        staff BLOB PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL, compartments TEXT NOT NULL,
        box_public BLOB NOT NULL, verify_key BLOB NOT NULL, until INTEGER, custodian INTEGER NOT NULL,
        wrapped BLOB NOT NULL, hlc INTEGER NOT NULL, networks TEXT NOT NULL DEFAULT '',
        licence TEXT NOT NULL DEFAULT '') WITHOUT ROWID""",
    """CREATE TABLE mission_role (
        staff BLOB NOT NULL, hlc INTEGER NOT NULL, role TEXT NOT NULL, PRIMARY KEY (staff, hlc, role)) WITHOUT ROWID""",
    """CREATE TABLE mission_signer (
        staff BLOB NOT NULL, verify_key BLOB NOT NULL, PRIMARY KEY (staff, verify_key)) WITHOUT ROWID""",
    "CREATE TABLE mission_departure (staff BLOB PRIMARY KEY, reason TEXT NOT NULL, hlc INTEGER NOT NULL) WITHOUT ROWID",
    """CREATE TABLE mission_epoch (
        epoch BLOB PRIMARY KEY, compartment INTEGER NOT NULL, network TEXT NOT NULL, public BLOB NOT NULL,
        hlc INTEGER NOT NULL) WITHOUT ROWID""",
    """CREATE TABLE mission_grant (
        epoch BLOB NOT NULL, holder BLOB NOT NULL, box BLOB NOT NULL, hlc INTEGER NOT NULL,
        sealed_to BLOB NOT NULL DEFAULT x'', PRIMARY KEY (epoch, holder)) WITHOUT ROWID""",
    """CREATE TABLE mission_secret (
        holder BLOB PRIMARY KEY, box BLOB NOT NULL, hlc INTEGER NOT NULL) WITHOUT ROWID""",
    """CREATE TABLE mission_card (
        holder BLOB PRIMARY KEY, until INTEGER NOT NULL, card BLOB NOT NULL, hlc INTEGER NOT NULL) WITHOUT ROWID""",
    "CREATE TABLE mission_readmission (entry BLOB PRIMARY KEY) WITHOUT ROWID",
    """CREATE TABLE mission_fork (
        feed BLOB NOT NULL, incarnation INTEGER NOT NULL, sequence INTEGER NOT NULL,
        PRIMARY KEY (feed, incarnation, sequence)) WITHOUT ROWID""",
)
NAMES = tuple(statement.split()[2] for statement in TABLES)
