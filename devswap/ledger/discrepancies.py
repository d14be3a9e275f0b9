"""Disagreements between facts that a person must settle: found in the set of entries, never decided by order or time.

`find` gives each as a value with the entries that it rests on. It closes by itself when later entries explain it, and
by a `discrepancy_settled` of exactly these entries; a further entry opens it again. Those of one journal's own making
(`chain_broken`, `clock_implausible`, and `number_reused` within it) are the walk's, in `chain.py`.
"""

from devswap.ledger import custody_disputes, entitlement_disputes
from devswap.ledger import events as ev
from devswap.ledger.discrepancy import Decision, Discrepancy
from devswap.ledger.state import State

_SEVERITY: dict[Decision, int] = {"both_stand": 0, "written_off": 1, "void": 2}
_FINDERS = (*entitlement_disputes.FINDERS, *custody_disputes.FINDERS)


def find(state: State) -> tuple[Discrepancy, ...]:
    """Every discrepancy in a set of entries, settled ones included, ordered by kind and what it is about."""
    found = [settled(state, d) for finder in _FINDERS for d in finder(state)]
    return tuple(sorted(found, key=lambda d: (d.code, d.about)))


def settled(state: State, found: Discrepancy) -> Discrepancy:
    """The discrepancy with the decision on exactly these entries; where two decided, the stricter holds."""
    decisions = [
        s.decision
        for _, s in state.about(found.id, ev.DiscrepancySettled)
        if s.discrepancy == found.id and set(s.entries) == set(found.entries)
    ]
    if not decisions:
        return found
    strictest = max(decisions, key=_SEVERITY.__getitem__)
    return Discrepancy(found.id, found.code, found.about, found.entries, found.freezes, strictest)
