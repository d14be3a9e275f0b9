"""A desk that works as a bench, and what is said of a device that is fit to leave."""

from datetime import UTC

from devswap.desk.desk import Desk
from devswap.desk.table import Settings
from devswap.wiping.bench import BenchVerbs
from devswap.wiping.bench_hand import Hand
from devswap.wiping.methods import load_profile
from devswap.wiping.schemes import load_schemes
from tests.desk.scenes import Scene

READY = "test=pass bios=cleared mdm=removed account=removed sim=out ram=16"


def bench_desk(scene: Scene, number: str = "200003", *, takes_scans: bool = True) -> tuple[BenchVerbs, Desk]:
    verbs = BenchVerbs(Hand(load_profile("nist-800-88r2"), UTC), load_schemes(None), takes_scans)
    settings = Settings("bench 1", "Lambeth", scene.policy, scene.programme, number)
    return verbs, Desk(scene.store, settings, verbs)


def found_drives(scene: Scene) -> list[str | None]:
    """The serials of drives that somebody found, or found to be of some media."""
    return [entry.event.drive.serial for entry in scene.store.of_kind("drive_found")]  # type: ignore[union-attr]


def at_bench(scene: Scene, number: str = "200003", *, takes_scans: bool = True) -> None:
    _, scene.desk = bench_desk(scene, number, takes_scans=takes_scans)
