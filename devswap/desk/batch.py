"""Devices scanned one after another for one purpose: a move or a count. A value that a draft can hold (P3)."""

from typing import Literal

import msgspec
from msgspec import Struct

from devswap.ledger.parts import Place
from devswap.ledger.whereabouts import What

BATCH = "batch"
"""The draft's key: one batch at a desk, beside the visits."""
TROLLEY = "trolley"
"""The draft's key of a round, and the first word of its spot."""
Kind = Literal["send", "receive", "count", "delivery", "load", "empty"]


class Scanned(Struct, frozen=True):
    """A device of the batch, as an engineer calls it."""

    id: str
    called: str
    what: What
    sent: str | None = None
    """`receive`: the entry that sent it."""


class Batch(Struct, frozen=True):
    """What is being moved or counted, and what was scanned for it so far."""

    kind: Kind
    what: What
    place: Place
    """Here: where it is sent from, received at, or counted."""
    to: Place | None = None
    carrier: str = ""
    seal: str = ""
    devices: tuple[Scanned, ...] = ()
    recounts: str | None = None
    damaged: tuple[str, ...] = ()
    """`delivery`: those that came damaged."""
    waits: bool = False
    """A visit is on screen; `/resume` goes on with the batch."""

    def holds(self, device: str) -> bool:
        """Whether this device was scanned for it."""
        return any(scanned.id == device for scanned in self.devices)

    def plus(self, scanned: Scanned) -> "Batch":
        """The batch with one more device."""
        return msgspec.structs.replace(self, devices=(*self.devices, scanned))

    @property
    def doing(self) -> str:
        """What is going on, in words."""
        spot = f", {self.place.spot}" if self.place.spot else ""
        match self.kind:
            case "send":
                to = self.to or self.place
                return f"sending {self.what} to {to.site}{f', {to.spot}' if to.spot else ''}"
            case "receive":
                return f"receiving at {self.place.site}{spot}"
            case "load":
                return f"loading {self.place.spot}"
            case "empty":
                return f"emptying {self.place.spot}"
            case "delivery":
                return f"{self.place.spot}"
            case "count":
                return f"counting {self.what} at {self.place.site}{spot}"


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Batch)


def to_batch(batch: Batch) -> bytes:
    """The batch as its draft keeps it."""
    return _encoder.encode(batch)


def from_batch(blob: bytes) -> Batch:
    """The batch of a draft. Raises `msgspec.MsgspecError` where it is none."""
    return _decoder.decode(blob)


class Round(Struct, frozen=True):
    """A round that is on: its name, and when it began."""

    name: str
    begun: str


_round_decoder = msgspec.msgpack.Decoder(Round)


def to_round(one: Round) -> bytes:
    """The round as its draft keeps it."""
    return _encoder.encode(one)


def from_round(blob: bytes) -> Round:
    """The round of a draft. Raises `msgspec.MsgspecError` where it is none."""
    return _round_decoder.decode(blob)
