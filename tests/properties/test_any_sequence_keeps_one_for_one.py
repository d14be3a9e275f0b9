"""Any sequence of scans and commands keeps one for one (P1), balances, and folds the same in any order (P5)."""

import shutil
import tempfile
from collections import Counter
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from devswap.ledger import events as ev
from devswap.ledger.audit import audit
from devswap.ledger.coins import Coins
from devswap.ledger.entry import Entry, open_entry
from devswap.ledger.fold import EMPTY, fold
from devswap.ledger.ids import instant
from devswap.ledger.wipe_jobs import wipe_job
from tests.desk.scenes import CUSTODY, DOYLE, ESTATE, MARSH, MOSS, OKAFOR, REID, SHAH, STOCK, Scene

BADGES = (OKAFOR, REID, MARSH, DOYLE, CUSTODY, MOSS, SHAH)
LISTED = [row.split(",")[0] for text in (ESTATE, STOCK) for row in text.splitlines()[1:]]
DEVICES = (*LISTED, "5CG1234XYZ")
COMMANDS = (
    "/confirm", "/cancel", "/undo", "/park", "/intake-only", "/hand-in spare", "/hand-in leaver",
    "/return dead-on-arrival", "/return scanned-in-error", "/reason because", "/choose 1", "/choose 2", "/sign-out",
    "/sign-in 200001", "/wrong charger", "/lock", "/exemption lost incident=INC-1",
    "/withdraw-exemption", "/withdraw", "/hand-in owed",
)  # fmt: skip


class AnySequence(RuleBasedStateMachine):
    """An engineer who does anything at all."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())

    @initialize()
    def begin(self) -> None:
        self.scene = Scene(self.folder)
        self.out: Counter[str] = Counter()

    def teardown(self) -> None:
        if hasattr(self, "scene"):
            self.scene.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def tell(self, line: str) -> None:
        said = self.scene.say(line)
        for kind in said.recorded:
            self.out[kind] += 1

    @rule(badge=st.sampled_from(BADGES))
    def scan_a_badge(self, badge: str) -> None:
        self.tell(badge)

    @rule(device=st.sampled_from(DEVICES))
    def scan_a_device(self, device: str) -> None:
        self.tell(device)

    @rule(command=st.sampled_from(COMMANDS))
    def say_a_command(self, command: str) -> None:
        self.tell(command)

    @rule(badge=st.sampled_from(BADGES[:5]), old=st.sampled_from(DEVICES), new=st.sampled_from(DEVICES))
    def try_a_swap(self, badge: str, old: str, new: str) -> None:
        for line in (badge, old, new, badge, "/confirm"):
            self.tell(line)

    @rule(badge=st.sampled_from(BADGES[:5]), lost=st.sampled_from(DEVICES), number=st.integers(1, 3))
    def try_an_exemption(self, badge: str, lost: str, number: int) -> None:
        for line in (badge, f"/exemption lost incident=INC-{number} device={lost}", SHAH):
            self.tell(line)

    @rule()
    def stop_and_start(self) -> None:
        self.scene.close()
        self.scene.clock.pass_by(hours=1)
        self.scene.open()

    def entries(self) -> list[Entry]:
        return [open_entry(row.body, row.hash) for row in self.scene.store.entries()]

    @invariant()
    def one_for_one(self) -> None:
        if not hasattr(self, "scene"):
            return
        entries = self.entries()
        kinds = Counter(ev.kind_of(e.event) for e in entries)
        for kind in ("device_issued", "device_taken_in", "issue_returned", "intake_withdrawn", "attempt_refused"):
            assert kinds[kind] == self.out[kind], "what was said is what is recorded"
        issues = [e.event for e in entries if isinstance(e.event, ev.DeviceIssued)]
        uses = Counter(i.uses for i in issues)
        assert all(n == 1 for n in uses.values()), "each entitlement is used once"
        state = fold(EMPTY, entries)
        for issue in issues:
            given = state.entitlement(issue.uses)
            assert given is not None
            assert given.recipient == issue.recipient
            assert issue.category in given.categories
        stand = kinds["device_issued"] - kinds["issue_returned"]
        earned = sum(1 for e in entries if isinstance(e.event, ev.DeviceTakenIn) and e.event.earns)
        earned += kinds["exemption_granted"] - kinds["exemption_withdrawn"]
        assert stand <= earned - kinds["intake_withdrawn"] + self._unearning_withdrawals(entries)

    def _unearning_withdrawals(self, entries: list[Entry]) -> int:
        intakes = {e.id: e.event for e in entries if isinstance(e.event, ev.DeviceTakenIn)}
        gone = [e.event.intake for e in entries if isinstance(e.event, ev.IntakeWithdrawn)]
        return sum(1 for name in gone if not intakes[name].earns)

    @invariant()
    def it_balances_and_no_order_matters(self) -> None:
        if not hasattr(self, "scene"):
            return
        entries = self.entries()
        now = instant(self.scene.clock.now())
        result = audit(entries, now, {self.scene.store.owner})
        assert result.balanced, result
        forwards, backwards = fold(EMPTY, entries), fold(fold(EMPTY, entries[1::2]), [*reversed(entries)])
        one, other = Coins(forwards), Coins(backwards)
        assert one.discrepancies == other.discrepancies
        assert {e.name: one.of(e) for e in forwards.entitlements()} == {
            e.name: other.of(e) for e in backwards.entitlements()
        }
        jobs = [wipe_job(forwards, e.id, now[:10]) for e in entries if isinstance(e.event, ev.DeviceTakenIn)]
        assert Counter(j.state for j in jobs if j) == Counter({s: n for s, n in result.wipes.items() if n})


TestAnySequence = AnySequence.TestCase
TestAnySequence.settings = settings(
    max_examples=30, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)
