"""Whatever happened, the projections that were kept up are those that the entries alone give."""

import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from devswap.errors import NotRecorded
from devswap.ledger import events as ev
from devswap.ledger.entry import Entry
from devswap.ledger.ids import device_id, reference_match
from devswap.ledger.parts import Drive, Identifier, Place, Reference
from tests.store.shelf import ESTATE, RECIPIENTS, STOCK, Shelf, issued, person, received, returned, taken_in, withdrawn

SERIALS = ("5CG7290HTW", "5CG2411RVD", "5CG2411RVF", "OLD1", "OLD2")
PEOPLE = (person(1), person(2))
LISTS = (
    ("estate", ESTATE),
    ("estate", "serial,category,maker\nOLD1,laptop,HP\n"),
    ("stock", STOCK),
    ("recipients", RECIPIENTS),
    ("holds", "serial,asset_tag,reference\nOLD1,,case 7\n,T2,case 8\n"),
)


class AnyDay(RuleBasedStateMachine):
    """Facts in any order that the store takes, lists in between."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.shelf = Shelf(self.folder)
        self.intakes: list[Entry] = []
        self.issues: list[Entry] = []
        self.held: list[Entry] = []

    def teardown(self) -> None:
        self.shelf.close()
        shutil.rmtree(self.folder)

    def tell(self, *events: ev.Event) -> list[Entry]:
        self.shelf.clock.pass_by(seconds=1)
        try:
            return self.shelf.record(*events)
        except NotRecorded:
            return []

    @rule(value=st.sampled_from(SERIALS), who=st.sampled_from(PEOPLE), wipe=st.booleans(), tag=st.sampled_from("123"))
    def take_in(self, value: str, who: str, wipe: bool, tag: str) -> None:
        labels = (Identifier("serial", value), Identifier("asset_tag", f"T{tag}"))
        drives = (Drive(person(70), "S4GX"),) if wipe else ()
        storage = "wipe" if wipe else "no_data"
        self.intakes += self.tell(taken_in(value, who, identifiers=labels, drives=drives, storage=storage))

    @precondition(lambda self: self.intakes)
    @rule(data=st.data(), value=st.sampled_from(SERIALS))
    def issue(self, data: st.DataObject, value: str) -> None:
        intake = data.draw(st.sampled_from(self.intakes))
        assert isinstance(intake.event, ev.DeviceTakenIn)
        self.issues += self.tell(issued(value, intake.event.recipient or "", intake.id))

    @precondition(lambda self: self.issues)
    @rule(data=st.data(), wipe=st.booleans())
    def give_back(self, data: st.DataObject, wipe: bool) -> None:
        issue = data.draw(st.sampled_from(self.issues))
        self.tell(returned(issue, storage="wipe" if wipe else "no_data"))

    @precondition(lambda self: self.intakes)
    @rule(data=st.data())
    def withdraw(self, data: st.DataObject) -> None:
        self.tell(withdrawn(data.draw(st.sampled_from(self.intakes))))

    @precondition(lambda self: self.intakes)
    @rule(data=st.data(), how=st.sampled_from(("start", "destroy", "find")))
    def wipe(self, data: st.DataObject, how: str) -> None:
        intake = data.draw(st.sampled_from(self.intakes)).id
        match how:
            case "start":
                self.tell(ev.WipeStarted(intake, (person(70),), "purge", "nvme-sanitize", "nvme"))
            case "destroy":
                self.tell(ev.DriveDestroyed(intake, person(70), "shred", "Shredders", "C-1"))
            case _:
                self.tell(ev.DriveFound(intake, Drive(person(71))))

    @rule(value=st.sampled_from(SERIALS), about=st.sampled_from(("device", "person")))
    def hold(self, value: str, about: str) -> None:
        subject = device_id("HP", value) if about == "device" else PEOPLE[0]
        reference = Reference("case", reference_match("case", value), "0" * 64)
        self.held += self.tell(ev.HoldPlaced(about, subject, reference))  # type: ignore[arg-type]

    @precondition(lambda self: self.held)
    @rule(data=st.data())
    def lift(self, data: st.DataObject) -> None:
        hold = data.draw(st.sampled_from(self.held))
        assert isinstance(hold.event, ev.HoldPlaced)
        self.tell(ev.HoldLifted(hold.id, hold.event.subject))

    @rule(values=st.sets(st.sampled_from(SERIALS), min_size=1))
    def deliver(self, values: set[str]) -> None:
        self.tell(received(*sorted(values)))

    @rule(value=st.sampled_from(SERIALS), what=st.sampled_from(("stock", "custody")))
    def move(self, value: str, what: str) -> None:
        there = Place("Sidcup", "cage 18")
        self.tell(ev.Moved("received", None, what, (device_id("HP", value),), Place("Lambeth"), there))  # type: ignore[arg-type]

    @rule(which=st.sampled_from(LISTS))
    def read_a_list(self, which: tuple[str, str]) -> None:
        self.shelf.bring(*which)

    @invariant()
    def what_is_kept_up_is_what_the_entries_give(self) -> None:
        before = self.shelf.dump()
        self.shelf.store.rebuild_projections()
        after = self.shelf.dump()
        for table, rows in before.items():
            assert after[table] == rows, table


TestAnyDay = AnyDay.TestCase
TestAnyDay.settings = settings(
    max_examples=10, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
)


def test_a_damaged_projection_is_put_right(shelf: Shelf) -> None:
    shelf.stocked().swap("OLD1", "5CG2411RVD", PEOPLE[0])
    rows = shelf.dump()
    for table in ("about", "wipe_jobs", "issues", "stock_identifiers", "seen_identifiers"):
        shelf.store._db.driver.execute(f"DELETE FROM {table}")
    assert shelf.dump() != rows
    assert shelf.store.rebuild_projections() == shelf.store.how_many()
    assert shelf.dump() == rows
