"""The bench's commands about consignments: open, scan in, take out, close, hand over."""

from dataclasses import dataclass

from devswap.desk.table import Table
from devswap.desk.words import Reply, reply
from devswap.errors import DevswapError
from devswap.ledger.known import Operator
from devswap.wiping import consigning
from devswap.wiping.consigning import Scanned
from devswap.wiping.schemes import Schemes


@dataclass(slots=True)
class YardVerbs:
    """The commands, and the consignment in hand."""

    schemes: Schemes
    consignment: str = ""

    def consign(self, table: Table, operator: Operator, rest: str) -> Reply:
        """`/consign SCHEME [carrier=NAME]`, or the name of one that is open or closed."""
        if self.consignment:
            raise DevswapError(f"{self.consignment} is in hand. /close and /hand-over it first, or /leave it.")
        saved = table.store.consignment(rest.upper())
        if saved is not None and saved.state != "handed_over":
            self.consignment = saved.name
            return reply("accepted", "consignment_opened", called=saved.name, what="what it was opened for")
        scheme, _, carrier = rest.partition(" carrier=")
        header = consigning.begin(self._yard(table, operator), scheme, carrier)
        self.consignment = header.name
        return reply("accepted", "consignment_opened", called=header.name, what=header.scheme.title)

    def put_in(self, table: Table, operator: Operator, name: str) -> Reply:
        """A device is scanned into the consignment in hand; every reason why it stays out is said."""
        scanned = consigning.scan(self._yard(table, operator), self.consignment, name)
        if not scanned.reasons:
            count = str(len(table.store.consigned(self.consignment)))
            return reply("accepted", "device_consigned", called=scanned.called, what=self.consignment, count=count)
        what = "; ".join(reason.says for reason in scanned.reasons)
        return reply("refused", "stays_out", called=scanned.called, what=what, then=scanned.reasons[0].next)

    def remove(self, table: Table, operator: Operator, rest: str) -> Reply:
        """`/remove IDENTIFIER`."""
        consigning.take_out(self._yard(table, operator), self._in_hand(), rest)
        return reply("told", "shown", what=f"{rest} is out of {self.consignment}.", then="Scan the next.")

    def leave(self, _table: Table, _operator: Operator, _: str) -> Reply:
        """`/leave`: the consignment waits as it is; scans show jobs again."""
        name, self.consignment = self._in_hand(), ""
        return reply("told", "shown", what=f"{name} waits as it is.", then=f"/consign {name} takes it up again.")

    def close(self, table: Table, operator: Operator, _: str) -> Reply:
        """`/close`: what lies in it is frozen."""
        header, stopped = consigning.close(self._yard(table, operator), self._in_hand())
        if stopped:
            return _stopped(header.name, "close", stopped)
        return reply("accepted", "consignment_closed", called=header.name)

    def hand_over(self, table: Table, operator: Operator, rest: str) -> Reply:
        """`/hand-over WHO`: everything in it leaves, or nothing."""
        header, stopped = consigning.hand_over(self._yard(table, operator), self._in_hand(), rest)
        if stopped:
            return _stopped(header.name, "leave", stopped)
        self.consignment = ""
        left = len(table.store.consigned(header.name))
        return reply("accepted", "consignment_left", recorded=("device_released",) * left, called=header.name)

    def _in_hand(self) -> str:
        if not self.consignment:
            raise DevswapError("No consignment is in hand. /consign SCHEME opens one, /consign NAME takes one up.")
        return self.consignment

    def _yard(self, table: Table, operator: Operator) -> consigning.Yard:
        return consigning.Yard(table.store, self.schemes, table.settings.site, operator)


def _stopped(name: str, verb: str, stopped: list[Scanned]) -> Reply:
    what = "; ".join(f"{s.called}: {s.reasons[0].says}" for s in stopped)
    then = "Take it out with /remove, or do what it needs."
    return reply("refused", "not_done", what=f"{name} does not {verb}: {what}.", then=then)
