"""`fold(baseline, entries) -> state`: one pure function, at the desk and at the register.

`fold(fold(b, X), Y) == fold(b, X ∪ Y)`: the state is the set itself, so neither order nor repetition matters.
"""

from collections.abc import Iterable

from devswap.ledger.entry import Entry
from devswap.ledger.state import State

EMPTY = State({})
"""The state that nothing happened in."""


def fold(baseline: State, entries: Iterable[Entry]) -> State:
    """The state after these entries too. An entry that is there already changes nothing.

    Two different entries under one id cannot come from an honest journal; the one with the lesser bytes stays, so that
    even then the order of arrival does not matter, and the chain's walk raises the reuse.
    """
    known = dict(baseline.entries)
    for entry in entries:
        there = known.get(entry.id)
        if there is None or (entry.raw, entry.hash) < (there.raw, there.hash):
            known[entry.id] = entry
    return State(known)
