"""The bench's commands, in words: what a desk answers whose operator works at the wipe bench, line by line or by scan.

Each is carried out by the same functions as `devswap wipe`, `grade`, `hold` and `consignment`.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import tzinfo
from functools import partial
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from devswap.desk import batching
from devswap.desk.outcome import Choice
from devswap.desk.table import Table
from devswap.desk.words import Reply, called, named, reply
from devswap.errors import DevswapError, NotRecorded
from devswap.ledger.known import Device, Operator
from devswap.store import Recording
from devswap.wiping import accepting, helping, holds, listing
from devswap.wiping.bench_yard import YardVerbs
from devswap.wiping.consigning import ROLES
from devswap.wiping.grading import graded
from devswap.wiping.importing import Importing, Taken, kept_files
from devswap.wiping.jobs import Bench, NotYet, OpenJob, age_days, job_named, job_of, may_begin
from devswap.wiping.methods import Profile
from devswap.wiping.schemes import Schemes
from devswap.wiping.second_person import SecondPerson
from devswap.wiping.showing import days, lines, next_step
from devswap.wiping.watching import still

Verb = Callable[[Table, Operator, str], Reply]
UNKNOWN_MEDIA: Final = "nobody has said which media the drive is"
_DRIVE: Final = {"found": "drive-found", "missing": "drive-missing", "removed": "drive-out", "destroyed": "destroy"}
_AT_A_BENCH: Final = frozenset({"found", "removed", "destroyed"})
"""Words after `/drive` that are the bench's at a desk too; `missing` is the intake's there."""


@dataclass(slots=True)
class BenchVerbs:
    """The commands of a bench, and the job that was scanned last."""

    profile: Profile
    schemes: Schemes
    zone: tzinfo | None = None
    """Of logs that tell none."""
    takes_scans: bool = False
    """This is a bench: a scanned device shows its job. Else only commands are the bench's, and scans the desk's."""
    logs: Path | None = None
    """The folder that tools write their reports to: what `/evidence` alone takes in."""
    largest: int = 0
    """Bytes of a report that is read while people wait for the screen; 0: any."""
    device: str = ""
    """The identifier of the device in hand."""
    yard: YardVerbs = field(init=False)
    told_media: dict[str, str] = field(default_factory=dict, init=False)
    """What a person said the drives of a custody are, where the record does not know."""
    _second: SecondPerson = field(default_factory=SecondPerson, init=False)
    _answers: dict[str, Verb] = field(default_factory=dict, init=False)
    """What the next command may answer, and what that does; anything else leaves the question."""
    _verbs: dict[str, Verb] = field(init=False)

    def __post_init__(self) -> None:
        self.yard = yard = YardVerbs(self.schemes)
        self._verbs = {
            "job": self._job, "start": self._start, "evidence": self._evidence, "accept": self._accept,
            "fail": self._fail, "failed": self._fail,
            "drive-found": self._found, "drive-missing": self._missing, "drive-out": self._out,
            "destroy": self._destroy, "grade": self._grade, "hold": self._hold, "lift": self._lift, "list": self._list,
            "consign": yard.consign, "remove": yard.remove, "leave": yard.leave, "close": yard.close,
            "hand-over": yard.hand_over, "bench-help": lambda _table, _operator, rest: helping.tell(rest),
        }  # fmt: skip

    def carry_out(self, table: Table, words: str) -> Reply | None:
        """Carry out a command of the bench; None where it is none, or is not for this operator at a desk."""
        verb, rest = self._named(words)
        operator = table.operator
        if operator is None:
            return None
        waited = self._second.forget()
        answers, self._answers = self._answers, {}
        act = answers.get(f"{verb} {rest}".strip()) or self._verbs.get(verb)
        if act is None and answers and verb == "choose":
            self._answers = answers
            return reply("told", "shown", what=f"There is no choice {rest[:20]}.", then="Choose one that is shown.")
        if act is None:
            left = verb == "cancel" and (waited or bool(answers))
            return reply("told", "shown", what="Nothing was done.", then="Scan the next.") if left else None
        if operator.role not in ROLES:
            return _not_for(table, operator) if self.takes_scans else None
        return self._answered(lambda: act(table, operator, rest))

    def scanned(self, table: Table, device: Device) -> Reply | None:
        """A device was scanned: into the open consignment, or its job is shown; None where that is the desk's."""
        operator = table.operator
        if not self.takes_scans or operator is None or _is_the_desks(table):
            return None
        if operator.role not in ROLES:
            return _not_for(table, operator)
        self._second.forget()
        self._answers = {}
        verb = self.yard.put_in if self.yard.consignment else self._job
        return self._answered(lambda: verb(table, operator, _name(table, device)))

    def badge(self, table: Table, operator: Operator) -> Reply | None:
        """A supervisor's badge answers where a second person is waited for; None where none is."""
        return self._second.badge(table, operator)

    def kept(self) -> tuple[str, str, dict[str, str], dict[str, Verb]]:
        """What is in hand now, to go back to."""
        return self.device, self.yard.consignment, dict(self.told_media), dict(self._answers)

    def go_back(self, kept: tuple[str, str, dict[str, str], dict[str, Verb]]) -> None:
        """Have in hand what was when this was kept; a second person is asked for again."""
        self.device, self.yard.consignment, self.told_media, self._answers = kept
        self._second.forget()

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

    def _answered(self, act: Callable[[], Reply]) -> Reply:
        try:
            return act()
        except NotRecorded:
            raise
        except NotYet as error:
            said = reply("refused", error.code, called=self.device, what=str(error))
            return replace(said, next="Put it back until then; scan the next.") if error.code == "too_soon" else said
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
        bench = self._bench(table, operator)
        what = f"{job.called}: {job.device.category}, here {days(age_days(bench, job))}."
        return reply(
            "accepted", "job_known", what=what, then=next_step(bench, job), listed=tuple(lines(job, self.profile))
        )

    def _which_media(self, job: OpenJob, again: Callable[[str], Verb], recorded: tuple[str, ...] = ()) -> Reply:
        """Ask what the drives are; `again` is what is then done with it."""
        self._answers = {f"choose {n}": again(name) for n, name in enumerate(self.profile.media, 1)}
        choices = tuple(Choice(n, name) for n, name in enumerate(self.profile.media, 1))
        return reply("ask", "media_wanted", recorded=recorded, called=job.called, choices=choices, asks_for="choice")

    def _with_media(self, job: OpenJob, told: str) -> str:
        """What a person said of the job's drives, now or before."""
        if told:
            self.told_media[job.custody] = told
        return self.told_media.get(job.custody, "")

    def _start(self, table: Table, operator: Operator, told: str) -> Reply:
        job = self._in_hand(table)
        media = self._with_media(job, told)
        bench = self._bench(table, operator)
        may_begin(bench, job)
        if not media and accepting.unknown_media(bench, job):
            return self._which_media(job, lambda name: lambda t, o, _: self._start(t, o, name))
        begun = accepting.start(bench, job, media)
        what = ", ".join(f"{e.method} by {e.technique} ({e.tool})" for e in begun)
        return reply("accepted", "wipe_started", recorded=("wipe_started",) * len(begun), called=job.called, what=what)

    def _evidence(self, table: Table, operator: Operator, rest: str) -> Reply:
        name, _, told = f" {rest}".partition(" media=")
        name = name.strip()
        file = Path(name) if name else self.logs
        if file is None or not file.exists():
            raise DevswapError(f"{name or 'No file'} is no file. Write: /evidence FILE [media=MEDIA]")
        host, media = self._host(table, told) if file.is_file() else ("", told)
        bench, kept = self._bench(table, operator), kept_files(table.store.path)
        importing = Importing(bench, kept, media, host, zone=self.zone, told=self.told_media)
        if file.is_dir():
            return _of_folder(list(importing.take(still(file, {}), together=False)))
        if self.largest and file.stat().st_size > self.largest:
            raise DevswapError(
                f"{file.name} is larger than {self.largest // 2**20} MB: reading it would hold up the bench. Lay it "
                "into the folder that [wiping] logs names, or close the bench and import it: devswap wipe import."
            )
        return self._told(table, file, list(importing.take([file], together=False)))

    def _host(self, table: Table, told: str) -> tuple[str, str]:
        """The serial of the computer in hand, for reports that name none, and what its drives are."""
        found = {f.device.id: f.device for f in table.store.devices([("any", self.device)])} if self.device else {}
        device = next(iter(found.values())) if len(found) == 1 else None
        job = job_of(table.store, device) if device is not None else None
        return (job.device.serial, self._with_media(job, told)) if job is not None else ("", told)

    def _told(self, table: Table, file: Path, taken: list[Taken]) -> Reply:
        """What came of a report, and the question where one answer settles it."""
        what = " ".join(f"Drive {t.drive or '?'}: {t.outcome}; {'; '.join(t.reasons)}. {t.next}" for t in taken)
        made = sum(t.outcome in ("passed", "failed") for t in taken)
        recorded = ("wipe_evidenced",) * made
        if all(t.outcome == "passed" for t in taken):
            return reply("accepted", "wipe_evidenced", recorded=recorded, what=what)
        if any(reason.startswith(UNKNOWN_MEDIA) for t in taken for reason in t.reasons) and self.device:
            return self._media_of_report(table, file, recorded)
        more = next((t for t in taken if t.more), None)
        if more is not None:
            self.device = more.device
            return self._one_more(table, file, more, recorded)
        return reply("ask" if made < len(taken) else "accepted", "evidence_in_doubt", what=what, recorded=recorded)

    def _media_of_report(self, table: Table, file: Path, recorded: tuple[str, ...]) -> Reply:
        again: Callable[[str], Verb] = lambda name: lambda t, o, _: self._evidence(t, o, f"{file} media={name}")  # noqa: E731
        return self._which_media(self._in_hand(table), again, recorded)

    def _one_more(self, table: Table, file: Path, taken: Taken, recorded: tuple[str, ...]) -> Reply:
        """A report tells of a drive that its computer did not come with: CONFIRM adds it."""
        job = self._in_hand(table)
        if not taken.media:
            return self._media_of_report(table, file, recorded)

        def add(table: Table, operator: Operator, _: str) -> Reply:
            accepting.found(self._bench(table, operator), self._in_hand(table), taken.drive, taken.media)
            again = self._evidence(table, operator, str(kept_files(table.store.path) / taken.digest))
            return reply(
                "accepted", "drive_recorded", recorded=("drive_found", *again.recorded),
                what=f"Drive {taken.drive} is added as found. {again.message}",
            )  # fmt: skip

        self._answers = {"confirm": add, "cancel": _kept}
        drives = f"{len(job.drives)} drive{'s' * (len(job.drives) != 1)}"
        return reply(
            "ask",
            "drive_more",
            recorded=recorded,
            called=job.called,
            what=drives,
            drive=taken.drive,
            asks_for="confirm",
        )

    def _accept(self, table: Table, operator: Operator, rest: str) -> Reply:
        words = rest.split()
        number = next((w for w in words if w.isdecimal()), "")
        job = self._in_hand(table)
        media = self._with_media(job, next((w.removeprefix("media=") for w in words if w.startswith("media=")), ""))
        may_begin(self._bench(table, operator), job)
        if not media and accepting.unknown_media(self._bench(table, operator), job, of_evidence=True):
            return self._which_media(job, lambda name: lambda t, o, _: self._accept(t, o, f"{rest} media={name}"))
        read_back = "read-back" in words

        def accept(second: Operator | None = None) -> Reply:
            bench, job = self._bench(table, operator), self._in_hand(table)
            made = accepting.accept(bench, job, second, media=media, read_back=read_back)
            what = ", ".join(event.certificate for event in made)
            recorded = ("wipe_accepted",) * len(made)
            return reply("accepted", "wipe_accepted", recorded=recorded, called=job.called, what=what)

        if number:
            return self._second.ask(table, number, f"Acceptance of {job.called}.", self._safely(accept))
        try:
            return accept()
        except accepting.SecondWanted as error:
            return self._second.ask(table, "", f"{error}", self._safely(accept))

    def _safely(self, act: Callable[[Operator], Reply]) -> Callable[[Operator], Reply]:
        """What a second person authorises, which answers for itself when their PIN has come."""
        return lambda second: self._answered(partial(act, second))

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
        reference, number = _reference(rest, "/hold REFERENCE [NUMBER-OF-SUPERVISOR]")
        found = holds.device_named(table.store, self.device)

        def place(second: Operator) -> Reply:
            holds.place(table.store, found, reference, operator, second)
            return reply("accepted", "hold_placed", recorded=("hold_placed",), called=found.called)

        return self._second.ask(table, number, f"A hold on {found.called}.", self._safely(place))

    def _lift(self, table: Table, operator: Operator, rest: str) -> Reply:
        reference, number = _reference(rest, "/lift REFERENCE [NUMBER-OF-SUPERVISOR]")
        found = holds.device_named(table.store, self.device)

        def lift(second: Operator) -> Reply:
            count = holds.lift(table.store, found, reference, operator, second)
            return reply("accepted", "hold_lifted", recorded=("hold_lifted",) * count, called=found.called)

        return self._second.ask(table, number, f"The hold on {found.called} is lifted.", self._safely(lift))

    def _list(self, table: Table, _: Operator, rest: str) -> Reply:
        return listing.told(table, rest)


