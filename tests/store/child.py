"""A desk's process of its own: opens a store, records, and says so only after each commit."""

import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from random import SystemRandom

from devswap.errors import DevswapError
from devswap.ledger import events as ev
from devswap.ledger.ids import device_id, uuid4
from devswap.ledger.parts import BroughtBy, EstateLife, FromNowhere, Identifier
from devswap.store import Recording, Store


class Clock:
    """The machine's."""

    def now(self) -> datetime:
        """The wall."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds."""
        return time.monotonic()


def swap(store: Store, number: int) -> list[Recording]:
    """One swap's events."""
    who, intake = uuid4(number), store.new_id()
    old, new = f"O{number}-{intake[:13]}", f"N{number}-{intake[:13]}"
    labels = (Identifier("serial", old), Identifier("asset_tag", f"T{old}"))
    taken_in = ev.DeviceTakenIn(
        device_id("HP", old), EstateLife(), labels, "laptop", "HP", "G5", "Lambeth", who, BroughtBy(), ("laptop",),
        None, None, "wipe", (), "", None,
    )  # fmt: skip
    issued = ev.DeviceIssued(
        intake, intake, FromNowhere(), device_id("HP", new), (Identifier("serial", new),), "laptop", "HP", "G10",
        "Lambeth", who,
    )  # fmt: skip
    return [Recording(taken_in, id=intake), Recording(issued)]


def work(path: Path, say: Callable[[str], object], first: int = 0) -> None:
    """Record swaps, each number once, and say each only when it is committed; until killed."""
    with Store.open(path, clock=Clock(), dice=SystemRandom().getrandbits, ballast=0) as store:
        for number in count(first):
            visit = f"visit {number % 7}"
            store.save_draft(visit, None, b"before %d" % number)
            say(f"draft {visit} {number}")
            entries = store.record(swap(store, number), draft=(visit, None, b"after %d" % number))
            say(f"swap {visit} {number} {entries[-1].number} {entries[-1].hash.hex()}")


def main(mode: str, path: Path) -> None:
    """Open the store, or with `record` work in it, a line on standard output after each commit."""
    try:
        if mode == "record":
            work(path, lambda words: print(words, flush=True))
        Store.open(path, clock=Clock(), dice=SystemRandom().getrandbits, ballast=0).close()
    except DevswapError as error:
        print(error, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
