"""From the configuration to an open store and a desk that works on it."""

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from random import SystemRandom
from typing import TYPE_CHECKING

from devswap import paths
from devswap.cli.speech import say

if TYPE_CHECKING:
    from devswap.config import Config
    from devswap.desk.desk import Desk
    from devswap.desk.printing import Printing
    from devswap.desk.table import Settings
    from devswap.ledger.audit import Journal
    from devswap.store import Reader, Store
    from devswap.wiping.bench import BenchVerbs


class SystemClock:
    """This machine's clocks."""

    def now(self) -> datetime:
        """The wall clock, UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds that nobody can set."""
        return time.monotonic()


def collect_seldom() -> None:
    """What a process at work is made of stays: no collection between two answers walks through it again."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@contextmanager
def writing(config: "Config", sidecar: Path | None = None, *, tell: Callable[[str], None] = say) -> "Iterator[Store]":
    """The store, for this process alone; its mark in `sidecar`, else among the user's state. Raises StoreError."""
    from devswap.store import Store

    folder = sidecar or paths.state_folder()
    with Store.open(config.store, clock=SystemClock(), dice=SystemRandom().getrandbits, sidecar=folder) as store:
        if store.went_back:
            tell(
                "This store was put back from a copy. It works on; entitlements of before cannot be used here until a "
                "supervisor grants them again, stock count in hand: the recipient's badge, then /grant-again."
            )
        yield store


def reading(config: "Config") -> "Reader":
    """The store, read beside a desk that may be at work. Raises StoreError."""
    from devswap.store import Reader

    return Reader.read(config.store)


def own(reader: "Reader") -> "set[Journal]":
    """The journals of the store's own desk: one for each life that it had."""
    return {(life.desk, life.incarnation) for life in reader.incarnations() if life.desk == reader.owner[0]}


def behind(config: "Config", *, takes_scans: bool = False, largest: int = 0) -> "BenchVerbs":
    """The wipe bench of this configuration; `largest` is of a report that it reads at once. Raises ConfigError."""
    from devswap.wiping.bench import BenchVerbs
    from devswap.wiping.bench_hand import Hand
    from devswap.wiping.importing import log_zone
    from devswap.wiping.methods import load_profile
    from devswap.wiping.schemes import load_schemes

    wiping = config.wiping
    schemes = load_schemes(Path(wiping.schemes) if wiping.schemes else None)
    logs = Path(wiping.logs) if wiping.logs else None
    hand = Hand(load_profile(wiping.profile), log_zone(wiping.log_zone), logs, largest)
    return BenchVerbs(hand, schemes, takes_scans)


def printing(config: "Config", *, tell: Callable[[str], None] = say) -> "Printing | None":
    """The printers of this configuration; None where it has none, or no paper can wait here. Raises ConfigError."""
    if not config.printer:
        return None
    from devswap.desk.printing import Printing
    from devswap.printing.printers import PrinterFault

    try:
        return Printing(config.printer, config.store, tell)
    except PrinterFault as error:  # a full disk keeps nobody from their shift
        tell(f"Nothing is printed: {error}")
        return None


def settings_of(store: "Reader", config: "Config") -> "Settings":
    """What the desk of this store is told about itself: by its register where it has one. Raises StoreError."""
    from devswap.desk.table import Settings
    from devswap.labels.badges import Transform

    badges, rules, standing = config.badges, store.rules() or config, store.standing()
    return Settings(
        standing.name if standing else config.desk.name,
        standing.site if standing else config.desk.site,
        rules.policy,
        rules.programme,
        config.desk.operator,
        Transform(badges.format, badges.reverse_bytes, badges.width, badges.strip_zeros),
        config.desk.keyboard or None,
        config.papers,
    )


def at_work(
    store: "Store", config: "Config", *, tell: Callable[[str], None] = say, bench: "BenchVerbs | None" = None
) -> "Desk":
    """The desk that this configuration describes, on an open store; an enrolled one goes by its register."""
    from devswap.desk.desk import Desk

    desk = Desk(store, settings_of(store, config), bench, printing(config, tell=tell))
    if config.desk.operator and desk.operator is None:
        known = store.operator_by_number(config.desk.operator) is not None
        why = "signs in with a PIN" if known else "is not in the operators' list"
        tell(f"[desk] operator {config.desk.operator} {why}: nobody is signed in.")
    return desk
