"""The desk's tables: the journal, what follows from it, the lists, and what may be forgotten.

Five groups, apart on purpose:

- **the record**: `incarnations`, `entries`, and `about` (entry by subject). Only added to.
- **projections**: each row follows from entries and is written in their transaction; `rebuild_projections` makes them
  again. `used` and `issues` also guard P1: an issue that names no entitlement, one that nothing gave, or one that
  something else used, cannot be inserted. A commit costs by the page that it touches: what is written at every swap
  is keyed so that new rows stand side by side.
- **lists**: reference rows about devices, people and holds, replaced by each import; never evidence.
- **forgettable**: texts and their salts, scans that meant nothing, the drafts of open visits, who looked for whom; and
  the keyed digests of stripped people's numbers, so that a list does not bring them back unnoticed.
- **signing in**: what proves a PIN, and how often one was wrong. Set at this desk, and sent nowhere.

Look-ups by several values take them as one JSON array (`json_each`), so that one compiled statement serves any number.
"""

from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

APPLICATION = 0x44535750
"""SQLite's `application_id` of a desk's store: `DSWP`."""

metadata = MetaData()


def _text(name: str, *more: Any, **options: Any) -> "Column[str]":
    return Column(name, Text, *more, nullable=options.pop("nullable", False), **options)


def _maybe(name: str, *more: Any) -> "Column[str]":
    return Column(name, Text, *more, nullable=True)


def _number(name: str, *more: Any, **options: Any) -> "Column[int]":
    return Column(name, Integer, *more, nullable=options.pop("nullable", False), **options)


meta = Table("meta", metadata, _text("key", primary_key=True), _text("value"), sqlite_with_rowid=False)
schema = Table("alembic_version", metadata, _text("version_num", primary_key=True))

# ---------------------------------------------------------------------------------------------------- the record

incarnations = Table(
    "incarnations",
    metadata,
    _number("seq", primary_key=True),
    _text("desk"),
    _text("incarnation"),
    _maybe("parent"),
    Column("parent_head", LargeBinary),
    _text("opened"),
    _number("verified"),
    UniqueConstraint("desk", "incarnation"),
)
entries = Table(
    "entries",
    metadata,
    _number("seq", primary_key=True),
    _number("journal", ForeignKey("incarnations.seq")),
    _number("number"),
    _text("id", unique=True),
    _text("kind"),
    _text("wall"),
    Column("hash", LargeBinary, nullable=False),
    Column("body", LargeBinary, nullable=False),
    UniqueConstraint("journal", "number"),
    CheckConstraint("number >= 1"),
    CheckConstraint("length(hash) = 32"),
    Index("entries_by_day", "journal", "wall", "kind"),
)
about = Table(
    "about",
    metadata,
    _text("subject", primary_key=True),
    _number("entry", ForeignKey("entries.seq"), primary_key=True),
    sqlite_with_rowid=False,
)

# --------------------------------------------------------------------------------------------------- projections

