"""One desk's shift: what was scanned, what it meant, and what the record now says.

`Desk.scan` and `Desk.command` are the only ways in, for the screen, for plain lines and for replays alike. Each
commits before it answers (P3); where the store fails nothing changed and the answer says so.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import msgspec

from devswap.desk import answering, batching, people, signing_in, undoing
from devswap.desk.commands import carry_out
from devswap.desk.day import Day, read
from devswap.desk.filling import then, unknown
from devswap.desk.identify import Rows, Seen, identify
from devswap.desk.outcome import Balance, Happening, Outcome, ParkedView, VisitView
from devswap.desk.pin_asking import needs_pin
from devswap.desk.table import UNDER_WAY, Asked, Settings, Table
from devswap.desk.views import balance, parked_views, summary, visit_view
from devswap.desk.words import Reply, called, device_words, named, reply
from devswap.errors import NotRecorded
from devswap.labels.commands import decode
from devswap.labels.damage import damage_words
from devswap.ledger.known import Device, Operator
from devswap.printing.calibration import Calibrated, calibrated
from devswap.store import Store
from scanners.recording import escape
from scanners.same_label import SameLabel
from scanners.scan import Scan

if TYPE_CHECKING:
    from devswap.desk.printing import Printing

T = TypeVar("T")
STILL_IN_VIEW = 1.0
"""Seconds within which the same label from the same scanner is the same scan."""
SEEN = ("confirm", "cancel")
SHOWN = 300
"""Characters of a scan that an answer repeats."""


class Behind(Protocol):
    """What works behind the desk on the same lines: the wipe bench, whose commands the desk itself does not know."""

    @property
    def first(self) -> str:
        """What whoever signs in there does first; empty where that is the desk's to say."""

    def carry_out(self, table: Table, words: str) -> Reply | None:
        """The answer to a command; None where it is not its own."""

    def scanned(self, table: Table, device: Device) -> Reply | None:
        """The answer to a device that is known; None where that is the desk's."""

    def badge(self, table: Table, operator: Operator) -> Reply | None:
        """The answer to an operator's badge, where a second person is waited for; else None."""

    def kept(self) -> Any:
        """What is in hand behind the desk, to go back to."""

    def go_back(self, kept: Any) -> None:
        """Have that in hand again."""


