"""The bench's commands about reports that matched no job, or left a doubt: look, attach to a device, set aside."""

from dataclasses import dataclass
from typing import Final

from devswap.desk.table import Table
from devswap.desk.words import Reply, reply
from devswap.errors import DevswapError
from devswap.ledger.known import Operator
from devswap.store.evidence import SavedEvidence
from devswap.wiping import reviewing
from devswap.wiping.bench_hand import Hand, Verb

OFFERED: Final = 9
"""Reports that are offered by number: as many as there are barcodes for a choice."""


@dataclass(slots=True)
class ReviewVerbs:
    """The commands; `hand` has the report they are about."""

    hand: Hand

    def review(self, table: Table, _: Operator, rest: str) -> Reply:
        """`/review [N]`: which reports wait, or what the N-th of them says; then it is in hand."""
        waiting = table.store.waiting_evidence()
        if not waiting:
            return reply("told", "shown", what="No report waits for review.", then="Scan a device.")
        if not rest:
            choices = self.hand.offer(*((reviewing.brief(one), self._look(one)) for one in waiting[:OFFERED]))
            count = f"{len(waiting)} report{'s wait' if len(waiting) > 1 else ' waits'} for review, oldest first."
            then = "Choose: /choose N." if len(waiting) <= OFFERED else "Choose: /choose N; those after by /review N."
            return reply("ask", "review_wanted", what=count, then=then, choices=choices, asks_for="choice")
        number = int(rest[:9]) if rest.isascii() and rest.isdigit() else 0
        if not 0 < number <= len(waiting):
            raise DevswapError(f"{len(waiting)} reports wait, and “{rest[:20]}” is none of them. Write: /review 1")
        return self._shown(table, waiting[number - 1])

    def set_aside(self, table: Table, operator: Operator, why: str) -> Reply:
        """`/set-aside REASON`: the report in hand waits no longer; its file and the reason are kept."""
        if not self.hand.report:
            raise DevswapError("No report is in hand. /review shows those that wait.")
        saved = reviewing.result_named(table.store, self.hand.report)
        noted = reviewing.set_aside(self.hand.bench(table, operator), saved, why)
        self.hand.report = ""
        recorded = ("note_added",) if noted else ()
        return reply("accepted", "report_set_aside", recorded=recorded, what=saved.file)

    def _look(self, saved: SavedEvidence) -> Verb:
        return lambda table, _operator, _rest: self._shown(table, saved)

    def _shown(self, table: Table, saved: SavedEvidence) -> Reply:
        """What a report says, which is in hand now; and so is its device, where that is known."""
        self.hand.report = saved.result
        self.hand.device = reviewing.device_of(table.store, saved) or self.hand.device
        then = "Scan its device, then /attach; or set it aside: /set-aside REASON."
        if self.hand.device:
            then = f"/attach gives it to {self.hand.device}, or scan another device; /set-aside REASON sets it aside."
        lines = tuple(reviewing.summary(saved))
        return reply("accepted", "report_in_hand", what=saved.file, then=then, listed=lines)
