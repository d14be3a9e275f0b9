"""The bench's commands, in words: what a desk answers whose operator works at the wipe bench, line by line or by scan.

Each is carried out by the same functions as `devswap wipe`, `grade`, `hold` and `consignment`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from devswap.desk import batching
from devswap.desk.table import Table
from devswap.desk.words import Reply, called, named, reply
from devswap.errors import DevswapError
from devswap.ledger.known import Device, Operator
from devswap.store import Recording
from devswap.wiping import certificates, helping, holds, listing
from devswap.wiping.bench_drives import DriveVerbs
from devswap.wiping.bench_hand import Hand, Kept, Verb, answered
from devswap.wiping.bench_review import ReviewVerbs
from devswap.wiping.bench_wipe import WipeVerbs
from devswap.wiping.bench_yard import YardVerbs, folder_of, told_papers
from devswap.wiping.consigning import ROLES
from devswap.wiping.grading import graded
from devswap.wiping.jobs import age_days, device_called, job_of
from devswap.wiping.papers import kept
from devswap.wiping.release import custody_now, grades
from devswap.wiping.schemes import Schemes
from devswap.wiping.showing import GRADE_IT, days, lines, next_step

_DRIVE: Final = {
    "found": "drive-found", "is": "drive-is", "missing": "drive-missing", "removed": "drive-out",
    "destroyed": "destroy",
}  # fmt: skip
FIRST: Final = "Scan a device, or its cage label."
"""What is to be done first at a bench."""
_AT_A_BENCH: Final = frozenset({"found", "is", "removed", "destroyed"})
"""Words after `/drive` that are the bench's at a desk too; `missing` is the intake's there."""


@dataclass(slots=True)
class BenchVerbs:
    """The commands of a bench, and what it has in hand."""

    hand: Hand
    schemes: Schemes
    takes_scans: bool = False
    """This is a bench: a scanned device shows its job. Else only commands are the bench's, and scans the desk's."""
    yard: YardVerbs = field(init=False)
    _verbs: dict[str, Verb] = field(init=False)

    def __post_init__(self) -> None:
        self.yard = yard = YardVerbs(self.schemes)
        wipe, drives, review = WipeVerbs(self.hand), DriveVerbs(self.hand), ReviewVerbs(self.hand)
        self._verbs = {
            "job": self._job, "start": wipe.start, "prepare": wipe.prepare, "evidence": wipe.evidence,
            "accept": wipe.accept, "fail": wipe.fail, "failed": wipe.fail, "review": review.review,
            "attach": wipe.attach, "set-aside": review.set_aside,
            "drive-found": drives.found, "drive-is": drives.identified,
            "drive-missing": drives.missing, "drive-out": drives.out, "destroy": drives.destroyed,
            "grade": self._grade, "hold": self._hold, "lift": self._lift, "list": self._list,
            "consign": yard.consign, "remove": yard.remove, "leave": yard.leave, "close": yard.close,
            "hand-over": yard.hand_over, "papers": self._papers,
            "bench-help": lambda _table, _operator, rest: helping.tell(rest),
        }  # fmt: skip

    @property
    def first(self) -> str:
        """What whoever signs in at a bench does first; empty at a desk."""
        return FIRST if self.takes_scans else ""

    def carry_out(self, table: Table, words: str) -> Reply | None:
        """Carry out a command of the bench; None where it is none, or is not for this operator at a desk."""
        verb, rest = self._named(words)
        operator = table.operator
        if operator is None:
            return None
        waited = self.hand.second.forget()
        answers, self.hand.answers = self.hand.answers, {}
        act = answers.get(f"{verb} {rest}".strip()) or self._verbs.get(verb)
        if act is None and answers and verb == "choose":
            self.hand.answers = answers
            return reply("told", "no_choice", what=rest[:20])
        if act is None:
            left = verb == "cancel" and (waited or bool(answers))
            return reply("told", "shown", what="Nothing was done.", then="Scan the next.") if left else None
        if operator.role not in ROLES:
            return _not_for(table, operator) if self.takes_scans else None
        return answered(self.hand, lambda: act(table, operator, rest))

    def scanned(self, table: Table, device: Device) -> Reply | None:
        """A device was scanned: into the open consignment, or its job is shown; None where that is the desk's."""
        operator = table.operator
        if not self.takes_scans or operator is None or _is_the_desks(table):
            return None
        if operator.role not in ROLES:
            return _not_for(table, operator)
        self.hand.second.forget()
        self.hand.answers = {}
        verb = self.yard.put_in if self.yard.consignment else self._job
        return answered(self.hand, lambda: verb(table, operator, _name(table, device)))

    def badge(self, table: Table, operator: Operator) -> Reply | None:
        """A supervisor's badge answers where a second person is waited for; None where none is."""
        return self.hand.second.badge(table, operator)

    def kept(self) -> tuple[Kept, str]:
        """What is in hand now, to go back to."""
        return self.hand.kept(), self.yard.consignment

    def go_back(self, kept: tuple[Kept, str]) -> None:
        """Have in hand what was when this was kept; a second person is asked for again."""
        in_hand, self.yard.consignment = kept
        self.hand.go_back(in_hand)

    def _named(self, words: str) -> tuple[str, str]:
        """The verb and what follows it; `/drive WHAT …` is the verb of that."""
        verb, _, rest = words.strip().partition(" ")
        verb, rest = verb.lower(), rest.strip()
        what, _, more = rest.partition(" ")
        if verb == "drive" and what in _DRIVE and (self.takes_scans or what in _AT_A_BENCH or " " in more.strip()):
            return _DRIVE[what], more.strip()
        if self.takes_scans and verb in ("wipes", "help"):
            return ("list", "waiting") if verb == "wipes" else ("bench-help", rest)
        return verb, rest

    def _job(self, table: Table, operator: Operator, identifier: str) -> Reply:
        self.hand.device = identifier or self.hand.device
        device = device_called(table.store, self.hand.device) if self.hand.device else None
        if device is not None and job_of(table.store, device) is None:
            return _without_data(table, device)
        job, bench = self.hand.job(table), self.hand.bench(table, operator)
        what = f"{job.called}: {job.device.category}, here {days(age_days(bench, job))}."
        shown = tuple(lines(job, self.hand.profile))
        then = f"A report is in hand: /attach gives it to {job.called}." if self.hand.report else next_step(bench, job)
        return reply("accepted", "job_known", what=what, then=then, listed=shown)

    def _grade(self, table: Table, operator: Operator, rest: str) -> Reply:
        device = device_called(table.store, self.hand.device)
        event = graded(table.store.load(device.id), device.id, rest.split())
        table.store.record([Recording(event, operator.id)])
        what, job = f"{called(device)} is grade {event.grade.upper()}.", job_of(table.store, device)
        then = next_step(self.hand.bench(table, operator), job) if job is not None else "CONSIGN it, or scan the next."
        return reply("accepted", "device_graded", recorded=("device_graded",), what=what, then=then)

    def _hold(self, table: Table, operator: Operator, rest: str) -> Reply:
        reference, number = _reference(table, rest, "/hold REFERENCE [NUMBER-OF-SUPERVISOR]")
        found = holds.device_named(table.store, self.hand.device)

        def place(second: Operator) -> Reply:
            holds.place(table.store, found, reference, operator, second)
            return reply("accepted", "hold_placed", recorded=("hold_placed",), called=found.called)

        return self.hand.second.ask(table, number, f"A hold on {found.called}.", partial(self._safely, place))

    def _lift(self, table: Table, operator: Operator, rest: str) -> Reply:
        reference, number = _reference(table, rest, "/lift REFERENCE [NUMBER-OF-SUPERVISOR]")
        found = holds.device_named(table.store, self.hand.device)

        def lift(second: Operator) -> Reply:
            count = holds.lift(table.store, found, reference, operator, second)
            return reply("accepted", "hold_lifted", recorded=("hold_lifted",) * count, called=found.called)

        return self.hand.second.ask(
            table, number, f"The hold on {found.called} is lifted.", partial(self._safely, lift)
        )

    def _papers(self, table: Table, _: Operator, name: str) -> Reply:
        """Of the consignment in hand, or that is named; else the certificates of the device in hand."""
        if name or self.yard.consignment:
            return self.yard.papers(table, name.upper() or self.yard.consignment)
        organisation = table.settings.programme.name
        made = certificates.files(table.store, self.hand.job(table), organisation)
        return told_papers(kept(folder_of(table), made))

    def _safely(self, act: Callable[[Operator], Reply], second: Operator) -> Reply:
        """What a second person authorises, which answers for itself when their PIN has come."""
        return answered(self.hand, lambda: act(second))

    def _list(self, table: Table, _: Operator, rest: str) -> Reply:
        return listing.told(table, rest)


