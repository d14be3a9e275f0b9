"""The bench's commands about drives: what one is, one more or less than was taken in, taken out, destroyed."""

from dataclasses import dataclass

from devswap.desk.table import Table
from devswap.desk.words import Reply, reply
from devswap.ledger.known import Operator
from devswap.wiping import accepting
from devswap.wiping.bench_hand import Hand, words


@dataclass(slots=True)
class DriveVerbs:
    """The commands; `hand` has the device they are about."""

    hand: Hand

    def found(self, table: Table, operator: Operator, rest: str) -> Reply:
        """`/drive found SERIAL MEDIA`."""
        serial, media = words(rest, "/drive found SERIAL MEDIA", 2)
        accepting.found(self.hand.bench(table, operator), self.hand.job(table), serial, media)
        return _recorded(f"Drive {serial} is found in {self.hand.device}; it owes a wipe of its own.", "drive_found")

    def identified(self, table: Table, operator: Operator, rest: str) -> Reply:
        """`/drive is SERIAL MEDIA`."""
        serial, media = words(rest, "/drive is SERIAL MEDIA", 2)
        job = self.hand.job(table)
        drive = accepting.drive_named(job, serial)
        accepting.identified(self.hand.bench(table, operator), job, drive, media)
        return _recorded(f"Drive {serial} of {self.hand.device} is {media}.", "drive_found")

    def missing(self, table: Table, operator: Operator, rest: str) -> Reply:
        """`/drive missing SERIAL REASON`."""
        serial, reason = words(rest, "/drive missing SERIAL REASON", 2)
        accepting.missing(self.hand.bench(table, operator), self.hand.job(table), serial, reason)
        return _recorded(f"Drive {serial} of {self.hand.device} is missing.", "drive_missing")

    def out(self, table: Table, operator: Operator, rest: str) -> Reply:
        """`/drive removed SERIAL SPOT`."""
        serial, spot = words(rest, "/drive-out SERIAL SPOT", 2)
        accepting.removed(self.hand.bench(table, operator), self.hand.job(table), serial, spot)
        return _recorded(f"Drive {serial} of {self.hand.device} lies in {spot}.", "drive_removed")

    def destroyed(self, table: Table, operator: Operator, rest: str) -> Reply:
        """`/destroy SERIAL TECHNIQUE CONTRACTOR CERTIFICATE`."""
        given = words(rest, "/destroy SERIAL TECHNIQUE CONTRACTOR CERTIFICATE", 4)
        accepting.destroyed(self.hand.bench(table, operator), self.hand.job(table), *given)
        return _recorded(f"Drive {given[0]} of {self.hand.device} is destroyed.", "drive_destroyed")


def _recorded(what: str, kind: str) -> Reply:
    return reply("accepted", "drive_recorded", recorded=(kind,), what=what)
