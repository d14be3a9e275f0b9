"""What came in of erasure tools, beside the record: which results are known, and which wait for a person.

The record holds what an evidence proved; these rows say which file it stood in, and keep what matched no job.
"""

from dataclasses import dataclass

from sqlalchemy import func, select

from devswap.ledger.entry import Entry
from devswap.store import tables as t
from devswap.store.appending import Appending
from devswap.store.connection import Database
from devswap.store.loading import opened
from devswap.store.sql import first, fixed, given, inserting, sql

_v = t.evidence.c
_WHOLE = (_v.result, _v.digest, _v.run, _v.file, _v.at, _v.entry, _v.intake, _v.told, _v.aside)
_KNOWN = sql(select(*_WHOLE).where(_v.result == given("result")))
_BEGINS = sql(
    first(select(*_WHOLE).where(_v.entry.is_(None), _v.result >= given("least"), _v.result < given("over")), 2)
)
_OF_ENTRY = sql(select(_v.file, _v.digest).where(_v.entry == given("entry")))
_WAITING = sql(select(*_WHOLE).where(_v.entry.is_(None), _v.aside.is_(None)).order_by(_v.at, _v.digest, _v.run))
_WAITS_ABOUT = sql(
    select(func.count()).select_from(t.evidence)
    .where(_v.entry.is_(None), _v.aside.is_(None), _v.intake == given("intake"))
)  # fmt: skip
_ASIDE = sql(select(*_WHOLE).where(_v.entry.is_(None), _v.aside.is_not(None)).order_by(_v.at, _v.digest, _v.run))
_HOW_MUCH = sql(select(func.count()).select_from(t.evidence).where(_v.entry.is_(None), _v.aside.is_(None)))
_c, _e = t.certificates.c, t.entries.c
_CERTIFICATE = sql(
    first(select(_e.hash, _e.body).join(t.certificates, _c.entry == _e.seq).where(_c.number == given("number")), 1)
)
_SIGNED = sql(select(t.signed.c.paper, t.signed.c.said).where(t.signed.c.number == given("number")))
_ENDING = sql(
    select(t.wipe_jobs.c.intake, t.wipe_jobs.c.device)
    .where(func.substr(t.wipe_jobs.c.intake, fixed(-8)) == given("end")).order_by(t.wipe_jobs.c.seq)
)  # fmt: skip
_SIGN = inserting(t.signed, prefix="OR REPLACE")
_CERTIFIED = sql(select(func.count()).select_from(t.certificates))
_KEEP = inserting(t.evidence, prefix="OR REPLACE")


@dataclass(frozen=True, slots=True)
class SavedEvidence:
    """One result of one file. `result` is the digest of its own lines, `digest` that of the file."""

    result: str
    digest: str
    run: int
    file: str
    """The file's name, as it was given."""
    at: str
    entry: str | None
    intake: str | None
    told: bytes
    aside: bytes | None = None
    """Who set it aside and why; None: nobody did."""


class EvidenceRows:
    """The evidence that came in, read."""

    _db: Database

    def evidence(self, result: str) -> SavedEvidence | None:
        """The result of this digest, where it came in before. Raises StoreError."""
        row = self._db.one(_KNOWN, result)
        return SavedEvidence(*row) if row else None

    def evidence_beginning(self, result: str) -> list[SavedEvidence]:
        """Results that became no entry and whose digest begins so: at most two. Raises StoreError."""
        return [SavedEvidence(*row) for row in self._db.all(_BEGINS, result, f"{result}~")]

    def evidence_aside(self) -> list[SavedEvidence]:
        """What a person set aside, in the order in which it came. Raises StoreError."""
        return [SavedEvidence(*row) for row in self._db.all(_ASIDE)]

    def evidence_file(self, entry: str) -> tuple[str, str]:
        """Name and digest of the file that a `wipe_evidenced` rests on; empty where it came from elsewhere."""
        row = self._db.one(_OF_ENTRY, entry)
        return (row[0], row[1]) if row else ("", "")

    def certificate(self, number: str) -> Entry | None:
        """The acceptance that a certificate of this number proves. Raises StoreError."""
        row = self._db.one(_CERTIFICATE, number)
        return opened(self._db, row[1], row[0]) if row else None

    def hosts(self, end: str) -> list[tuple[str, str]]:
        """The intakes, each with its device, that owe or owed a wipe and whose ids end so. Raises StoreError."""
        return [(row[0], row[1]) for row in self._db.all(_ENDING, end)]

    def signed(self, number: str) -> tuple[str, bytes] | None:
        """The digest of a certificate's paper and what it said when it was signed here. Raises StoreError."""
        row = self._db.one(_SIGNED, number)
        return (row[0], row[1]) if row else None

    def certified(self) -> int:
        """How many certificates were given. Raises StoreError."""
        row = self._db.one(_CERTIFIED)
        return int(row[0]) if row else 0

    def how_much_waits(self) -> int:
        """How many results matched no job, or left a doubt. Raises StoreError."""
        row = self._db.one(_HOW_MUCH)
        return int(row[0]) if row else 0

    def waits_about(self, custody: str) -> int:
        """How many of them are about the job of this custody. Raises StoreError."""
        row = self._db.one(_WAITS_ABOUT, custody)
        return int(row[0]) if row else 0

    def waiting_evidence(self) -> list[SavedEvidence]:
        """What matched no job, or left a doubt: in the order in which it came. Raises StoreError."""
        return [SavedEvidence(*row) for row in self._db.all(_WAITING)]


def keep(journal: Appending, saved: SavedEvidence) -> None:
    """Keep a result beside the record, in the open transaction."""
    values = (
        saved.result, saved.digest, saved.run, saved.file, saved.at, saved.entry, saved.intake, saved.told, saved.aside
    )  # fmt: skip
    journal.db.driver.execute(_KEEP, values)


def sign(journal: Appending, number: str, paper: str, said: bytes) -> None:
    """Keep what a certificate says beside its entries, and the digest of its paper, in the open transaction."""
    journal.db.driver.execute(_SIGN, (number, paper, said))
