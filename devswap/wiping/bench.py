"""The bench's commands, in words: what a desk answers whose operator works at the wipe bench, line by line or by scan.

Each is carried out by the same functions as `devswap wipe`, `grade`, `hold` and `consignment`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import tzinfo
from pathlib import Path

from devswap.desk.pin_asking import needs_pin
from devswap.desk.table import Table
from devswap.desk.wipe_queue import rows
from devswap.desk.words import Reply, called, reply
from devswap.errors import DevswapError, NotRecorded
from devswap.ledger.known import Device, Operator
from devswap.store import Recording
from devswap.wiping import accepting, consigning, holds
from devswap.wiping.consigning import ROLES
from devswap.wiping.grading import graded
from devswap.wiping.importing import Importing, kept_files
from devswap.wiping.jobs import Bench, NotYet, OpenJob, age_days, job_named, job_of
from devswap.wiping.methods import Profile
from devswap.wiping.schemes import Schemes
from devswap.wiping.showing import lines

MOST = 20
"""Rows of a list."""
LISTS = {
    "waiting": "queued", "keeping": "keeping", "held": "held", "running": "started", "failed": "failed",
    "done": "accepted", "destroyed": "destroyed",
}  # fmt: skip


@dataclass(slots=True)
class BenchVerbs:
    """The commands of a bench, and the job that was scanned last."""

    profile: Profile
    schemes: Schemes
    zone: tzinfo | None = None
    """Of logs that tell none."""
    takes_scans: bool = False
    """A scanned device shows its job; else only commands are the bench's, and scans the desk's."""
    device: str = ""
    """The identifier of the device in hand."""
    consignment: str = ""
    _verbs: dict[str, Callable[[Table, Operator, str], Reply]] = field(init=False)

    def __post_init__(self) -> None:
        self._verbs = {
            "job": self._job, "start": self._start, "evidence": self._evidence, "accept": self._accept,
            "fail": self._fail, "failed": self._fail,
            "drive-found": self._found, "drive-missing": self._missing, "drive-out": self._out,
            "destroy": self._destroy, "grade": self._grade, "hold": self._hold, "lift": self._lift, "list": self._list,
            "consign": self._consign, "remove": self._remove, "close": self._close, "hand-over": self._hand_over,
        }  # fmt: skip

    def carry_out(self, table: Table, words: str) -> Reply | None:
        """Carry out a command of the bench; None where it is none, or the operator does not work there."""
        verb, _, rest = words.strip().partition(" ")
        operator = table.operator
        act = self._verbs.get(verb.lower())
        if act is None or operator is None or operator.role not in ROLES:
            return None
        return self._answered(lambda: act(table, operator, rest.strip()))

    def scanned(self, table: Table, device: Device) -> Reply | None:
        """A device was scanned: into the open consignment, or its job is shown; None where that is the desk's."""
        operator = table.operator
        if not self.takes_scans or operator is None or operator.role not in ROLES:
            return None
        name = called(device)
        if self.consignment:
            return self._answered(lambda: self._put_in(table, operator, name))
        return self._answered(lambda: self._job(table, operator, name))

    def _answered(self, act: Callable[[], Reply]) -> Reply:
        try:
            return act()
        except NotRecorded:
            raise
        except NotYet as error:
            return reply("refused", error.code, called=self.device, what=str(error))
        except (DevswapError, OSError) as error:
            return reply("refused", "not_done", what=str(error))

    def _bench(self, table: Table, operator: Operator) -> Bench:
        return Bench(table.store, self.profile, table.settings.site, operator)

    def _in_hand(self, table: Table) -> OpenJob:
        if not self.device:
            raise DevswapError("No job is in hand. Scan the device, or its cage label.")
        return job_named(table.store, self.device)

    def _job(self, table: Table, operator: Operator, identifier: str) -> Reply:
        if not identifier:
            job = self._in_hand(table)
        else:
            self.device = identifier
            job = job_named(table.store, identifier)
        age = age_days(self._bench(table, operator), job)
        what = f"{age} days here. {'. '.join(lines(job, self.profile))}."
        return reply("told", "job_known", what=what)

    def _start(self, table: Table, operator: Operator, media: str) -> Reply:
        job = self._in_hand(table)
        begun = accepting.start(self._bench(table, operator), job, media)
        what = ", ".join(f"{e.method} by {e.technique} ({e.tool})" for e in begun)
        return reply("accepted", "wipe_started", recorded=("wipe_started",) * len(begun), called=job.called, what=what)

    def _evidence(self, table: Table, operator: Operator, rest: str) -> Reply:
        file, _, media = rest.partition(" media=")
        if not Path(file).is_file():
            raise DevswapError(f"{file or 'No file'} is no file. Write: /evidence FILE [media=MEDIA]")
        host = job_of_device(table, self.device)
        importing = Importing(
            self._bench(table, operator), kept_files(table.store.path), media, host, zone=self.zone
        )  # fmt: skip
        taken = list(importing.take([Path(file)], together=False))
        what = " ".join(f"Drive {t.drive or '?'}: {t.outcome}; {'; '.join(t.reasons)}. {t.next}" for t in taken)
        made = sum(t.outcome in ("passed", "failed") for t in taken)
        if all(t.outcome == "passed" for t in taken):
            return reply("accepted", "wipe_evidenced", recorded=("wipe_evidenced",) * made, what=what)
        return reply("ask" if made < len(taken) else "accepted", "evidence_in_doubt", what=what,
                     recorded=("wipe_evidenced",) * made)  # fmt: skip

    def _accept(self, table: Table, operator: Operator, rest: str) -> Reply:
        words = rest.split()
        second = next((_second(table, w) for w in words if w.isdecimal()), None)
        media = next((w.removeprefix("media=") for w in words if w.startswith("media=")), "")
        job = self._in_hand(table)
        made = accepting.accept(
            self._bench(table, operator), job, second, media=media, read_back="read-back" in words
        )  # fmt: skip
        what = ", ".join(event.certificate for event in made)
        return reply("accepted", "wipe_accepted", recorded=("wipe_accepted",) * len(made), called=job.called, what=what)

    def _fail(self, table: Table, operator: Operator, reason: str) -> Reply:
        job = self._in_hand(table)
        count = accepting.fail(self._bench(table, operator), job, reason or "failed")  # the barcode tells no reason
        return reply("accepted", "wipe_failed", recorded=("wipe_failed",) * count, called=job.called)

    def _found(self, table: Table, operator: Operator, rest: str) -> Reply:
        serial, media = _words(rest, "/drive-found SERIAL MEDIA", 2)
        accepting.found(self._bench(table, operator), self._in_hand(table), serial, media)
        return self._drive(f"Drive {serial} is found in {self.device}; it owes a wipe of its own.", "drive_found")

    def _missing(self, table: Table, operator: Operator, rest: str) -> Reply:
        serial, reason = _words(rest, "/drive-missing SERIAL REASON", 2)
        accepting.missing(self._bench(table, operator), self._in_hand(table), serial, reason)
        return self._drive(f"Drive {serial} of {self.device} is missing.", "drive_missing")

    def _out(self, table: Table, operator: Operator, rest: str) -> Reply:
        serial, spot = _words(rest, "/drive-out SERIAL SPOT", 2)
        accepting.removed(self._bench(table, operator), self._in_hand(table), serial, spot)
        return self._drive(f"Drive {serial} of {self.device} lies in {spot}.", "drive_removed")

    def _destroy(self, table: Table, operator: Operator, rest: str) -> Reply:
        given = _words(rest, "/destroy SERIAL TECHNIQUE CONTRACTOR CERTIFICATE", 4)
        accepting.destroyed(self._bench(table, operator), self._in_hand(table), *given)
        return self._drive(f"Drive {given[0]} of {self.device} is destroyed.", "drive_destroyed")

    def _drive(self, what: str, kind: str) -> Reply:
        return reply("accepted", "drive_recorded", recorded=(kind,), what=what)

    def _grade(self, table: Table, operator: Operator, rest: str) -> Reply:
        found = holds.device_named(table.store, self.device)
        event = graded(table.store.load(found.id), found.id, rest.split())
        table.store.record([Recording(event, operator.id)])
        what = f"{found.called} is grade {event.grade.upper()}."
        return reply("accepted", "device_graded", recorded=("device_graded",), what=what)

    def _hold(self, table: Table, operator: Operator, rest: str) -> Reply:
        reference, second = _words(rest, "/hold REFERENCE NUMBER-OF-SUPERVISOR", 2)
        found = holds.device_named(table.store, self.device)
        holds.place(table.store, found, reference, operator, _second(table, second))
        return reply("accepted", "hold_placed", recorded=("hold_placed",), called=found.called)

    def _lift(self, table: Table, operator: Operator, rest: str) -> Reply:
        reference, second = _words(rest, "/lift REFERENCE NUMBER-OF-SUPERVISOR", 2)
        found = holds.device_named(table.store, self.device)
        count = holds.lift(table.store, found, reference, operator, _second(table, second))
        return reply("accepted", "hold_lifted", recorded=("hold_lifted",) * count, called=found.called)

    def _list(self, table: Table, _: Operator, rest: str) -> Reply:
        if rest == "review":
            waiting = table.store.waiting_evidence()
            what = "; ".join(f"{row.file} run {row.run}" for row in waiting[:MOST])
            return reply("told", "shown", what=f"{len(waiting)} to look at: {what}.", then="devswap wipe review")
        if rest not in LISTS:
            raise DevswapError(f"Which list? /list and one of: {', '.join((*LISTS, 'review'))}.")
        found = rows(
            table.store, table.now(), table.policy.wipe.over_age_days, limit=MOST, state=LISTS[rest]
        )  # fmt: skip
        what = "; ".join(f"{'! ' if r.over_age else ''}{r.age_days} d {r.job.serial or r.job.asset_tag}" for r in found)
        return reply("told", "shown", what=f"{rest}: {what or 'none'}.", then="Scan one.")

    def _yard(self, table: Table, operator: Operator) -> consigning.Yard:
        return consigning.Yard(table.store, self.schemes, table.settings.site, operator)

    def _consign(self, table: Table, operator: Operator, rest: str) -> Reply:
        if self.consignment:
            raise DevswapError(f"{self.consignment} is in hand. /close and /hand-over it first.")
        saved = table.store.consignment(rest.upper())
        if saved is not None and saved.state != "handed_over":
            self.consignment = saved.name
            return reply("accepted", "consignment_opened", called=saved.name, what="what it was opened for")
        scheme, _, carrier = rest.partition(" carrier=")
        header = consigning.begin(self._yard(table, operator), scheme, carrier)
        self.consignment = header.name
        return reply("accepted", "consignment_opened", called=header.name, what=header.scheme.title)

    def _put_in(self, table: Table, operator: Operator, name: str) -> Reply:
        scanned = consigning.scan(self._yard(table, operator), self.consignment, name)
        if not scanned.reasons:
            return reply("accepted", "device_consigned", called=scanned.called, what=self.consignment)
        what = "; ".join(reason.says for reason in scanned.reasons)
        return reply("refused", "stays_out", called=scanned.called, what=what, then=scanned.reasons[0].next)

    def _remove(self, table: Table, operator: Operator, rest: str) -> Reply:
        consigning.take_out(self._yard(table, operator), self.consignment, rest)
        return reply("told", "shown", what=f"{rest} is out of {self.consignment}.", then="Scan the next.")

    def _close(self, table: Table, operator: Operator, _: str) -> Reply:
        header, stopped = consigning.close(self._yard(table, operator), self.consignment)
        if stopped:
            what = "; ".join(f"{s.called}: {s.reasons[0].says}" for s in stopped)
            return reply("refused", "not_done", what=f"{header.name} does not close: {what}.")
        return reply("accepted", "consignment_closed", called=header.name)

    def _hand_over(self, table: Table, operator: Operator, rest: str) -> Reply:
        header, stopped = consigning.hand_over(self._yard(table, operator), self.consignment, rest)
        if stopped:
            what = "; ".join(f"{s.called}: {s.reasons[0].says}" for s in stopped)
            return reply("refused", "not_done", what=f"{header.name} does not leave: {what}.")
        self.consignment = ""
        left = len(table.store.consigned(header.name))
        return reply("accepted", "consignment_left", recorded=("device_released",) * left, called=header.name)


def job_of_device(table: Table, identifier: str) -> str:
    """The serial of the computer in hand, for reports that name none; empty where none is."""
    found = {f.device.id: f.device for f in table.store.devices([("any", identifier)])} if identifier else {}
    device = next(iter(found.values())) if len(found) == 1 else None
    return device.serial if device is not None and job_of(table.store, device) is not None else ""


def _words(rest: str, usage: str, count: int) -> list[str]:
    words = rest.split(maxsplit=count - 1)
    if len(words) != count:
        raise DevswapError(f"Write: {usage}")
    return words


def _second(table: Table, number: str) -> Operator:
    """The second person, who is named by number: only one whom the policy lets act without a PIN (P8)."""
    found = table.store.operator_by_number(number)
    if found is None:
        raise DevswapError(f"No operator has the number {number}. Name a supervisor.")
    if needs_pin(table, found) or table.policy.sign_in.pin == "required":
        raise DevswapError(f"{number} acts by PIN, and a number alone proves nobody. Have them sign in and do it here.")
    return found
