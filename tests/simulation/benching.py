"""Benches in the world: drives that are really in a device and really wiped, and reports that tell it or lie.

A node's machine is a desk and a bench on one store. What leaves is held against the world the moment it is recorded.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC
from pathlib import Path
from random import Random

from devswap.desk.desk import Desk
from devswap.desk.plain import answer
from devswap.desk.table import Settings
from devswap.ledger import events as ev
from devswap.ledger.entry import Entry
from devswap.wiping.bench import BenchVerbs
from devswap.wiping.bench_hand import Hand
from devswap.wiping.methods import load_profile
from devswap.wiping.schemes import load_schemes
from tests.desk.scenes import ESTATE, Scene
from tests.wiping.benches import READY
from tests.wiping.logs import Wiped, nwipe_log

BEARERS = {
    row[0]: row[8] or f"WD-{row[0]}"
    for row in (line.split(",") for line in ESTATE.splitlines()[1:])
    if row[2] in ("laptop", "desktop")
}
"""The drive that is really in each old device, listed or not."""
LOGS = ("good", "good", "good", "aborted", "another computer", "errors")
STEPS = ("/accept media=ata-hdd", "/start ata-hdd", "/fail edited", f"/grade A {READY}", "/list to-accept")
PROFILE, SCHEMES = load_profile("nist-800-88r2"), load_schemes(None)


@dataclass
class Yard:
    """What is true of drives, whoever records what."""

    wiped: set[str] = field(default_factory=set)
    """Old devices whose drive bears nobody's data any more, by serial."""
    released: int = 0
    leaks: list[str] = field(default_factory=list)

    def work(self, scene: Scene, rng: Random) -> None:
        """Somebody at this machine's bench does a thing with one device, right or wrong, or sends one the whole way."""
        hand = Hand(PROFILE, UTC)
        bench = Desk(
            scene.store,
            Settings("bench", scene.desk.site, scene.policy, scene.programme, "200003"),
            BenchVerbs(hand, SCHEMES, takes_scans=True),
        )
        here = {serial for (serial,) in scene.store.rows("SELECT serial FROM wipe_jobs")} & BEARERS.keys()
        serial = rng.choice(sorted(here or BEARERS))
        say = lambda *lines: [answer(bench, line.encode()) for line in lines]  # noqa: E731
        if rng.random() < 0.4:
            say(f"/job {serial}", rng.choice(STEPS))
            return
        say(f"/job {serial}", f"/evidence {self._report(scene, serial, rng)} media=ata-hdd", "/confirm", "/cancel")
        if rng.random() < 0.7:
            say(f"/job {serial}", STEPS[0], f"/grade A {READY}")
        if rng.random() < 0.7:
            say("/leave", "/consign device-bank", serial, "/close", "/hand-over A. Driver", "/leave")

    def _report(self, scene: Scene, serial: str, rng: Random) -> Path:
        how, one = rng.choice(LOGS), Wiped(serial=BEARERS[serial])
        started = scene.clock.now().replace(tzinfo=None)
        scene.clock.pass_by(hours=2)
        if how == "errors":
            one = replace(one, status="-FAILED-", mark="!", errors=(3, 0, 0))
        elif how == "good":
            self.wiped.add(serial)
        file = scene.folder / "report.log"
        ending = {"ending": "Nwipe was aborted by the user. Check the summary table for the drive status."}
        file.write_bytes(nwipe_log(
            one, host="OTHER" if how == "another computer" else serial, started=started,
            **(ending if how == "aborted" else {}),
        ))  # fmt: skip
        return file

    def see(self, scene: Scene, entry: Entry) -> None:
        """An entry that has just been recorded: what goes back is used again, and what leaves must bear nothing."""
        match entry.event:
            case ev.IntakeWithdrawn(device=name) | ev.DeviceIssued(device=name):
                self.wiped.discard(_serial(scene, name))
            case ev.DeviceReleased(device=name):
                self.released += 1
                if _serial(scene, name) in BEARERS.keys() - self.wiped:
                    self.leaks.append(_serial(scene, name))


def _serial(scene: Scene, device: str) -> str:
    found = scene.store.device(device)
    return found.serial if found is not None else ""
