"""The links of a pushed batch: each entry's bytes, its hash over the one before it, and what they say."""

from collections.abc import Iterator

from msgspec import Struct

from devswap.ledger import events as ev
from devswap.ledger.chain import Clock
from devswap.ledger.discrepancy import Discrepancy, discrepancy
from devswap.ledger.entry import Entry, Malformed, chain_hash, open_entry
from devswap.wire import Push, unpack


class Link(Struct, frozen=True, gc=False):
    """One place of a chain."""

    number: int
    raw: bytes
    hash: bytes
    entry: Entry | None
    """None where the bytes are no entry of this place: kept as they came, and passed."""
    says: str = ""
    """What is wrong with it."""

    @property
    def name(self) -> str | None:
        """The entry's id, where it is one."""
        return self.entry.id if self.entry is not None else None

    @property
    def judged(self) -> bool:
        """Whether the fold understands it."""
        return self.entry is not None and not isinstance(self.entry.event, ev.Unread)

    @property
    def site(self) -> str:
        """The site of a stock receipt."""
        received = self.entry is not None and isinstance(self.entry.event, ev.StockReceived)
        return self.entry.event.site if received else ""  # type: ignore[union-attr]


def links_of(push: Push, desk: str) -> list[Link]:
    """The links of a batch, from the hash before it on. Raises ValueError where one is not packed as it must be."""
    sealed = {head.number: bytes.fromhex(head.hash) for head in push.damaged}
    previous = bytes.fromhex(push.before.hash)
    links = []
    for number, packed in enumerate(push.entries, push.before.number + 1):
        link = link_of(unpack(packed), previous, desk, push.incarnation, number, sealed.get(number))
        links.append(link)
        previous = link.hash
    return links


def link_of(raw: bytes, previous: bytes, desk: str, incarnation: str, number: int, sealed: bytes | None = None) -> Link:
    """One link; with `sealed`, the hash that it was sealed with where its bytes no longer give it."""
    own = chain_hash(previous, raw)
    says = "its bytes are not what was sealed" if sealed is not None and sealed != own else ""
    hash = sealed if says and sealed is not None else own
    try:
        entry = open_entry(raw, hash)
    except Malformed as error:
        return Link(number, raw, hash, None, says or str(error))
    if (entry.desk, entry.incarnation, entry.number) != (desk, incarnation, number):
        return Link(number, raw, hash, None, f"it is entry {entry.number} of {entry.desk} {entry.incarnation}")
    return Link(number, raw, hash, entry, says)


def walked(desk: str, incarnation: str, last: Entry | None, links: list[Link]) -> Iterator[Discrepancy]:
    """What stands against links by themselves: bytes that are not what was sealed, clocks that leapt.

    `last` is the entry before the first, which its clock is compared with.
    """
    clock = Clock()
    if last is not None:
        clock.judge(last)
    for link in links:
        entry = link.entry
        before, complaints = clock.judge(entry) if entry is not None else ("", [])
        if not (link.says or complaints):
            continue
        name, about = entry.id if entry is not None else "", f"{desk} {incarnation} {link.number}"
        if link.says:
            yield discrepancy("chain_broken", about, filter(None, (name,)))
        if complaints:
            yield discrepancy("clock_implausible", about, filter(None, (before, name)))
