"""The bench's commands about a wipe: start it, take its report in, accept or turn down."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import msgspec

from devswap.desk.table import Table
from devswap.desk.words import Reply, reply
from devswap.errors import DevswapError
from devswap.ledger.known import Device, Operator
from devswap.wiping import accepting, certificates, reviewing
from devswap.wiping.bench_hand import Hand, Verb, answered
from devswap.wiping.evidence import UNKNOWN_MEDIA
from devswap.wiping.importing import Importing, Taken
from devswap.wiping.jobs import OpenJob, job_of, may_begin
from devswap.wiping.originals import kept_files
from devswap.wiping.papers import kept
from devswap.wiping.prepare import file_name, for_job
from devswap.wiping.showing import next_step
from devswap.wiping.watching import still

Again = Callable[[str], Verb]
"""What is done with a report once somebody said what a drive is that its job does not know."""


@dataclass(slots=True)
class WipeVerbs:
    """The commands; `hand` has the device they are about."""

    hand: Hand

    def start(self, table: Table, operator: Operator, rest: str) -> Reply:
        """`/start [MEDIA] [NUMBER]`: the number of the supervisor whose word lets it begin before its day."""
        number = next((word for word in rest.split() if word.isdecimal()), "")
        media = " ".join(word for word in rest.split() if word != number)

        def begin(second: Operator | None = None) -> Reply:
            job, bench = self.hand.job(table), self.hand.bench(table, operator)
            may_begin(bench, job, second)
            unknown = accepting.of_unknown_media(bench, job)
            if unknown and not media:
                return self.hand.which_media(job, unknown[0], lambda t, o, _: self.start(t, o, number))
            begun = accepting.start(bench, job, media, second)
            what = ", ".join(f"{e.method} by {e.technique} ({e.tool})" for e in begun)
            recorded = ("drive_found",) * len(unknown) + ("wipe_started",) * len(begun)
            return reply("accepted", "wipe_started", recorded=recorded, called=job.called, what=what)

        if not number:
            return begin()
        what = f"The wipe of {self.hand.job(table).called} before its day."
        return self.hand.second.ask(table, number, what, lambda second: answered(self.hand, partial(begin, second)))

    def prepare(self, table: Table, operator: Operator, controller: str) -> Reply:
        """`/prepare [CONTROLLER]`: settings and commands of its drives, as text to check; in a file too."""
        job, bench = self.hand.job(table), self.hand.bench(table, operator)
        may_begin(bench, job)
        if unknown := accepting.of_unknown_media(bench, job):
            return self.hand.which_media(job, unknown[0], lambda t, o, _: self.prepare(t, o, controller))
        named = table.settings.programme.name
        given = {"controller": controller or "/dev/nvme0", "organisation": named, "keyboard": "uk"}
        lines = tuple(for_job(job, self.hand.profile, **given))
        what = f"{len(lines)} lines for {job.called}; devswap itself erases nothing."
        if table.settings.papers is not None:
            text = "\n".join((*lines, "")).encode()
            [file] = kept(table.settings.papers, {f"prepare-{file_name(job.called)}.txt": text})
            what = f"{what} They lie in {file}."
        return reply("told", "shown", what=what, then="Check the serial, then run the tool.", listed=lines)

    def evidence(self, table: Table, operator: Operator, rest: str) -> Reply:
        """`/evidence [FILE [media=MEDIA]]`; without a file what lies in the watched folder."""
        name, _, media = f" {rest}".partition(" media=")
        name = name.strip()
        file = Path(name) if name else self.hand.logs
        if file is None or not file.exists():
            raise DevswapError(f"{name or 'No file'} is no file. Write: /evidence FILE [media=MEDIA]")
        if file.is_dir():
            taking = self._importing(table, operator, media, "")
            return _of_folder(list(taking.take(still(file, {}), together=False)))
        if self.hand.largest and file.stat().st_size > self.hand.largest:
            raise DevswapError(
                f"{file.name} is larger than {self.hand.largest // 2**20} MB: reading it would hold up the bench. Lay "
                "it into the folder that [wiping] logs names, or close the bench and import it: devswap wipe import."
            )
        taking = self._importing(table, operator, media, self._host(table))
        taken = list(taking.take([file], together=False))
        return self._told(table, taken, lambda said: lambda t, o, _: self.evidence(t, o, f"{file} media={said}"))

    def attach(self, table: Table, operator: Operator, rest: str, media: str = "") -> Reply:
        """`/attach [IDENTIFIER]`: the report in hand belongs to that device, or to the one in hand."""
        saved = reviewing.result_named(table.store, self.hand.report)
        self.hand.device = rest or self.hand.device
        device = self.hand.job(table).device
        taken = self._importing(table, operator, media, "").attach(saved, device)
        if taken.outcome in ("passed", "failed"):
            self.hand.report = ""
        said = self._told(table, [taken], lambda said: lambda t, o, _: self.attach(t, o, "", said))
        if said.code != "evidence_in_doubt" or taken.outcome != "review":
            return said
        return msgspec.structs.replace(said, next="Wipe it again; or set this one aside: /set-aside REASON.")

    def accept(self, table: Table, operator: Operator, rest: str) -> Reply:
        """`/accept [read-back] [NUMBER]`: the number of the second person."""
        words = rest.split()
        number = next((w for w in words if w.isdecimal()), "")
        job = self.hand.job(table)
        may_begin(self.hand.bench(table, operator), job)

        def accept(second: Operator | None = None) -> Reply:
            bench, job = self.hand.bench(table, operator), self.hand.job(table)
            made = accepting.accept(bench, job, second, read_back="read-back" in words)
            what = ", ".join(event.certificate for event in made)
            for event in made:
                certificates.sign(table.store, event.certificate, table.settings.programme.name)
            recorded = ("wipe_accepted",) * len(made)
            then = next_step(bench, self.hand.job(table))
            return reply("accepted", "wipe_accepted", recorded=recorded, called=job.called, what=what, then=then)

        safely = lambda second: answered(self.hand, partial(accept, second))  # noqa: E731
        if number:
            return self.hand.second.ask(table, number, f"Acceptance of {job.called}.", safely)
        try:
            return accept()
        except accepting.SecondWanted as error:
            return self.hand.second.ask(table, "", f"{error}", safely)

    def fail(self, table: Table, operator: Operator, reason: str) -> Reply:
        """`/fail [REASON]`; the barcode tells no reason."""
        job = self.hand.job(table)
        count = accepting.fail(self.hand.bench(table, operator), job, reason or "failed")
        return reply("accepted", "wipe_failed", recorded=("wipe_failed",) * count, called=job.called)

    def _importing(self, table: Table, operator: Operator, media: str, host: str) -> Importing:
        originals = kept_files(table.store.path)
        return Importing(self.hand.bench(table, operator), originals, media, host, zone=self.hand.zone)

    def _host(self, table: Table) -> str:
        """The serial of the computer in hand, for reports that name none."""
        found: dict[str, Device] = {}
        if self.hand.device:
            found = {f.device.id: f.device for f in table.store.devices([("any", self.hand.device)])}
        device = next(iter(found.values())) if len(found) == 1 else None
        return device.serial if device is not None and job_of(table.store, device) is not None else ""

    def _told(self, table: Table, taken: list[Taken], again: Again) -> Reply:
        """What came of a report, and the question where one answer settles it."""
        what = " ".join(f"Drive {t.drive or '?'}: {t.outcome}; {'; '.join(t.reasons)}. {t.next}" for t in taken)
        made = sum(t.outcome in ("passed", "failed") for t in taken)
        recorded = tuple(kind for t in taken for kind in t.recorded)
        if all(t.outcome == "known" for t in taken):
            return reply("told", "shown", what=what, then="Scan the next.")
        if all(t.outcome == "passed" for t in taken):
            return reply("accepted", "wipe_evidenced", recorded=recorded, what=what)
        for one in taken:
            if one.device and (one.more or all(reason.startswith(UNKNOWN_MEDIA) for reason in one.reasons)):
                self.hand.device = one.device
                return self._asked(self.hand.job(table), one, again, recorded)
        return reply("ask" if made < len(taken) else "accepted", "evidence_in_doubt", what=what, recorded=recorded)

    def _asked(self, job: OpenJob, one: Taken, again: Again, recorded: tuple[str, ...]) -> Reply:
        """What a drive is, or whether one more belongs to the computer: then the report is taken again."""
        drive = job.drive(one.drive)
        if drive is not None:
            return self.hand.which_media(job, drive, again(""), recorded)
        if not one.media:
            choices = self.hand.offer(*((m, again(m)) for m in accepting.media_to_say(self.hand.profile)))
            return reply(
                "ask", "media_wanted", recorded=recorded, called=job.called, drive=one.drive, choices=choices,
                asks_for="choice",
            )  # fmt: skip

        def add(table: Table, operator: Operator, _: str) -> Reply:
            accepting.found(self.hand.bench(table, operator), self.hand.job(table), one.drive, one.media)
            after = answered(self.hand, lambda: again(one.media)(table, operator, ""))
            what = f"Drive {one.drive} is added as found. {after.message}"
            return reply("accepted", "drive_recorded", recorded=("drive_found", *after.recorded), what=what)

        self.hand.answers = {"confirm": add, "cancel": _kept}
        drives = f"{len(job.drives)} drive{'s' * (len(job.drives) != 1)}"
        return reply(
            "ask", "drive_more", recorded=recorded, called=job.called, what=drives, drive=one.drive, asks_for="confirm"
        )


def _of_folder(taken: list[Taken]) -> Reply:
    """What came of all the finished reports in a folder, a line each."""
    counts = Counter(one.outcome for one in taken)
    what = f"{len(taken)} results: {', '.join(f'{outcome} {number}' for outcome, number in counts.items()) or 'none'}."
    rows = tuple(f"{t.file}: drive {t.drive or '?'} {t.outcome}; {'; '.join(t.reasons)}" for t in taken)
    recorded = tuple(kind for t in taken for kind in t.recorded)
    if not recorded and not counts["review"]:
        return reply("told", "shown", what=what, then="Scan a device.", listed=rows)
    if counts["review"]:
        return reply("ask", "evidence_in_doubt", recorded=recorded, what=what, listed=rows)
    return reply("accepted", "wipe_evidenced", recorded=recorded, what=what, listed=rows)


def _kept(_table: Table, _operator: Operator, _rest: str) -> Reply:
    return reply("told", "shown", what="The report waits for review; its file is kept.", then="/review")
