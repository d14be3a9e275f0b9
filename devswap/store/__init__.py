"""The desk's store: the ledger on SQLite, by SQLAlchemy Core."""

from devswap.store.database import Store
from devswap.store.reader import Reader
from devswap.store.values import (
    Clock,
    Counts,
    Dice,
    Draft,
    Found,
    Incarnation,
    Job,
    Recording,
    Row,
    SavedDraft,
    UnknownScan,
)

__all__ = [
    "Clock",
    "Counts",
    "Dice",
    "Draft",
    "Found",
    "Incarnation",
    "Job",
    "Reader",
    "Recording",
    "Row",
    "SavedDraft",
    "Store",
    "UnknownScan",
]
