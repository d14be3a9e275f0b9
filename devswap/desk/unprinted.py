"""Paper that waits for a printer and names somebody who is to be forgotten: drawn again from the record, without them.

Pages wait as pictures, with whatever name stood in the lists when they were drawn. A printer that is off for weeks
would keep it past the lists' own forgetting.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from devswap.desk.papers import acknowledged_with
from devswap.desk.printing import Wanted, folder_of, keep_wanted
from devswap.ledger.entry import Entry
from devswap.store import Reader

_NAMING: Final = re.compile(r"\d+ (receipt|voucher)-.*?-(\d{4,})(?:-\d)?(?:-reprint)?\.")
"""A waiting page of a kind that names people; cage labels name nobody."""


def take_back(store: Reader, person: str) -> int:
    """Take every waiting page that names a person off the printers' queues, its bytes written over; how many.

    What was taken off is drawn again, as a reprint, when the desk is next at work. Raises StoreError, PrinterFault
    where a queue cannot be written, OSError where a page cannot be removed.
    """
    taken = 0
    for path in folder_of(store.path).glob("*/*"):
        page = _NAMING.search(path.name)
        wanted = set(_wanted(store, page[1], int(page[2]), person)) if page else set()
        if not wanted:
            continue
        for one in wanted:
            keep_wanted(path.parent, one)
        _write_over(path)
        taken += 1
    return taken


def _wanted(store: Reader, kind: str, number: int, person: str) -> Iterator[Wanted]:
    """What a page was drawn from, where that names the person; of every life that the desk's store had."""
    for life in store.incarnations():
        if life.desk != store.owner[0]:
            continue
        for entry in store.following(life, number - 1, 1):
            drawn_from = acknowledged_with(store, entry) if kind == "receipt" else (entry,)
            if any(_names(one, person) for one in drawn_from):
                yield Wanted(tuple(one.id for one in drawn_from), (kind,))


def _names(entry: Entry, person: str) -> bool:
    return person.encode() in entry.raw


def _write_over(path: Path) -> None:
    with path.open("r+b") as page:
        page.write(bytes(path.stat().st_size))
        page.flush()
        os.fsync(page.fileno())
    path.unlink()