def _words(rest: str, usage: str, count: int) -> list[str]:
    words = rest.split(maxsplit=count - 1)
    if len(words) != count:
        raise DevswapError(f"Write: {usage}")
    return words


def _reference(rest: str, usage: str) -> tuple[str, str]:
    """A hold's reference, and the number of the second person where one is named last."""
    words = rest.split()
    if not words:
        raise DevswapError(f"Write: {usage}")
    return (" ".join(words[:-1]), words[-1]) if len(words) > 1 and words[-1].isalnum() else (rest, "")


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


def _of_folder(taken: list[Taken]) -> Reply:
    """What came of all the finished reports in a folder, a line each."""
    counts = Counter(one.outcome for one in taken)
    what = f"{len(taken)} results: {', '.join(f'{outcome} {number}' for outcome, number in counts.items()) or 'none'}."
    rows = tuple(f"{t.file}: drive {t.drive or '?'} {t.outcome}; {'; '.join(t.reasons)}" for t in taken)
    recorded = ("wipe_evidenced",) * (counts["passed"] + counts["failed"])
    if not recorded and not counts["review"]:
        return reply("told", "shown", what=what, then="Scan a device.", listed=rows)
    if counts["review"]:
        return reply("ask", "evidence_in_doubt", recorded=recorded, what=what, listed=rows)
    return reply("accepted", "wipe_evidenced", recorded=recorded, what=what, listed=rows)


def _kept(_table: Table, _operator: Operator, _rest: str) -> Reply:
    return reply("told", "shown", what="The report waits for review; its file is kept.", then="/list review")
