"""A desk's process of its own: opens a store, records, and says so only after each commit."""

import sys
import time
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


def main(mode: str, path: Path) -> None:
    """Open; with `record`, record swaps until killed, a line on standard output after each."""
    try:
        store = Store.open(path, clock=Clock(), dice=SystemRandom().getrandbits, ballast=0)
    except DevswapError as error:
        print(error, flush=True)
        return
    print("open", flush=True)
    if mode == "record":
        for number in count():
            visit = f"visit {number % 7}"
            store.save_draft(visit, None, b"before %d" % number)
            entries = store.record(swap(store, number), draft=(visit, None, b"%d" % number))
            print(entries[-1].number, entries[-1].hash.hex(), visit, number, flush=True)
    store.close()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
