"""Where a desk stands with its register, in words that a person believes: never more than is proven."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from devswap.ledger.ids import moment
from devswap.standing import Standing
from devswap.sync.answers import Unheard

SILENT = timedelta(seconds=45)
"""Without an answer for longer the desk is offline: four looks that came to nothing."""
WRONG_CLOCK = 10 * 60 * 1_000_000
"""Microseconds beyond which the clocks of desk and register are said to differ."""

_WHY = {
    "unreachable": "",
    "timeout": "",
    "clock": "the certificate is not valid by this clock: set it",
    "certificate": "the certificate is not the register's",
    "captive": "a login page answers in its place: open a browser and sign in to the network",
    "proxy": "a proxy stands in between",
    "other_register": "another register answers under its name",
    "error": "the register has trouble of its own",
    "upgrade": "this devswap is too old for the register: update it",
    "refused": "the register refuses this desk",
    "nonsense": "its answer makes no sense",
}
TROUBLE = {
    "diverged": "journals differ: tell a supervisor, enrol again",
    "clone": "two copies of this desk are at work: stop one",
    "revoked": "this desk was revoked",
}


@dataclass(frozen=True, slots=True)
class SyncStatus:
    """What is known of the exchange at this moment."""

    standing: Standing
    waiting: int
    """Entries that are not proven to be at the register."""
    unheard: Unheard | None = None

    def well(self, now: datetime) -> bool:
        """Whether there is nothing that a person need know."""
        return not self._offline(now) and not self._troubles()

    def words(self, now: datetime) -> str:
        """One line: `in step, 12 s ago`; `offline 2 h 14 min, 38 to send, catalogue of 08:05`."""
        standing = self.standing
        parts: list[str] = []
        if self._offline(now):
            parts.append(f"offline {ago(now, standing.contact)}" if standing.contact else "not reached yet")
            parts += self._queue()
            parts.append(f"catalogue of {_at(now, standing.in_step)}" if standing.in_step else "no catalogue yet")
        elif standing.snapshot is not None or standing.in_step is None:
            parts += [f"reading the catalogue ({standing.snapshot.kind})" if standing.snapshot else "reading the log"]
            parts += self._queue()
        elif self.waiting:
            parts += ["sending", *self._queue()]
        else:
            parts.append(f"in step, {ago(now, standing.in_step)} ago")
        return ", ".join([*parts, *self._troubles()])

    def brief(self, now: datetime) -> str:
        """The same where there is little room: `in step`, `38 to send`, `offline 2 h 14 min`."""
        if self._offline(now):
            contact = self.standing.contact
            return f"offline {ago(now, contact)}" if contact else "not reached yet"
        if self._troubles():
            return "register: TROUBLE"
        if self.standing.snapshot is not None or self.standing.in_step is None:
            return "reading lists"
        return self._queue()[0] if self.waiting else "in step"

    def _queue(self) -> list[str]:
        return [f"{self.waiting} to send"] if self.waiting else []

    def _offline(self, now: datetime) -> bool:
        heard = self.standing.contact
        return heard is None or self.unheard is not None or now - moment(heard) > SILENT

    def _troubles(self) -> list[str]:
        found = [_WHY[self.unheard.why]] if self.unheard and _WHY[self.unheard.why] else []
        if self.standing.trouble:
            found.append(TROUBLE[self.standing.trouble])
        offset = self.standing.offset
        if offset is not None and abs(offset) > WRONG_CLOCK:
            word = "slow" if offset > 0 else "fast"
            found.append(f"this clock is {_span(timedelta(microseconds=abs(offset)))} {word}: set it")
        return found


def ago(now: datetime, then: str | None) -> str:
    """How long since an instant, in the two largest units; nothing where the clock went back since."""
    return _span(max(now - moment(then), timedelta())) if then else ""


def _span(length: timedelta) -> str:
    seconds = int(length.total_seconds())
    if seconds < 60:
        return f"{seconds} s"
    minutes, hours = seconds // 60, seconds // 3600
    if hours == 0:
        return f"{minutes} min"
    if hours < 48:
        return f"{hours} h {minutes % 60} min" if minutes % 60 else f"{hours} h"
    return f"{hours // 24} d"


def _at(now: datetime, then: str) -> str:
    local = moment(then).astimezone(now.tzinfo)
    return local.strftime("%H:%M" if local.date() == now.date() else "%d %b %H:%M")
