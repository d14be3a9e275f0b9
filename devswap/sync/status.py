"""Where a desk stands with its register, in words that a person believes: never more than is proven."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from devswap.ledger.clocks import can_be
from devswap.ledger.ids import moment
from devswap.standing import Standing
from devswap.sync.answers import Unheard, Why

SILENT = timedelta(seconds=45)
"""Without an answer for longer the desk is offline: four looks that came to nothing."""
WRONG_CLOCK = 10 * 60 * 1_000_000
"""Microseconds beyond which the clocks of desk and register are said to differ."""


class Trouble(NamedTuple):
    """What a person need know, and what to do about it."""

    brief: str
    """For a row that has little room."""
    says: str
    cure: str

    def __str__(self) -> str:
        return f"{self.says}: {self.cure}"


WHY: dict[Why, Trouble] = {
    "expired": Trouble(
        "certificate expired",
        "its certificate has expired by this clock",
        "set the clock; where it is right, the register needs a new one",
    ),
    "early": Trouble("clock behind?", "its certificate is not valid yet by this clock", "set the clock"),
    "other_name": Trouble(
        "other certificate",
        "what answers has a certificate of another host",
        "leave this network, or have the register's address put into its certificate",
    ),
    "authority": Trouble(
        "other certificate",
        "what answers has a certificate of nobody whom this desk trusts",
        "leave this network, or name who signs the register's in [register] ca",
    ),
    "certificate": Trouble("bad certificate", "its certificate is not good", "have the register given another"),
    "no_tls": Trouble("no TLS there", "what answers does not speak TLS", "check the address, or leave this network"),
    "captive": Trouble("login page", "a login page answers in its place", "open a browser and sign in to the network"),
    "proxy": Trouble("proxy", "a proxy stands in between and does not reach it", "tell who runs it"),
    "proxy_login": Trouble(
        "proxy login",
        "a proxy stands in between and wants a login of its own",
        "put it into HTTPS_PROXY as http://name:password@host:port",
    ),
    "proxy_limit": Trouble(
        "proxy limit", "a proxy stands in between and takes nothing this large", "have it allow 1 MB"
    ),
    "other_register": Trouble(
        "other register", "another register answers under its name", "check the address; of a new register, enrol again"
    ),
    "error": Trouble("register in trouble", "the register has trouble of its own", "tell who keeps it"),
    "upgrade": Trouble("too old", "this devswap is too old for the register", "update it"),
    "refused": Trouble("refused", "the register refuses this desk", "tell who keeps the register"),
    "nonsense": Trouble("odd answers", "its answer makes no sense", "tell who keeps the register"),
}
"""A network that is merely not there is none: the desk is offline, and that is no trouble."""
TROUBLE = {
    "diverged": Trouble("journals differ", "journals differ", "tell a supervisor, enrol again"),
    "clone": Trouble("two copies", "two copies of this desk are at work", "stop one"),
    "revoked": Trouble("revoked", "this desk was revoked", "ask who keeps the register for a new code"),
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
        return not self._offline(now) and not self.troubles()

    def words(self, now: datetime) -> str:
        """One line: `in step, 12 s ago`; `offline 2 h 14 min, 38 to send, catalogue of 08:05`."""
        return ", ".join([*self._place(now), *map(str, self.troubles())])

    def row(self, now: datetime) -> str:
        """The same in one row: a trouble by its brief name, in the place of the catalogue's age."""
        troubles = [trouble.brief for trouble in self.troubles()]
        return ", ".join([*self._place(now)[: -1 if troubles and self._offline(now) else None], *troubles])

    def _place(self, now: datetime) -> list[str]:
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
        return parts

    def brief(self, now: datetime) -> str:
        """The same where there is little room: `in step`, `38 to send`, `offline 2 h 14 min`, `offline: login page`."""
        troubles = self.troubles()
        if self._offline(now):
            return f"offline: {troubles[0].brief}" if troubles else self._place(now)[0]
        if troubles:
            return troubles[0].brief
        if self.standing.snapshot is not None or self.standing.in_step is None:
            return "reading lists"
        return self._queue()[0] if self.waiting else "in step"

    def _queue(self) -> list[str]:
        return [f"{self.waiting} to send"] if self.waiting else []

    def _offline(self, now: datetime) -> bool:
        heard = self.standing.contact
        return heard is None or self.unheard is not None or now - moment(heard) > SILENT

    def troubles(self) -> list[Trouble]:
        """What keeps the desk from its register, and what else a person need know; being offline is none."""
        found = [WHY[self.unheard.why]] if self.unheard and self.unheard.why in WHY else []
        if self.standing.trouble:
            found.append(TROUBLE[self.standing.trouble])
        if self.unheard is None or self.unheard.why not in ("expired", "early"):  # they speak of the clock as it is now
            found += _of_the_clocks(self.standing)
        return found


def _of_the_clocks(standing: Standing) -> Iterator[Trouble]:
    """Which of two clocks is wrong only a person can say, but where the register's cannot be right."""
    if standing.offset is None or standing.contact is None or abs(standing.offset) <= WRONG_CLOCK:
        return
    whole = timedelta(minutes=round(abs(standing.offset) / 60e6))  # another look, some ms apart, says the same
    here = moment(standing.contact)
    if can_be(here) and not can_be(here + timedelta(microseconds=standing.offset)):
        by = f"{_span(whole)} {'fast' if standing.offset > 0 else 'slow'}"
        yield Trouble("register's clock", f"the register's clock is {by}", "tell who keeps it")
    else:
        by = f"{_span(whole)} {'slow' if standing.offset > 0 else 'fast'}"
        yield Trouble(f"clock {by}", f"this clock is {by}", "set it")


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