class Desk:
    """The desk: one store, one state, one thread."""

    def __init__(
        self, store: Store, settings: Settings, bench: Behind | None = None, paper: "Printing | None" = None
    ) -> None:
        self.store = store
        self._bench = bench
        self.name = settings.name
        self.site = settings.site
        self._table = Table(store, settings, paper)
        if bench is not None and bench.first:
            self._table.first = bench.first
        self._table.recover()
        self._last: Outcome | None = None
        self._before: Scan | None = None
        self._same = SameLabel(STILL_IN_VIEW)
        self._unseen: Reply | None = None
        """A STOP that nobody has seen yet, where the policy lets one block what follows."""
        if settings.operator:
            self._begin(settings.operator)
        if paper is not None:
            paper.start(lambda: self.settings)

    def _begin(self, number: str) -> None:
        """Sign in whom the configuration names, where the policy asks them for no PIN."""
        operator, rules = self.store.operator_by_number(number), self._table.policy.sign_in
        if operator is not None and rules.pin != "required" and not needs_pin(self._table, operator):
            self._table.operator = operator
            self._table.resume()

    @property
    def operator(self) -> Operator | None:
        """Who is signed in."""
        return self._table.operator

    @property
    def asks_for_pin(self) -> bool:
        """Whether what is typed next is a PIN."""
        return self._table.pin is not None

    @property
    def settings(self) -> Settings:
        """What this desk was told about itself."""
        return self._table.settings

    @property
    def paper(self) -> "Printing | None":
        """The printers of this desk, where it has any."""
        return self._table.paper

    @property
    def last(self) -> Outcome | None:
        """The last answer."""
        return self._last

    def visit(self) -> VisitView:
        """The visit on screen."""
        return visit_view(self._table)

    def parked(self) -> tuple[ParkedView, ...]:
        """The visits that wait."""
        return parked_views(self._table)

    def balance(self) -> Balance:
        """The day at this desk."""
        return balance(self._table)

    @property
    def ending(self) -> bool:
        """Whether something was asked for the end of the shift, and waits for its answer."""
        return self._table.ending not in ("", UNDER_WAY)

    def shift(self) -> Day:
        """The shift as it stands, and what is to be seen to before it ends. Raises StoreError."""
        return read(self._table)

    def tape(self) -> tuple[Happening, ...]:
        """What happened last, newest first."""
        return tuple(self._table.tape)

    def tell(self, words: str) -> None:
        """Put on the tape what became known beside this desk's own work."""
        self._table.tape.appendleft(Happening(self._table.now(), "told", "-", words, False))

    def learn(self) -> None:
        """Go by what the register sent: its rules and lists, and what it froze. What lies on the desk stays there.

        An operator whom the register no longer lists is signed out. Raises StoreError.
        """
        table, rules = self._table, self.store.rules()
        if rules is not None:
            table.settings = replace(table.settings, policy=rules.policy, programme=rules.programme)
        signed_in, first = table.operator, table.settings.operator
        if signed_in is not None:
            table.operator = self.store.operator_by_number(signed_in.number)
        elif self._last is None and first:
            table.operator = self.store.operator_by_number(first)
        table.refresh()

    def calibrate(self, scan: Scan) -> Calibrated | None:
        """Put right from here on what the keyboard makes of scans, where this is the calibration sheet's barcode.

        As far as that is certain: a layout that is not known changes nothing, nor does what came by no keyboard. None
        where it is another label.
        """
        found = calibrated(scan.text)
        if scan.keyed and found is not None and found.layout is not None:
            self._table.settings = replace(self.settings, layout=None if found.layout == "us" else found.layout)
        return found

    def scan(self, scan: Scan) -> Outcome:
        """Take one scan: decide, record, answer."""
        shown = (scan.text if scan.text.isalnum() else escape(scan.text))[:SHOWN]
        if self._table.pin is not None:
            if signing_in.is_pin(self._table, scan):
                return self._answer(signing_in.MASK, lambda: signing_in.answer(self._table, scan.text))
            if self._table.operator is None and decode(scan.text) is None:
                return self._answer(signing_in.MASK, lambda: self._scanned(scan))
            self._table.pin = None
        if self._still_in_view(scan):
            return self._answer(shown, lambda: reply("told", "same_scan_again", called=shown, then=then(self._table)))
        unseen = self._unseen
        if unseen is not None and decode(scan.text) is None:
            return self._answer(
                shown, lambda: msgspec.structs.replace(unseen, next=f"CONFIRM that this is seen. {unseen.next}")
            )
        return self._answer(shown, lambda: self._scanned(scan))

    def together(self, works: Sequence[Callable[[], T]]) -> list[T]:
        """Answer several scans or commands that wait already, with one commit; each as it would be answered alone.

        Where that commit fails nothing of them was recorded, and each is answered by itself.
        """
        if len(works) < 2:
            return [work() for work in works]
        table, mine = self._table.kept(), (self._last, self._before, self._unseen)
        in_hand = self._bench.kept() if self._bench is not None else None
        try:
            with self.store.together():
                return [work() for work in works]
        except NotRecorded:
            self._table.go_back(table)
            self._last, self._before, self._unseen = mine
            if self._bench is not None:
                self._bench.go_back(in_hand)
            return [work() for work in works]

    def _still_in_view(self, scan: Scan) -> bool:
        """The label that was just read, by the same scanner or by another of this desk; a recording has no moments."""
        if not scan.at or scan.typed:
            return False
        before, self._before = self._before, scan
        again = before is not None and (before.text, before.source) == (scan.text, scan.source)
        if again and before is not None and 0 < scan.at - before.at < STILL_IN_VIEW:
            return True
        return self._same.seen_by_another(scan)

    def command(self, words: str) -> Outcome:
        """Carry out a command in words, as `/words` on a line: `confirm`, `hand-in leaver`, `choose 2`, …"""
        return self._answer("/" + signing_in.masked(escape(words)[:SHOWN]), lambda: self._ordered(words.strip()))

    def damaged(self, raw: str, what: str) -> Outcome:
        """Answer for a line that is no scan at all."""
        shown = raw[:SHOWN] if self._table.pin is None else signing_in.MASK
        return self._answer(shown, lambda: reply("told", "damaged_scan", what=what))

    def _ordered(self, words: str) -> Reply:
        """A command barcode; CONFIRM and CANCEL first of all say that a STOP was seen."""
        if self._unseen is not None and words in SEEN:
            self._unseen = None
            return reply("told", "shown", what="Seen.", then=then(self._table))
        bench = self._bench if self._table.pin is None else None  # who is to act is not known while a PIN is awaited
        if bench is not None and (said := bench.carry_out(self._table, words)) is not None:
            return said
        return carry_out(self._table, words, self._typed)

    def _typed(self, text: str) -> Reply:
        again = answering.typed_again(self._table, text)
        return again if again is not None else self._scanned(Scan(text, source="typed", typed=True))

    def _scanned(self, scan: Scan) -> Reply:
        table = self._table
        if scan.damage:
            self.store.keep_unknown(escape(scan.text), "", table.current.id if table.current else None)
            return reply("told", "damaged_scan", what=f"{damage_words(scan.damage)}. It read {escape(scan.text)[:60]}")
        if not scan.text.isalnum() and (found := self.calibrate(scan)) is not None:
            return reply("told", "shown", what=found.says, then=found.cure or then(table))
        seen = identify(table, scan)
        if seen.command is not None:
            return self._ordered(seen.command)
        table.turn_away()
        if table.operator is None:
            return signing_in.begin(table, seen.operator) if seen.operator else reply("refused", "not_signed_in")
        if seen.label.what_it_is == "devswap-voucher":
            return people.voucher(table, seen.label.normalised)
        if seen.devices and (seen.recipient is not None or len(seen.devices) > 1):
            return self._several(seen, scan)
        if seen.recipient is not None or (seen.operator is not None and not seen.devices):
            return self._badge(seen, scan)
        return self._device(seen, scan, seen.devices[0] if seen.devices else seen.unlisted)

    def _badge(self, seen: Seen, scan: Scan) -> Reply:
        """Somebody's badge, or a number that names them: an answer, a visit, or a colleague who takes over."""
        table, operator = self._table, seen.operator
        if operator is not None and self._bench is not None:
            second = self._bench.badge(table, operator)
            if second is not None:
                return second
        if operator is not None and answering.supervisor_wanted(table):
            if operator.role == "supervisor" and (not scan.typed or needs_pin(table, operator)):
                return answering.supervise(table, operator)
            if seen.recipient is None:
                return answering.no_supervisor(table, operator)
        if seen.recipient is not None:
            return people.show(table, seen.recipient)
        if operator is not None and needs_pin(table, operator):
            return signing_in.begin(table, operator)
        who = named(operator, table.policy.privacy.names_on_screen)
        said = f"{who} is an operator, and nobody's recipient here."
        return reply("told", "shown", what=said, then="To take over: LOCK, then the badge.")

    def _several(self, seen: Seen, scan: Scan) -> Reply:
        table = self._table
        who = (seen.recipient,) if seen.recipient else ()
        table.asked = Asked((*who, *(rows.device for rows in seen.devices)), scan.text, scan.typed)
        names = table.policy.privacy.names_on_screen
        words = tuple(named(r, names) for r in who) + tuple(
            f"{device_words(rows.device)} {called(rows.device)}" for rows in seen.devices
        )
        choices = table.asked.choices(words)
        return reply("ask", "ambiguous", called=escape(scan.text)[:60], choices=choices, asks_for="choice")

    def _offer(self, seen: Seen, scan: Scan) -> Reply:
        """No list knows what was read, but one knows what a repair makes of it: never applied silently."""
        table = self._table
        table.asked = Asked(tuple(rows.device for rows in seen.offered), scan.text, typed=True)
        words = tuple(f"{device_words(rows.device)} {called(rows.device)}" for rows in seen.offered)
        choices = table.asked.choices(words)
        shown = escape(scan.text)[:60]
        return reply("ask", "ambiguous", called=f"{shown}, read with one repair", choices=choices, asks_for="choice")

    def _device(self, seen: Seen, scan: Scan, rows: Rows | None) -> Reply:
        table = self._table
        if rows is not None:
            table.seen = rows.device.id
        if self._bench is not None and rows is not None and seen.devices:
            job = self._bench.scanned(table, rows.device)
            if job is not None:
                return job
        cage = batching.sealed(table, scan.text)
        if cage is not None:
            return cage
        if seen.offered and not seen.devices:
            return self._offer(seen, scan)
        if rows is None:
            return self._no_device(seen)
        if seen.label.what_it_is == "devswap-cage-label" and batching.at_work(table) is None:
            said = f"This is the cage label of {device_words(rows.device)}, {called(rows.device)}."
            return reply("told", "shown", what=said, then="Scan the device itself; /find tells its story.")
        return undoing.take(table, seen, rows)

    def _no_device(self, seen: Seen) -> Reply:
        label = seen.label
        kind = label.what_it_is
        if kind in DAMAGED:
            return reply("told", "damaged_scan", what=DAMAGED[kind].format(escape(label.normalised)[:60]))
        best = label.readings[0] if label.readings else None
        if best is not None and best.role in ("P", "L", "C") and kind not in ("unknown", "garbage"):
            shown = escape(label.normalised)[:60]
            a = "an" if kind[0] in "aeio" else "a"
            return reply("told", "not_an_identity", kind=f"{a} {kind.replace('-', ' ')}", called=shown)
        return unknown(self._table, seen)

    def _answer(self, shown: str, decide: Callable[[], Reply]) -> Outcome:
        table = self._table
        try:
            table.expire()
            said = decide()
        except NotRecorded as error:
            said = reply("refused", "not_recorded", what=str(error))
        now = table.now()
        outcome = Outcome(
            shown, said.verdict, said.code, said.message, said.next, now, visit_view(table), parked_views(table),
            said.recorded, said.choices, said.asks_for, said.listed,
        )  # fmt: skip
        if said.recorded and table.paper is not None:
            table.paper.soon()
        if said.verdict == "refused" and table.policy.visits.blocking_stop and table.operator and not table.pin:
            self._unseen = said
        visit = table.current
        names = table.policy.privacy.names_on_screen
        who = named(visit.recipient, names) if visit is not None and visit.recipient is not None else "-"
        table.tape.appendleft(Happening(now, said.verdict, who, said.message, bool(said.recorded)))
        self._last = outcome
        return outcome

    def resume_summary(self) -> str:
        """What lay on the desk when it stopped or was locked, in words; empty where nothing did."""
        visit = self._table.current
        nobodys = (f"nobody's yet, {summary(visit)}",) if visit is not None and not visit.empty else ()
        return "; ".join((*nobodys, *(f"{p.called}, {p.summary}" for p in self.parked())))


DAMAGED = {
    "parity-mismatch": "the line's parity is set wrong; set the scanner to 8N1. It read {}",
    "layout-damaged": "the keyboard layout is not the scanner's; it may be {}",
    "imei-bad-check": "the IMEI's check digit is wrong.{}",
    "ean13-bad-check": "the check digit is wrong.{}",
    "gs1-gtin-bad-check": "the check digit is wrong.{}",
    "gs1-sscc-bad-check": "the check digit is wrong.{}",
    "iso15434-di-malformed": "the label's separators are missing; scan the one-dimensional code. It read {}",
    "gs1-ambiguous": "the label's separators are missing; scan the serial. It read {}",
    "concatenated": "two scans ran together: {}",
    "truncated": "the end is missing.{}",
    "protocol-error": "the scanner's checksum is wrong.{}",
    "no-read": "the scanner read nothing.{}",
    "wedge-alt-encoded": "the scanner types ALT codes; switch that off. It may be {}",
    "wedge-hex-encoded": "the scanner types hex; switch that off. It may be {}",
}
"""Kinds of `labels` that say what is wrong with the scan itself."""
