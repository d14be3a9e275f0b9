"""A desk that is enrolled with the model register, and the carrying to and fro."""

import csv
import io
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from random import Random

import msgspec

from devswap import wire
from devswap.ledger.ids import device_id, instant, uuid4
from devswap.standing import Standing
from devswap.sync.answers import Unheard
from devswap.sync.exchange import Exchange
from devswap.sync.keys import Key
from tests.desk.scenes import ESTATE, OKAFOR, OPERATORS, RECIPIENTS, Scene
from tests.sync.model import Register

SWAP = (OKAFOR, "5CG7290HTW", "5CG2411RVD", "/confirm")
ROUNDS = 500


def register(scene: Scene, seed: int = 7) -> Register:
    """A register that goes by the desk's clock and has its lists."""
    made = Register(Random(seed).getrandbits, lambda: instant(scene.clock.now()))
    store = scene.store
    for row in _rows(RECIPIENTS):
        known = store.recipient_by_number(row["number"])
        person = known.id if known else uuid4(made_up(row["number"]))
        made.put("recipient", person, wire.RecipientRow(
            person, "person" if row["kind"] == "person" else "location", row["number"], row["name"], row["unit"],
            row["badge"], row["at_check"] == "yes",
        ))  # fmt: skip
    for row in _rows(OPERATORS):
        hand = store.operator_by_number(row["number"])
        person = hand.id if hand else uuid4(made_up(row["number"]))
        made.put("operator", person, msgspec.convert({"person": person, **row}, wire.OperatorRow))
    for row in _rows(ESTATE):
        device = device_id(row["maker"], row["serial"])
        made.put("estate", device, msgspec.convert({"device": device, **row}, wire.EstateRow))
    return made


def made_up(text: str) -> int:
    """128 bits of a text, for the id of somebody whom only the register knows."""
    return int.from_bytes(sha256(text.encode()).digest()[:16], "big")


def _rows(text: str) -> Iterator[dict[str, str]]:
    return csv.DictReader(io.StringIO(text))


def enrol(scene: Scene, register: Register) -> Standing:
    """Let the scene's desk in."""
    private = scene.store.dice(256).to_bytes(32, "big")
    desk, incarnation = scene.store.owner
    said = register.enrol(wire.Enrol("code", desk, incarnation, Key(private).public))
    standing = Standing(
        "https://register", said.register, said.register_key, private.hex(), said.name, said.site, said.epoch
    )
    scene.store.enrol(standing, msgspec.Raw(register.rules))
    return standing


def exchange(scene: Scene) -> Exchange:
    """The desk's side, as after a start."""
    standing = scene.store.standing()
    assert standing is not None
    return Exchange(scene.store, standing)


def sync(exchange: Exchange, register: Register, rounds: int = ROUNDS) -> list[str]:
    """Carry to and fro until all is in step; what was asked, in order."""
    exchange.look_again()
    asked: list[str] = []
    for _ in range(rounds):
        out = exchange.next()
        if out is None:
            return asked
        asked.append(out.question)
        exchange.take(out, register.answer(out))
    raise AssertionError(f"not in step after {rounds} requests: {asked[-8:]}")


def lose(exchange: Exchange, register: Register | None) -> None:
    """One request whose answer never comes; it reached the register, or (None) did not."""
    out = exchange.next()
    assert out is not None
    if register is not None:
        register.answer(out)
    exchange.take(out, Unheard("timeout"))


def folder(path: Path, name: str) -> Path:
    """A desk's own folder."""
    made = path / name
    made.mkdir()
    return made


class Two:
    """Desk one brought the stock; desk two has what it pulled."""

    def __init__(self, path: Path) -> None:
        self.one = Scene(folder(path, "one"))
        self.two = Scene(folder(path, "two"), seed=500, lists=False)
        self.register: Register = register(self.one)
        for scene in (self.one, self.two):
            enrol(scene, self.register)
        self.in_step()

    def in_step(self) -> None:
        """Both exchange, the first once more for what the second sent."""
        for scene in (self.one, self.two, self.one):
            sync(exchange(scene), self.register)
        for scene in (self.one, self.two):
            scene.say("/sign-in 200001")