entitlements = Table(
    "entitlements",
    metadata,
    _text("name", ForeignKey("entries.id"), primary_key=True),
    _maybe("recipient"),
    _text("origin"),
    _text("categories"),
    _text("owner"),
    _text("given"),
    _maybe("expires"),
    _maybe("collect_by"),
    _number("open", CheckConstraint("open IN (0, 1)")),
    sqlite_with_rowid=False,
)
Index("entitlements_open", entitlements.c.recipient, sqlite_where=text("open = 1"))
"""Of what is open alone: most is earned and used in one commit, and leaves no page of this index behind."""
used = Table(
    "used",
    metadata,
    _text("entitlement", CheckConstraint("entitlement <> ''"), primary_key=True),
    _text("entry", ForeignKey("entries.id")),
    UniqueConstraint("entitlement", "entry"),
    sqlite_with_rowid=False,
)
issues = Table(
    "issues",
    metadata,
    _text("recipient", primary_key=True),
    _text("entry", primary_key=True),
    _text("entitlement", ForeignKey("entitlements.name"), CheckConstraint("entitlement <> ''")),
    _text("device"),
    _text("category"),
    _number("stands", CheckConstraint("stands IN (0, 1)")),
    ForeignKeyConstraint(["entitlement", "entry"], ["used.entitlement", "used.entry"]),
    sqlite_with_rowid=False,
)
wipe_jobs = Table(
    "wipe_jobs",
    metadata,
    _number("seq", ForeignKey("entries.seq"), primary_key=True),
    _text("intake"),
    _text("device"),
    _maybe("recipient"),
    _text("since"),
    _maybe("keep_until"),
    _text("state"),
    _number("owing", CheckConstraint("owing IN (0, 1)")),
    _number("held", CheckConstraint("held IN (0, 1)")),
    _text("site"),
    _text("spot"),
    _text("category"),
    _text("maker"),
    _text("model"),
    _text("serial"),
    _text("asset_tag"),
    Index("wipe_jobs_queue", "owing", "since"),
    Index("wipe_jobs_states", "owing", "state", "held", "keep_until"),
)
wipe_stages = Table(
    "wipe_stages",
    metadata,
    _number("seq", ForeignKey("wipe_jobs.seq"), primary_key=True),
    _text("stage"),
)
certificates = Table(
    "certificates",
    metadata,
    _text("number", primary_key=True),
    _number("entry", ForeignKey("entries.seq"), primary_key=True),
    sqlite_with_rowid=False,
)
receipts = Table(
    "receipts",
    metadata,
    _number("seq", ForeignKey("entries.seq"), primary_key=True),
    _text("site"),
    _text("order_ref"),
    _text("delivery"),
    _text("decision"),
    _text("how"),
)
stock = Table(
    "stock",
    metadata,
    _number("seq", primary_key=True),
    _text("device"),
    _number("receipt", ForeignKey("receipts.seq")),
    _text("serial"),
    _text("asset_tag"),
    _text("category"),
    _text("maker"),
    _text("model"),
    _text("site"),
    _text("order_ref"),
    _number("unit_cost", nullable=True),
    _maybe("financial_year"),
    _text("imei"),
    _text("mac"),
    _maybe("ends"),
    Index("stock_of", "device"),
)
stock_identifiers = Table(
    "stock_identifiers",
    metadata,
    _text("value", primary_key=True),
    _number("row", primary_key=True),
    sqlite_with_rowid=False,
)
seen_identifiers = Table(
    "seen_identifiers",
    metadata,
    _text("value", primary_key=True),
    _text("device", primary_key=True),
    sqlite_with_rowid=False,
)

# --------------------------------------------------------------------------------------------------------- lists

estate = Table(
    "estate",
    metadata,
    _number("seq", primary_key=True),
    _text("device"),
    _text("serial"),
    _text("asset_tag"),
    _text("category"),
    _text("maker"),
    _text("model"),
    _text("assigned_to"),
    _text("site"),
    _text("end_of_life"),
    _text("imei"),
    _text("mac"),
    _text("iccid"),
    _text("drives"),
    _text("sensitivity"),
    Index("estate_of", "device", unique=True),
    Index("estate_assigned", "assigned_to"),
)
estate_identifiers = Table(
    "estate_identifiers",
    metadata,
    _text("value", primary_key=True),
    _number("row", primary_key=True),
    sqlite_with_rowid=False,
)
people = Table(
    "people",
    metadata,
    _text("number", primary_key=True),
    _text("id"),
    Index("people_id", "id", unique=True),
    sqlite_with_rowid=False,
)
own_people = Table("own_people", metadata, _text("id", primary_key=True), sqlite_with_rowid=False)
"""Whom this desk's own lists named when it was enrolled: they stand until the register's list is read to its end."""
recipients = Table(
    "recipients",
    metadata,
    _number("seq", primary_key=True),
    _text("kind"),
    _text("number"),
    _text("name"),
    _text("search"),
    _text("unit"),
    _text("badge"),
    _number("at_check"),
    Index("recipients_badge", "badge"),
    Index("recipients_number", "number"),
)
names = Table(
    "names",
    metadata,
    _number("block", primary_key=True),
    Column("text", LargeBinary, nullable=False),
)
"""The names of recipients by blocks of rows (`names.py`), to look a part of a name up in."""
operators = Table(
    "operators",
    metadata,
    _number("seq", primary_key=True),
    _text("number"),
    _text("name"),
    _text("role"),
    _text("badge"),
    Index("operators_badge", "badge"),
    Index("operators_number", "number"),
)
holds = Table(
    "holds",
    metadata,
    _number("seq", primary_key=True),
    _text("kind"),
    _text("value"),
    _text("reference"),
    Index("holds_on", "value"),
)