def _reference(table: Table, rest: str, usage: str) -> tuple[str, str]:
    """A hold's reference, and the number of the second person where one is named last."""
    words = rest.split()
    if not words:
        raise DevswapError(f"Write: {usage}")
    named_last = len(words) > 1 and table.store.operator_by_number(words[-1]) is not None
    return (" ".join(words[:-1]), words[-1]) if named_last else (rest, "")


def _without_data(table: Table, device: Device) -> Reply:
    """A device in custody that holds no user data needs no wipe; raises DevswapError where it is not in custody."""
    state = table.store.load(device.id)
    custody = custody_now(state, device.id)
    if custody is None:
        raise DevswapError(f"{called(device)} is not in custody here: nothing is to be wiped. Take it in first.")
    then = "CONSIGN it." if grades(state, custody) else GRADE_IT
    what = f"{called(device)}: {device.category}, no user data: it owes no wipe."
    return reply("accepted", "job_known", what=what, then=then)


def _name(table: Table, device: Device) -> str:
    """The identifier that names this device alone: serials are not unique across makers."""
    for value in (device.serial, device.asset_tag, device.imei):
        if value and {f.device.id for f in table.store.devices([("any", value)])} == {device.id}:
            return value
    return called(device)


def _is_the_desks(table: Table) -> bool:
    """A scan goes to what was begun before: a move or a count, a found device, a visit of somebody."""
    visit = table.current
    serves = visit is not None and visit.recipient is not None
    return batching.at_work(table) is not None or table.intent[0] != "swap" or serves


def _not_for(table: Table, operator: Operator) -> Reply:
    who = named(operator, table.policy.privacy.names_on_screen)
    return reply("refused", "not_allowed", what=f"{who} is {operator.role}: a bench hand or a supervisor works here.")
