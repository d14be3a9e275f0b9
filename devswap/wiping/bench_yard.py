"""The bench's commands about consignments: open, scan in, take out, close, hand over."""

from dataclasses import dataclass

from msgspec.structs import replace

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
        if not rest:
            known = ", ".join(scheme.name for scheme in self.schemes.schemes)
            raise DevswapError(f"Which scheme? Write: /consign SCHEME [carrier=NAME]. There are {known}.")
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
        if scanned.reasons[0].code == "same_scan_again":
            return reply("told", "same_scan_again", called=scanned.called, then="Scan the next.")
        return _stays(f"{scanned.called} stays out", [scanned])

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


def _stays(what: str, stopped: list[Scanned]) -> Reply:
    """Why devices stay: by the code of the first reason, with every reason of each by its code."""
    reasons = [(scanned.called, reason) for scanned in stopped for reason in scanned.reasons]
    first = reasons[0][1]
    says = "; ".join(reason.says for _, reason in reasons) if len(stopped) == 1 else first.says
    lines = tuple(f"{called}: {reason.code}: {reason.says}. {reason.next}" for called, reason in reasons)
    return replace(
        reply("refused", "no_evidence", what=f"{what}: {says}", then=first.next, listed=lines), code=first.code
    )


def _stopped(name: str, verb: str, stopped: list[Scanned]) -> Reply:
    called = ", ".join(scanned.called for scanned in stopped)
    said = _stays(f"{name} does not {verb}, {called}", stopped)
    return replace(said, next=f"{said.next} Or take it out: /remove.")
