"""What became of every intake: where it stands, how long each step took, and to which scheme it went.

Each intake stands at exactly one place, so that every table adds up to the intakes, to the device.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import chain

from msgspec import Struct
from msgspec.structs import replace

from devswap.ledger import events as ev
from devswap.ledger.entry import Entry
from devswap.ledger.fold import EMPTY, fold
from devswap.ledger.state import State
from devswap.ledger.whereabouts import where
from devswap.ledger.wipe_jobs import custody_of, drives_without_acceptance, wipe_job
from devswap.store import Reader

KINDS = (
    "device_taken_in", "intake_withdrawn", "issue_returned", "device_released", "device_issued", "stock_received",
    "wipe_started", "wipe_evidenced", "wipe_accepted", "wipe_failed", "drive_found", "drive_missing", "drive_removed",
    "drive_destroyed", "hold_placed", "hold_lifted", "same_device", "same_person", "device_graded",
    "moved",
)  # fmt: skip
"""Of the entries that say what became of an intake."""
DUE = frozenset({"queued", "started", "failed"})


class CustodyRow(Struct, frozen=True):
    """The intakes of one category, and where they stand; `category` `all` is the sum."""

    category: str
    intakes: int
    withdrawn: int
    in_custody: int
    reuse: int
    resale: int
    recycle: int
    destroy: int
    restocked: int
    """Came into stock again."""
    reconciles: bool
    """Whether they add up to the intakes."""


class PlaceRow(Struct, frozen=True):
    """One intake, and where its device is now."""

    intake: str
    device: str
    category: str
    taken_in: str
    stands: str
    """`in_custody`, or what ended its custody, as `CustodyRow` counts it."""
    site: str
    """In custody: where it is; released: the scheme."""
    spot: str
    """In custody: cage, bench, …; released: the consignment."""
    since: str
    seal: str
    on_the_way: bool


class AgeRow(Struct, frozen=True):
    """One intake and its days; None: not yet."""

    intake: str
    device: str
    category: str
    site: str
    state: str
    """`ledger.wipe_jobs.JobState`, or `released`."""
    taken_in: str
    evidenced: str | None
    accepted: str | None
    released: str | None
    days_to_evidence: int | None
    days_to_release: int | None
    age_days: int
    """Until it was released, or until today."""
    over_age: bool


class SchemeRow(Struct, frozen=True):
    """How many devices of a category went to a scheme."""

    scheme: str
    disposition: str
    category: str
    devices: int


def state_of(store: Reader) -> State:
    """The fold of what these reports read. Raises StoreError."""
    return fold(EMPTY, chain.from_iterable(store.of_kind(kind) for kind in KINDS))


def custody(state: State) -> list[CustodyRow]:
    """Where the intakes stand, by category, the sum last."""
    counts: dict[str, Counter[str]] = {}
    total: Counter[str] = Counter()
    for entry, intake in state.of(ev.DeviceTakenIn):
        fate = _fate(state, entry)
        for row in (counts.setdefault(intake.category, Counter()), total):
            row.update(("intakes", fate))
    return [_custody_row(name, row) for name, row in (*sorted(counts.items()), ("all", total))]


def places(state: State) -> Iterator[PlaceRow]:
    """Where every intake stands, oldest first; as many rows as there are intakes. Devices by their id."""
    for entry, intake in sorted(state.of(ev.DeviceTakenIn), key=lambda found: (found[0].wall, found[0].id)):
        fate = _fate(state, entry)
        here = where(state, intake.device) if fate == "in_custody" else None
        left = next(((e, r) for e, r in state.about(entry.id, ev.DeviceReleased) if r.custody == entry.id), None)
        row = PlaceRow(entry.id, intake.device, intake.category, entry.wall, fate, "", "", "", "", False)
        if here is not None:
            place = here.place
            yield replace(
                row, site=place.site, spot=place.spot, since=here.since, seal=here.seal, on_the_way=here.on_the_way
            )
        elif left is not None:
            yield replace(row, site=left[1].scheme, spot=left[1].consignment, since=left[0].wall)
        else:
            ended = max((state.entries[name].wall for name in state.custody_enders(entry.id)), default="")
            yield replace(row, since=ended)


def ages(state: State, today: str, over_age_days: int) -> Iterator[AgeRow]:
    """Every intake that was not withdrawn, oldest first; devices by their id."""
    for entry, intake in sorted(state.of(ev.DeviceTakenIn), key=lambda found: (found[0].wall, found[0].id)):
        job = wipe_job(state, entry.id, today)
        if job is None or job.state == "void":
            continue
        evidence = [e.wall for e, v in state.about(entry.id, ev.WipeEvidenced) if v.result == "passed"]
        done = [] if drives_without_acceptance(state, entry.id) else state.about(entry.id, ev.WipeAccepted)
        accepted = [e.wall for e, _ in done]
        released = [e.wall for e, r in state.about(entry.id, ev.DeviceReleased) if r.custody == entry.id]
        evidenced, left = min(evidence, default=None), min(released, default=None)
        age = _days(entry.wall, left or today)
        state_now = job.state if left is None else "released"
        yield AgeRow(
            entry.id, intake.device, intake.category, intake.site, state_now, entry.wall,
            evidenced, max(accepted, default=None), left, _days(entry.wall, evidenced) if evidenced else None,
            age if left else None, age, state_now in DUE and age > over_age_days,
        )  # fmt: skip


def schemes(state: State) -> list[SchemeRow]:
    """What went where. Their sum is that of the dispositions of `custody`, and of the returns that were released."""
    counts: Counter[tuple[str, str, str]] = Counter()
    seen: set[str] = set()
    for _, released in state.of(ev.DeviceReleased):
        if released.custody not in seen:
            seen.add(released.custody)
            begun = custody_of(state, released.custody)
            counts[released.scheme, released.disposition, begun.category if begun else "unknown"] += 1
    return [SchemeRow(*key, number) for key, number in sorted(counts.items())]


def _fate(state: State, intake: Entry) -> str:
    """The one place where an intake stands; a release outranks what else is said of it."""
    releases = [r for _, r in state.about(intake.id, ev.DeviceReleased) if r.custody == intake.id]
    if releases:
        return releases[0].disposition
    if state.withdrawn(intake.id):
        return "withdrawn"
    return "restocked" if state.custody_enders(intake.id) else "in_custody"


def _custody_row(category: str, row: Counter[str]) -> CustodyRow:
    places = ("withdrawn", "in_custody", "reuse", "resale", "recycle", "destroy", "restocked")
    counts = {place: row[place] for place in places}
    return CustodyRow(category, row["intakes"], **counts, reconciles=sum(counts.values()) == row["intakes"])


def _days(since: str, until: str) -> int:
    return (date.fromisoformat(until[:10]) - date.fromisoformat(since[:10])).days
