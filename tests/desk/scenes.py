"""A small force to try the desk on: people, their old devices, stock, operators; and a clock that stands still."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from devswap.desk.desk import Desk
from devswap.desk.outcome import Outcome
from devswap.desk.plain import answer
from devswap.desk.table import Settings
from devswap.ledger.policy import Policy, Programme
from devswap.store import Store
from devswap.store.lists import import_list

RECIPIENTS = """kind,number,name,unit,badge,at_check
person,104417,R. Okafor,Unit 1,B000104417,no
person,104418,T. Reid,Unit 1,B000104418,no
person,104419,J. Marsh,Unit 2,B000104419,no
person,104420,K. Doyle,Unit 2,B000104420,yes
location,LOC-4,Custody 4,Unit 2,B000200004,no
person,200001,E. Moss,IT,B000200001,no
"""

OPERATORS = """number,name,role,badge
200001,E. Moss,engineer,B000200001
200002,M. Shah,supervisor,B000200002
200003,P. Rao,bench,B000200003
"""

ESTATE = """serial,asset_tag,category,maker,model,assigned_to,site,end_of_life,drives
5CG7290HTW,104233,laptop,HP,EliteBook 840 G5,104417,Lambeth,2023-03-31,S4GXNE0M1
CN0F7TK98123,,monitor,Dell,P2419H,104417,Lambeth,2023-03-31,
5CG8122QPW,104871,laptop,HP,EliteBook 840 G5,104418,Lambeth,2023-03-31,
5CG8122QPN,104872,laptop,HP,EliteBook 840 G5,104419,Lambeth,2023-03-31,
7RT4XM3,,desktop,Dell,OptiPlex 3060,LOC-4,Lambeth,2022-03-31,
5CG9990AAB,,laptop,HP,EliteBook 840 G6,104420,Lambeth,2022-03-31,
5CG9990AAD,,laptop,HP,EliteBook 840 G7,104420,Lambeth,2029-03-31,
"""

STOCK = """serial,asset_tag,category,maker,model,site,order_ref,unit_cost_pence,financial_year
5CG2411RVD,300001,laptop,HP,EliteBook 840 G10,Lambeth,PO-1,84921,2022/23
5CG2411RVF,300002,laptop,HP,EliteBook 840 G10,Lambeth,PO-1,84921,2022/23
5CG2411RVH,300003,laptop,HP,EliteBook 840 G10,Lambeth,PO-1,84921,2022/23
5CG2411RVK,300004,laptop,HP,EliteBook 840 G10,Sidcup,PO-1,84921,2022/23
CN0A1B2C3456,,monitor,Dell,P2425DE,Lambeth,PO-2,18000,2022/23
6KDY1T3,,desktop,Dell,OptiPlex 7010,Lambeth,PO-3,70000,2022/23
"""

LISTS = {"recipients": RECIPIENTS, "operators": OPERATORS, "estate": ESTATE, "stock": STOCK}


@dataclass
class StillClock:
    """A clock that moves only when it is told to."""

    at: datetime = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
    ticks: float = 1000.0

    def now(self) -> datetime:
        """The wall."""
        return self.at

    def monotonic(self) -> float:
        """Seconds of this boot."""
        return self.ticks

    def pass_by(self, **kwargs: float) -> None:
        """Let time go by."""
        step = timedelta(**kwargs)
        self.at += step
        self.ticks += step.total_seconds()


@dataclass
class Scene:
    """A desk on a store in a folder, and words to work it with."""

    folder: Path
    policy: Policy = field(default_factory=Policy)
    programme: Programme = field(default_factory=lambda: Programme(ends="2024-03-31"))
    operator: str = "200001"
    clock: StillClock = field(default_factory=StillClock)
    seed: int = 1
    lists: bool = True
    """Whether a fresh desk gets the lists; one that has a register reads them there."""
    desk: Desk = field(init=False)
    store: Store = field(init=False)

    def __post_init__(self) -> None:
        fresh = not (self.folder / "desk.db").exists()
        self.open()
        if fresh and self.lists:
            for kind, text in LISTS.items():
                self.bring(kind, text)
            self.close()
            self.open()

    def open(self) -> None:
        """Start the desk, as after a boot."""
        dice = Random(self.seed)
        self.seed += 1
        self.store = Store.open(self.folder / "desk.db", clock=self.clock, dice=dice.getrandbits, ballast=0)
        settings = Settings("desk 2", "Lambeth", self.policy, self.programme, self.operator)
        self.desk = Desk(self.store, settings)

    def close(self) -> None:
        """Stop it."""
        self.store.close()

    def bring(self, kind: str, text: str) -> None:
        """Import a list."""
        path = self.folder / f"{kind}.csv"
        path.write_text(text, encoding="utf-8")
        import_list(self.store, kind, path)

    def say(self, *lines: str) -> Outcome:
        """Play lines; the last answer."""
        outcome = None
        for line in lines:
            outcome = answer(self.desk, line.encode()) or outcome
        assert outcome is not None
        return outcome

    def codes(self, *lines: str) -> list[str]:
        """Play lines; the code of each answer."""
        return [self.say(line).code for line in lines]


def knows_the_same_people(one: Scene, other: Scene) -> None:
    """Ids of people are random: those of one register's lists are the same at every desk."""
    people = one.store._db.all("SELECT id, number FROM people")
    with other.store._db.transaction() as driver:
        driver.executemany("UPDATE people SET id = ? WHERE number = ?", people)


def pulls(to: Scene, of: Scene) -> None:
    """One desk reads the other's journal."""
    to.store.take_over(list(of.store.export()))


OKAFOR, REID, MARSH, DOYLE, CUSTODY, MOSS, SHAH = (
    "B000104417",
    "B000104418",
    "B000104419",
    "B000104420",
    "B000200004",
    "B000200001",
    "B000200002",
)
