"""The first schema: the record, its projections, the lists, and what may be forgotten.

Frozen: a later change of `devswap.store.tables` comes with a revision of its own.
"""

from alembic import op

revision = "0001"
down_revision = None

STATEMENTS = (
    """CREATE TABLE drafts (
    visit TEXT NOT NULL,
    recipient TEXT,
    blob BLOB NOT NULL,
    PRIMARY KEY (visit)
)
WITHOUT ROWID""",
    """CREATE TABLE estate (
    seq INTEGER NOT NULL,
    device TEXT NOT NULL,
    serial TEXT NOT NULL,
    asset_tag TEXT NOT NULL,
    category TEXT NOT NULL,
    maker TEXT NOT NULL,
    model TEXT NOT NULL,
    assigned_to TEXT NOT NULL,
    site TEXT NOT NULL,
    end_of_life TEXT NOT NULL,
    imei TEXT NOT NULL,
    mac TEXT NOT NULL,
    iccid TEXT NOT NULL,
    drives TEXT NOT NULL,
    sensitivity TEXT NOT NULL,
    PRIMARY KEY (seq)
)""",
    """CREATE TABLE estate_identifiers (
    value TEXT NOT NULL,
    "row" INTEGER NOT NULL,
    PRIMARY KEY (value, "row")
)
WITHOUT ROWID""",
    """CREATE TABLE holds (
    seq INTEGER NOT NULL,
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    reference TEXT NOT NULL,
    PRIMARY KEY (seq)
)""",
    """CREATE TABLE incarnations (
    seq INTEGER NOT NULL,
    desk TEXT NOT NULL,
    incarnation TEXT NOT NULL,
    parent TEXT,
    parent_head BLOB,
    opened TEXT NOT NULL,
    verified INTEGER NOT NULL,
    PRIMARY KEY (seq),
    UNIQUE (desk, incarnation)
)""",
    """CREATE TABLE meta (
    "key" TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY ("key")
)
WITHOUT ROWID""",
    """CREATE TABLE operators (
    seq INTEGER NOT NULL,
    number TEXT NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    badge TEXT NOT NULL,
    PRIMARY KEY (seq)
)""",
    """CREATE TABLE people (
    number TEXT NOT NULL,
    id TEXT NOT NULL,
    PRIMARY KEY (number)
)
WITHOUT ROWID""",
    """CREATE TABLE recipients (
    seq INTEGER NOT NULL,
    kind TEXT NOT NULL,
    number TEXT NOT NULL,
    name TEXT NOT NULL,
    search TEXT NOT NULL,
    unit TEXT NOT NULL,
    badge TEXT NOT NULL,
    at_check INTEGER NOT NULL,
    PRIMARY KEY (seq)
)""",
    """CREATE TABLE seen_identifiers (
    value TEXT NOT NULL,
    device TEXT NOT NULL,
    PRIMARY KEY (value, device)
)
WITHOUT ROWID""",
    """CREATE TABLE stock_identifiers (
    value TEXT NOT NULL,
    "row" INTEGER NOT NULL,
    PRIMARY KEY (value, "row")
)
WITHOUT ROWID""",
    """CREATE TABLE texts (
    digest TEXT NOT NULL,
    salt BLOB NOT NULL,
    text TEXT NOT NULL,
    person TEXT,
    PRIMARY KEY (digest)
)""",
    """CREATE TABLE unknown_scans (
    seq INTEGER NOT NULL,
    at TEXT NOT NULL,
    scan TEXT NOT NULL,
    symbology TEXT NOT NULL,
    visit TEXT,
    PRIMARY KEY (seq)
)""",
    """CREATE TABLE entries (
    seq INTEGER NOT NULL,
    journal INTEGER NOT NULL,
    number INTEGER NOT NULL,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    wall TEXT NOT NULL,
    hash BLOB NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (seq),
    UNIQUE (journal, number),
    CHECK (number >= 1),
    CHECK (length(hash) = 32),
    FOREIGN KEY(journal) REFERENCES incarnations (seq),
    UNIQUE (id)
)""",
    """CREATE TABLE about (
    subject TEXT NOT NULL,
    entry INTEGER NOT NULL,
    PRIMARY KEY (subject, entry),
    FOREIGN KEY(entry) REFERENCES entries (seq)
)
WITHOUT ROWID""",
    """CREATE TABLE entitlements (
    name TEXT NOT NULL,
    recipient TEXT,
    origin TEXT NOT NULL,
    categories TEXT NOT NULL,
    owner TEXT NOT NULL,
    given TEXT NOT NULL,
    expires TEXT,
    collect_by TEXT,
    open INTEGER NOT NULL CHECK (open IN (0, 1)),
    PRIMARY KEY (name),
    FOREIGN KEY(name) REFERENCES entries (id)
)
WITHOUT ROWID""",
    """CREATE TABLE receipts (
    seq INTEGER NOT NULL,
    site TEXT NOT NULL,
    order_ref TEXT NOT NULL,
    delivery TEXT NOT NULL,
    decision TEXT NOT NULL,
    how TEXT NOT NULL,
    PRIMARY KEY (seq),
    FOREIGN KEY(seq) REFERENCES entries (seq)
)""",
    """CREATE TABLE used (
    entitlement TEXT NOT NULL CHECK (entitlement <> ''),
    entry TEXT NOT NULL,
    PRIMARY KEY (entitlement),
    UNIQUE (entitlement, entry),
    FOREIGN KEY(entry) REFERENCES entries (id)
)
WITHOUT ROWID""",
    """CREATE TABLE wipe_jobs (
    seq INTEGER NOT NULL,
    intake TEXT NOT NULL,
    device TEXT NOT NULL,
    recipient TEXT,
    since TEXT NOT NULL,
    keep_until TEXT,
    state TEXT NOT NULL,
    owing INTEGER NOT NULL CHECK (owing IN (0, 1)),
    held INTEGER NOT NULL CHECK (held IN (0, 1)),
    site TEXT NOT NULL,
    spot TEXT NOT NULL,
    category TEXT NOT NULL,
    maker TEXT NOT NULL,
    model TEXT NOT NULL,
    serial TEXT NOT NULL,
    asset_tag TEXT NOT NULL,
    PRIMARY KEY (seq),
    FOREIGN KEY(seq) REFERENCES entries (seq)
)""",
    """CREATE TABLE issues (
    recipient TEXT NOT NULL,
    entry TEXT NOT NULL,
    entitlement TEXT NOT NULL CHECK (entitlement <> ''),
    device TEXT NOT NULL,
    category TEXT NOT NULL,
    stands INTEGER NOT NULL CHECK (stands IN (0, 1)),
    PRIMARY KEY (recipient, entry),
    FOREIGN KEY(entitlement, entry) REFERENCES used (entitlement, entry),
    FOREIGN KEY(entitlement) REFERENCES entitlements (name)
)
WITHOUT ROWID""",
    """CREATE TABLE stock (
    seq INTEGER NOT NULL,
    device TEXT NOT NULL,
    receipt INTEGER NOT NULL,
    serial TEXT NOT NULL,
    asset_tag TEXT NOT NULL,
    category TEXT NOT NULL,
    maker TEXT NOT NULL,
    model TEXT NOT NULL,
    site TEXT NOT NULL,
    order_ref TEXT NOT NULL,
    unit_cost INTEGER,
    financial_year TEXT,
    imei TEXT NOT NULL,
    mac TEXT NOT NULL,
    ends TEXT,
    PRIMARY KEY (seq),
    FOREIGN KEY(receipt) REFERENCES receipts (seq)
)""",
    "CREATE INDEX entitlements_open ON entitlements (open, recipient)",
    "CREATE INDEX entries_by_day ON entries (journal, wall, kind)",
    "CREATE INDEX estate_assigned ON estate (assigned_to)",
    "CREATE UNIQUE INDEX estate_of ON estate (device)",
    "CREATE INDEX holds_on ON holds (value)",
    "CREATE INDEX operators_badge ON operators (badge)",
    "CREATE INDEX operators_number ON operators (number)",
    "CREATE UNIQUE INDEX people_id ON people (id)",
    "CREATE INDEX recipients_badge ON recipients (badge)",
    "CREATE INDEX recipients_number ON recipients (number)",
    "CREATE INDEX stock_of ON stock (device)",
    "CREATE INDEX texts_of ON texts (person)",
    "CREATE INDEX wipe_jobs_queue ON wipe_jobs (owing, since)",
)


def upgrade() -> None:
    """Make every table and index."""
    for statement in STATEMENTS:
        op.execute(statement)
