"""What a bench has in hand: the device that was scanned last, and the question that its next command may answer."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import tzinfo
from pathlib import Path

from msgspec.structs import replace

from devswap.desk.outcome import Choice
from devswap.desk.table import Table
from devswap.desk.words import Reply, reply
from devswap.errors import DevswapError, NotRecorded
from devswap.ledger.known import Operator
from devswap.ledger.parts import Drive
from devswap.wiping import accepting
from devswap.wiping.jobs import Bench, NotYet, OpenJob, job_named
from devswap.wiping.methods import Profile
from devswap.wiping.second_person import SecondPerson

Verb = Callable[[Table, Operator, str], Reply]
Kept = tuple[str, str, dict[str, Verb]]
"""The device, the report and the question that were in hand."""


@dataclass(slots=True)
class Hand:
    """What the commands of a bench share."""

    profile: Profile
    zone: tzinfo | None = None
    """Of logs that tell none."""
    logs: Path | None = None
    """The folder that tools write their reports to: what `/evidence` alone takes in."""
    largest: int = 0
    """Bytes of a report that is read while people wait for the screen; 0: any."""
    device: str = ""
    """The identifier of the device in hand."""
    report: str = ""
    """The result, waiting for review, that is in hand."""
    second: SecondPerson = field(default_factory=SecondPerson, init=False)
    answers: dict[str, Verb] = field(default_factory=dict, init=False)
    """What the next command may answer, and what that does; anything else leaves the question."""

    def bench(self, table: Table, operator: Operator) -> Bench:
        """This bench, with who works at it."""
        return Bench(table.store, self.profile, table.settings.site, operator, table.policy.wipe.early)

    def job(self, table: Table) -> OpenJob:
        """The job of the device in hand. Raises DevswapError."""
        if not self.device:
            raise DevswapError("No job is in hand. Scan the device, or its cage label.")
        return job_named(table.store, self.device)

    def kept(self) -> Kept:
        """What is in hand now, to go back to."""
        return self.device, self.report, dict(self.answers)

    def go_back(self, kept: Kept) -> None:
        """Have in hand what was when this was kept; a second person is asked for again."""
        self.device, self.report, self.answers = kept
        self.second.forget()

    def offer(self, *offered: tuple[str, Verb]) -> tuple[Choice, ...]:
        """What `/choose N` may take next, from 1."""
        self.answers = {f"choose {n}": act for n, (_, act) in enumerate(offered, 1)}
        return tuple(Choice(n, words) for n, (words, _) in enumerate(offered, 1))

    def which_media(self, job: OpenJob, drive: Drive, again: Verb, recorded: tuple[str, ...] = ()) -> Reply:
        """Ask what a drive is; when that is said it is recorded, and `again` goes on."""

        def said(media: str) -> Verb:
            def record(table: Table, operator: Operator, _: str) -> Reply:
                bench = self.bench(table, operator)
                accepting.identified(bench, self.job(table), drive, media)
                after = answered(self, lambda: again(table, operator, ""))
                return replace(after, recorded=("drive_found", *after.recorded))

            return record

        choices = self.offer(*((name, said(name)) for name in accepting.media_to_say(self.profile)))
        return reply(
            "ask", "media_wanted", recorded=recorded, called=job.called, drive=drive.serial or "without a serial",
            choices=choices, asks_for="choice",
        )  # fmt: skip


def answered(hand: Hand, act: Callable[[], Reply]) -> Reply:
    """What was done, or why it was not, in words; NotRecorded is the desk's to say."""
    try:
        return act()
    except NotRecorded:
        raise
    except NotYet as error:
        said = reply("refused", error.code, called=hand.device, what=str(error))
        return replace(said, next="Put it back until then; scan the next.") if error.code == "too_soon" else said
    except accepting.NoEvidence:
        what = f"{hand.device} has no evidence that waits to be accepted"
        return reply("refused", "no_evidence", what=what, then="When the tool is done, its report: /evidence FILE.")
    except (DevswapError, OSError) as error:
        return reply("refused", "not_done", what=str(error))


def words(rest: str, usage: str, count: int) -> list[str]:
    """Exactly so many words, the last of which may have blanks. Raises DevswapError, which says the usage."""
    found = rest.split(maxsplit=count - 1)
    if len(found) != count:
        raise DevswapError(f"Write: {usage}")
    return found
