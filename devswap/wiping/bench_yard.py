"""The bench's commands about consignments: open, scan in, take out, close, hand over."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from devswap.desk.table import Table
from devswap.desk.words import Reply, reply
from devswap.errors import DevswapError
from devswap.ledger.known import Operator
from devswap.wiping import consigning
from devswap.wiping.consigning import Scanned
from devswap.wiping.consignment import header_of, line_of
from devswap.wiping.papers import written
from devswap.wiping.schemes import Schemes

_GIVEN: Final = re.compile(r"\s(carrier|note)=")


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
        """`/hand-over WHO [carrier=NAME] [note=NUMBER]`: everything in it leaves, or nothing."""
        who, *rest_of = _GIVEN.split(f" {rest}")
        given = list(zip(rest_of[::2], map(str.strip, rest_of[1::2]), strict=True))
        notes = tuple(word for key, word in given if key == "note" and word)
        carrier = next((word for key, word in given if key == "carrier"), "")
        yard, name = self._yard(table, operator), self._in_hand()
        if carrier:
            consigning.with_carrier(yard, name, carrier)
        header, stopped = consigning.hand_over(yard, name, who, notes)
        if stopped:
            return _stopped(header.name, "leave", stopped)
        self.consignment = ""
        left = len(table.store.consigned(header.name))
        return reply("accepted", "consignment_left", recorded=("device_released",) * left, called=header.name)

    def papers(self, table: Table, name: str) -> Reply:
        """The manifest of a consignment, as PDF and CSV, and what its scheme needs, into the folder of papers."""
        saved = table.store.consignment(name)
        if saved is None:
            raise DevswapError(f"There is no consignment {name}.")
        header = header_of(saved.header)
        lines = [line_of(blob) for _, blob in table.store.consigned(header.name)]
        collector = (table.store.text(header.collected_by) or "") if header.collected_by else ""
        return told_papers(written(header, lines, collector, folder_of(table)))

    def _in_hand(self) -> str:
        if not self.consignment:
            raise DevswapError("No consignment is in hand. /consign SCHEME opens one, /consign NAME takes one up.")
        return self.consignment

    def _yard(self, table: Table, operator: Operator) -> consigning.Yard:
        return consigning.Yard(table.store, self.schemes, table.settings.site, operator)


def folder_of(table: Table) -> Path:
    """Where this bench writes papers. Raises DevswapError."""
    if table.settings.papers is None:
        raise DevswapError("No folder for papers is named. Set [desk] papers.")
    return table.settings.papers


def told_papers(files: list[Path]) -> Reply:
    """Which papers lie where."""
    what = f"{len(files)} papers lie in {files[0].parent}."
    return reply("told", "shown", what=what, then="Print and sign them.", listed=tuple(file.name for file in files))


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