bookings = Table(
    "bookings",
    metadata,
    _number("seq", primary_key=True),
    _text("day"),
    _text("time"),
    _text("number"),
    _text("badge"),
    _text("label"),
    Index("bookings_of_day", "day"),
    Index("bookings_of_label", "label"),
)

# --------------------------------------------------------------------------------------------------- on the way out

consignments = Table(
    "consignments",
    metadata,
    _text("name", primary_key=True),
    _text("state"),
    Column("header", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
consigned = Table(
    "consigned",
    metadata,
    _number("seq", primary_key=True),
    _text("consignment"),
    _text("device"),
    _number("lies"),
    Column("line", LargeBinary, nullable=False),
    Index("consigned_in", "consignment"),
)
"""`lies`: it has not left, so that the device may lie in no other consignment."""
Index("consigned_once", consigned.c.device, unique=True, sqlite_where=text("lies = 1"))

evidence = Table(
    "evidence",
    metadata,
    _text("result", primary_key=True),
    _text("digest"),
    _number("run"),
    _text("file"),
    _text("at"),
    _maybe("entry"),
    _maybe("intake"),
    Column("told", LargeBinary, nullable=False),
    Column("aside", LargeBinary),
    sqlite_with_rowid=False,
)
"""`entry`: the `wipe_evidenced` that it became; none: it waits for a person. `told`: why, in words. `aside`: who set it
aside, and why."""
Index("evidence_waiting", evidence.c.at, sqlite_where=text("entry IS NULL AND aside IS NULL"))

signed = Table(
    "signed",
    metadata,
    _text("number", primary_key=True),
    _text("paper"),
    Column("said", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
"""A certificate as it was signed: the digest of its paper, and what no entry says; names are digests of texts."""

# --------------------------------------------------------------------------------------------------- forgettable

texts = Table(
    "texts",
    metadata,
    _text("digest", primary_key=True),
    Column("salt", LargeBinary, nullable=False),
    _text("text"),
    _maybe("person"),
    Index("texts_of", "person"),
)
unknown_scans = Table(
    "unknown_scans",
    metadata,
    _number("seq", primary_key=True),
    _text("at"),
    _text("scan"),
    _text("symbology"),
    _maybe("visit"),
)
drafts = Table(
    "drafts",
    metadata,
    _text("visit", primary_key=True),
    _maybe("recipient"),
    Column("blob", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
look_ups = Table(
    "look_ups",
    metadata,
    _number("seq", primary_key=True),
    _text("at"),
    _text("person"),
    _maybe("operator"),
    _text("how"),
    Index("look_ups_of", "person"),
)
stripped = Table("stripped", metadata, _text("digest", primary_key=True), sqlite_with_rowid=False)

# ------------------------------------------------------------------------------------------------------- signing in

pins = Table(
    "pins",
    metadata,
    _text("number", primary_key=True),
    _text("verifier"),
    _number("failures", CheckConstraint("failures >= 0")),
    _text("failed"),
    sqlite_with_rowid=False,
)
