"""The tables of what is under way: what the log says of referrals, signals and the directory, and what follows from it.

`operations_opening` has a row for each entry that opens or corrects a referral, `operations_step` for each act on one,
`operations_withdrawal` for what takes entries back. `operations_referral` is folded from them: one row for each
referral, `open` until its last state, `due` the moment (ms) until which its state is in time. A sealed referral shows
here neither where to nor why; its course stands in its compartment. `operations_partner` is the newest claim of each
partner that was its writer's to make. `gone` steps were taken back.

`operations_report` has a row for each entry that records or corrects a signal, `operations_signal_step` for each act on
one, `operations_signal_void` for what takes such entries back; `operations_signal` is folded from them.
"""

SIGNALS = (
    """CREATE TABLE operations_report (
        entry INTEGER PRIMARY KEY, id BLOB NOT NULL, refers BLOB, post INTEGER NOT NULL, day INTEGER NOT NULL,
        author BLOB, feed BLOB NOT NULL, hlc INTEGER NOT NULL, note TEXT NOT NULL, what TEXT NOT NULL, dx TEXT NOT NULL,
        place TEXT NOT NULL, source TEXT NOT NULL, affected INTEGER, under5 INTEGER, happened INTEGER)""",
    "CREATE INDEX operations_report_id ON operations_report (id)",
    "CREATE INDEX operations_report_refers ON operations_report (refers) WHERE refers IS NOT NULL",
    """CREATE TABLE operations_signal_step (
        entry INTEGER PRIMARY KEY, id BLOB NOT NULL, signal BLOB NOT NULL, act TEXT NOT NULL, risk TEXT NOT NULL,
        response TEXT NOT NULL, reason TEXT NOT NULL, note TEXT NOT NULL, author BLOB, feed BLOB NOT NULL,
        hlc INTEGER NOT NULL, counts INTEGER NOT NULL DEFAULT 0)""",
    "CREATE INDEX operations_signal_step_signal ON operations_signal_step (signal)",
    "CREATE INDEX operations_signal_step_id ON operations_signal_step (id)",
    """CREATE TABLE operations_signal_void (
        entry INTEGER PRIMARY KEY, id BLOB NOT NULL, target BLOB NOT NULL, kind INTEGER NOT NULL, feed BLOB NOT NULL)""",
    "CREATE INDEX operations_signal_void_target ON operations_signal_void (target)",
    "CREATE INDEX operations_signal_void_id ON operations_signal_void (id)",
    """CREATE TABLE operations_signal (
        id BLOB PRIMARY KEY, entry INTEGER NOT NULL, latest BLOB NOT NULL, post INTEGER NOT NULL, day INTEGER NOT NULL,
        author BLOB, recorded INTEGER NOT NULL, note TEXT NOT NULL, what TEXT NOT NULL, dx TEXT NOT NULL,
        place TEXT NOT NULL, source TEXT NOT NULL, affected INTEGER, under5 INTEGER, happened INTEGER,
        state TEXT NOT NULL, since INTEGER NOT NULL, due INTEGER, open INTEGER NOT NULL, risk TEXT NOT NULL)
        WITHOUT ROWID""",
    "CREATE INDEX operations_signal_open ON operations_signal (recorded) WHERE open",
    "CREATE INDEX operations_signal_recorded ON operations_signal (recorded)",
    "CREATE INDEX operations_signal_post ON operations_signal (post, recorded)",
)
TABLES = (
    """CREATE TABLE operations_opening (
        entry INTEGER PRIMARY KEY, id BLOB NOT NULL, refers BLOB, kind INTEGER NOT NULL, person BLOB, post INTEGER NOT NULL,
        author BLOB, feed BLOB NOT NULL, hlc INTEGER NOT NULL, occurred INTEGER NOT NULL, network TEXT NOT NULL,
        forms INTEGER NOT NULL, filled INTEGER NOT NULL, sealed INTEGER NOT NULL, to_type TEXT NOT NULL,
        to_code TEXT NOT NULL, reason TEXT NOT NULL, urgency TEXT NOT NULL, status TEXT NOT NULL)""",
    "CREATE INDEX operations_opening_id ON operations_opening (id)",
    "CREATE INDEX operations_opening_refers ON operations_opening (refers) WHERE refers IS NOT NULL",
    "CREATE INDEX operations_opening_author ON operations_opening (author) WHERE refers IS NOT NULL",
    """CREATE TABLE operations_step (
        entry INTEGER PRIMARY KEY, id BLOB NOT NULL, referral BLOB NOT NULL, act TEXT NOT NULL, reason TEXT NOT NULL,
        note TEXT NOT NULL, post INTEGER NOT NULL, author BLOB, feed BLOB NOT NULL, hlc INTEGER NOT NULL,
        occurred INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0)""",
    "CREATE INDEX operations_step_referral ON operations_step (referral)",
    "CREATE INDEX operations_step_id ON operations_step (id)",
    "CREATE INDEX operations_step_author ON operations_step (author)",
    """CREATE TABLE operations_withdrawal (
        entry INTEGER PRIMARY KEY, id BLOB NOT NULL, target BLOB NOT NULL, kind INTEGER NOT NULL, author BLOB,
        feed BLOB NOT NULL, hlc INTEGER NOT NULL)""",
    "CREATE INDEX operations_withdrawal_target ON operations_withdrawal (target)",
    "CREATE INDEX operations_withdrawal_id ON operations_withdrawal (id)",
    """CREATE TABLE operations_referral (
        id BLOB PRIMARY KEY, code INTEGER NOT NULL, entry INTEGER NOT NULL, person BLOB, post INTEGER NOT NULL,
        author BLOB, network TEXT NOT NULL, sent INTEGER NOT NULL, to_type TEXT NOT NULL, to_code TEXT NOT NULL,
        to_post INTEGER, reason TEXT NOT NULL, urgency TEXT NOT NULL, sealed INTEGER NOT NULL, state TEXT NOT NULL,
        since INTEGER NOT NULL, due INTEGER, open INTEGER NOT NULL) WITHOUT ROWID""",
    "CREATE INDEX operations_referral_inbox ON operations_referral (to_post, sent) WHERE open",
    "CREATE INDEX operations_referral_outbox ON operations_referral (post, sent) WHERE open",
    "CREATE INDEX operations_referral_author ON operations_referral (author, sent) WHERE open",
    "CREATE INDEX operations_referral_due ON operations_referral (due) WHERE open",
    "CREATE INDEX operations_referral_sealed ON operations_referral (sent) WHERE sealed",
    "CREATE INDEX operations_referral_sent ON operations_referral (post, sent, to_code)",
    "CREATE INDEX operations_referral_person ON operations_referral (person, sent)",
    "CREATE INDEX operations_referral_code ON operations_referral (code)",
    """CREATE TABLE operations_claim (
        entry INTEGER PRIMARY KEY, id BLOB NOT NULL, code TEXT NOT NULL, hlc INTEGER NOT NULL, author BLOB,
        feed BLOB NOT NULL, body BLOB NOT NULL)""",
    "CREATE INDEX operations_claim_code ON operations_claim (code)",
    """CREATE TABLE operations_partner (
        code TEXT PRIMARY KEY, name TEXT NOT NULL, closed INTEGER NOT NULL, body BLOB NOT NULL) WITHOUT ROWID""",
    *SIGNALS,
)
NAMES = tuple(statement.split()[2] for statement in TABLES if statement.startswith("CREATE TABLE"))
OF_ENTRIES = (
    "operations_opening",
    "operations_step",
    "operations_withdrawal",
    "operations_claim",
    "operations_report",
    "operations_signal_step",
    "operations_signal_void",
)
