"""A desk's day in entries as the register gets it: deliveries, swaps, wipes, what is undone or refused, disputes.

Of a hundred old devices that come over the desk, three are withdrawn, forty are wiped the same day (three entries for
their one drive), and one was taken in at the desk before as well, which is a discrepancy. Ids are UUIDv7, as a desk
makes them: an index over them grows at its end.
"""

from random import Random

from devswap.ledger import events as ev
from devswap.ledger.ids import uuid7
from tests.ledger.stories import Desk, name

A_DELIVERY = 100
"""New devices of a receipt."""
_BEGAN = 1_795_000_000_000
"""Unix milliseconds of the first entry."""


class Day(Desk):
    """A desk that records a day of so many entries; `before` is whose devices come over this desk again."""

    def __init__(self, word: str, entries: int, before: "Day | None" = None) -> None:
        super().__init__(word, site=f"{word} site")
        self.who, self._dice = word, Random(word)
        receipt, swaps = "", 0
        while len(self.entries) < entries:
            if swaps % A_DELIVERY == 0:
                receipt = self.stock(*(f"{word} new {n}" for n in range(swaps, swaps + A_DELIVERY)))
            self._swap(swaps, receipt, before)
            swaps += 1
        del self.entries[entries:]

    def fresh_id(self) -> str:
        """A UUIDv7; entries are ten seconds apart."""
        return uuid7(_BEGAN + 10_000 * len(self.entries), self._dice.getrandbits(74))

    def _swap(self, number: int, receipt: str, before: "Day | None") -> None:
        whose = before.who if before is not None and number % 100 == 50 else self.who
        old, new, person = f"{whose} old {number}", f"{self.who} new {number}", f"{self.who} {number}"
        intake = self.take_in(old, person)
        if number % 33 == 7:
            self.withdraw(intake, intake, old)
            return
        self.issue(intake, new, receipt, person)
        if number % 5 < 2:
            self.wipe(intake, f"{old} drive")
        if number % 20 == 3:
            self.record(ev.AttemptRefused("no_entitlement", name(person), (name(new),), self.site))
