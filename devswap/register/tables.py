"""The register's tables on PostgreSQL: journals and their entries, what follows from them, the lists, who may speak.

Positions come from the counter in the one row of `register`, updated in the transaction that writes the rows: dense and
in commit order, which no sequence is. Entries and changes of the lists share them; together they are the log. Unique
keys are only for places in a journal: none could refuse a fact. Two entries under one id are both kept, and raised.
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY

metadata = MetaData()


def _id(name: str, *more: Any, **options: Any) -> "Column[str]":
    return Column(name, Uuid(as_uuid=False), *more, nullable=options.pop("nullable", False), **options)


def _text(name: str, *more: Any, **options: Any) -> "Column[str]":
    return Column(name, Text, *more, nullable=options.pop("nullable", False), **options)


def _number(name: str, *more: Any, **options: Any) -> "Column[int]":
    return Column(name, BigInteger, *more, nullable=options.pop("nullable", False), **options)


def _bytes(name: str, **options: Any) -> "Column[bytes]":
    return Column(name, LargeBinary, nullable=options.pop("nullable", False), **options)


def _time(name: str, **options: Any) -> "Column[Any]":
    return Column(name, DateTime(timezone=True), nullable=options.pop("nullable", False), **options)


register = Table(
    "register",
    metadata,
    Column("one", Integer, CheckConstraint("one = 1"), primary_key=True),
    _id("id"),
    _id("epoch"),
    _id("incarnation"),
    _number("position"),
    _bytes("log_hash"),
    _bytes("key"),
)
"""One row. `incarnation` is that of the register's own journal, whose desk is its id; `key` its Ed25519 private key."""

desks = Table(
    "desks",
    metadata,
    _id("id", primary_key=True),
    _text("name"),
    _text("site"),
    _text("public_key"),
    _time("enrolled"),
    _time("seen", nullable=True),
    Column("revoked", Boolean, nullable=False),
)
codes = Table(
    "codes",
    metadata,
    _bytes("digest", primary_key=True),
    _text("site"),
    _text("name"),
    _time("expires"),
    _id("used_by", nullable=True),
)

journals = Table(
    "journals",
    metadata,
    Column("seq", Integer, Identity(), primary_key=True),
    _id("desk"),
    _id("incarnation"),
    Column("branch", Integer, nullable=False),
    _id("parent", nullable=True),
    _number("parent_number", nullable=True),
    _bytes("parent_head", nullable=True),
    _number("base"),
    _bytes("base_hash"),
    _number("number"),
    _bytes("hash"),
    _id("boot", nullable=True),
    _id("boot_before", nullable=True),
    _number("pushes"),
    _number("reported"),
    _bytes("reported_hash", nullable=True),
    _number("heard", server_default="0"),
    _number("error", nullable=True),
    _text("state"),
    UniqueConstraint("desk", "incarnation", "branch"),
)
"""One row for each chain. Branch 0 is the incarnation; a further one is what a copy of its store wrote after `base`.

`reported` is the furthest head that the desk was heard to have been told of: the desks are the log's witnesses. `heard`
is how far it said last that its own goes; `error` within how many microseconds it knew the register's time at worst.
"""

greetings = Table("greetings", metadata, _id("desk", primary_key=True), _text("request", primary_key=True))
"""The requests by which desks said HELLO: one that was overheard and is sent again would make a clone of its desk.

Nothing else needs it: a push that is sent again finds its entries, and a code lets in one key alone.
"""

entries = Table(
    "entries",
    metadata,
    _number("position", primary_key=True, autoincrement=False),
    Column("journal", Integer, nullable=False),
    _number("number"),
    _id("id", nullable=True),
    _text("kind"),
    _text("site"),
    Column("judged", Boolean, nullable=False),
    _bytes("hash"),
    _bytes("log_hash"),
    _bytes("body"),
    UniqueConstraint("journal", "number"),
    Index("entries_by_id", "id"),
    Index("entries_of_site", "site", "position", postgresql_where=text("site <> ''")),
    Index("entries_unjudged", "position", postgresql_where=text("NOT judged")),
)
"""`site` is that of a stock receipt, for the desks there, and empty otherwise.

`id` is null for bytes that are no entry; `judged` false for those, and for what only a newer program understands.
`journal` is the `seq` of a row that is locked while entries are stored behind it, and never removed: a foreign key
would ask for it again with each of them.
"""

about = Table(
    "about",
    metadata,
    _number("subject", primary_key=True, autoincrement=False),
    _number("position", primary_key=True, autoincrement=False),
)
"""Entry by subject, the subject as 64 bits of its digest: one too many is read, never one too few."""

quarantine = Table(
    "quarantine",
    metadata,
    _number("seq", Identity(), primary_key=True),
    _id("desk"),
    _id("incarnation"),
    _number("number"),
    _bytes("hash"),
    _bytes("body"),
    _text("why"),
    _time("received"),
    UniqueConstraint("desk", "incarnation", "number", "hash"),
)
"""Facts kept apart from the fold: those of a revoked desk."""

discrepancies = Table(
    "discrepancies",
    metadata,
    _id("id", primary_key=True),
    _text("code"),
    _text("about"),
    Column("entries", ARRAY(Uuid(as_uuid=False)), nullable=False),
    Column("freezes", ARRAY(Uuid(as_uuid=False)), nullable=False),
    Column("walked", Boolean, nullable=False),
    _text("state", CheckConstraint("state IN ('open', 'settled', 'closed')")),
    _text("decision", nullable=True),
    _time("raised"),
    _time("changed"),
    Index("discrepancies_by_entry", "entries", postgresql_using="gin"),
    Index("discrepancies_by_state", "state", "raised"),
)
"""`walked`: found in the order of one journal, which the set of entries does not show; only a person closes it."""

shares = Table(
    "shares",
    metadata,
    _number("position", primary_key=True, autoincrement=False),
    _id("desk"),
    _number("entry"),
    _bytes("log_hash"),
    UniqueConstraint("entry", "desk"),
    Index("shares_of", "desk", "position"),
)
"""A row of the log too: from here on this desk is to fold that entry of another, named by its position."""

rows = Table(
    "rows",
    metadata,
    _text("kind", primary_key=True),
    _text("key", primary_key=True),
    _number("position"),
    _text("site"),
    _bytes("content"),
)
"""The lists as they are now: estate, stock, recipients, operators, policy. Reference, never evidence."""

people = Table("people", metadata, _text("number", primary_key=True), _id("id", unique=True))
"""The person id that a number was given by the first list that named it, for ever; stripped on request (P7)."""

changes = Table(
    "changes",
    metadata,
    _number("position", primary_key=True, autoincrement=False),
    _text("kind"),
    _text("key"),
    _text("site"),
    _bytes("log_hash"),
    _bytes("content", nullable=True),
    Index("changes_of", "kind", "key"),
)
"""The rows of the log that are no entries: what changed in the lists. `site` is empty where every desk is told.

`content` is null once the row was replaced or removed: what was said of a person before is nobody's any more (P7).
"""
