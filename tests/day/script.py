"""A day at the desk, written out: visits with every exception that a shift meets, again and again, and how it ends."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count

from devswap.labels.commands import COMMANDS
from devswap.tui.keys import NEED_WORDS

OPERATORS = """number,name,role,badge
200001,E. Moss,engineer,B000200001
200002,M. Shah,supervisor,B000200002
200004,T. Byrne,engineer,B000200004
"""
MOSS, SHAH, BYRNE = "B000200001", "B000200002", "B000200004"
OLD_COLUMNS = "serial,asset_tag,category,maker,model,assigned_to,site,end_of_life,drives"
NEW_COLUMNS = "serial,asset_tag,category,maker,model,site,order_ref,unit_cost_pence,financial_year"
Visit = list[str]


@dataclass
class Day:
    """The lists of the day, and its visits: lines as a recording has them."""

    people: list[str] = field(default_factory=lambda: ["person,200001,E. Moss,IT,B000200001,no"])
    estate: list[str] = field(default_factory=list)
    stock: list[str] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    later: list[Visit] = field(default_factory=list)
    """What goes on when everybody was served once."""
    shelf: list[str] = field(default_factory=list)
    """New devices that nobody gets."""
    _n: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def lists(self) -> dict[str, str]:
        """The lists as they are imported."""
        return {
            "recipients": "\n".join(["kind,number,name,unit,badge,at_check", *self.people, ""]),
            "operators": OPERATORS,
            "estate": "\n".join([OLD_COLUMNS, *self.estate, ""]),
            "stock": "\n".join([NEW_COLUMNS, *self.stock, ""]),
        }

    def person(self, *, at: bool = False, unit: str = "Unit 1", kind: str = "person") -> str:
        """A badge of somebody new; their number is its end."""
        n = next(self._n)
        self.people.append(f"{kind},3{n:05},P. {n:05},{unit},B0003{n:05},{'yes' if at else 'no'}")
        return f"B0003{n:05}"

    def old(self, badge: str, category: str = "laptop", *, life: str = "2023-03-31", serial: str = "") -> str:
        """An old device of theirs."""
        n = next(self._n)
        made = serial or {"laptop": f"5CG7{n:04}HT", "monitor": f"CN0F7TK9{n:04}", "desktop": f"7RT{n:04}"}[category]
        maker = "Dell" if category == "desktop" or category == "monitor" else "HP"
        drive = f"S4G{n:06}" if category != "monitor" else ""
        self.estate.append(f"{made},,{category},{maker},Old {category},{badge[4:]},Lambeth,{life},{drive}")
        return made

    def new(self, category: str = "laptop", site: str = "Lambeth") -> str:
        """A new device in stock."""
        n = next(self._n)
        made = {"laptop": f"5CG2{n:04}RV", "monitor": f"CN0A1B2C{n:04}", "desktop": f"6KD{n:04}"}[category]
        maker = "HP" if category == "laptop" else "Dell"
        self.stock.append(f"{made},,{category},{maker},New {category},{site},PO-1,84921,2022/23")
        return made


def _simple(day: Day) -> Visit:
    badge = day.person()
    return [badge, day.old(badge), day.new(), badge]


def _new_one_first(day: Day) -> Visit:
    badge = day.person()
    return [badge, day.new(), badge, day.old(badge), badge]


def _scanned_twice(day: Day) -> Visit:
    badge = day.person()
    old, new = day.old(badge), day.new()
    return [badge, old, old, new, new, badge]


def _collects_later(day: Day) -> Visit:
    badge = day.person()
    day.later.append([badge, day.new(), badge])
    return [badge, day.old(badge), "/intake-only"]


def _dead_on_arrival(day: Day) -> Visit:
    badge, dead = day.person(), day.new()
    return [badge, day.old(badge), dead, badge, "/return dead-on-arrival", dead, day.new(), badge]


def _wrong_model(day: Day) -> Visit:
    badge, wrong = day.person(), day.new()
    day.later.append([badge, "/return wrong-model", wrong, day.new(), badge])
    return [badge, day.old(badge), wrong, badge]


def _box_still_sealed(day: Day) -> Visit:
    badge, new = day.person(), day.new()
    return [badge, day.old(badge), new, badge, "/return scanned-in-error", new, new, badge]


def _wrong_old_one(day: Day) -> Visit:
    badge = day.person()
    wrong = day.old(badge)
    return [badge, wrong, "/intake-only", "/withdraw", wrong, day.old(badge), day.new(), badge]


def _undone(day: Day) -> Visit:
    badge = day.person()
    old, new = day.old(badge), day.new()
    return [badge, old, new, badge, "/undo", old, new, old, day.new(), badge]


def _lost_and_found(day: Day) -> Visit:
    badge = day.person()
    lost = day.old(badge)
    day.later.append([badge, lost, "/confirm", "/confirm"])
    return [badge, f"/exemption lost incident=INC-{badge[-3:]} device={lost}", SHAH, day.new(), badge]


def _stolen_and_taken_back(day: Day) -> Visit:
    badge = day.person()
    references = f"crime=2300{badge[-3:]}/22 incident=INC-{badge[-3:]}"
    return [badge, f"/exemption stolen {references} device={day.old(badge)}", SHAH, "/withdraw-exemption", SHAH]


def _of_a_colleague(day: Day) -> Visit:
    badge, colleague = day.person(), day.person()
    return [badge, day.old(colleague), "/reason team device", day.new(), badge]


def _of_another_unit(day: Day) -> Visit:
    badge, other = day.person(), day.person(unit="Unit 9")
    return [badge, day.old(other), SHAH, day.new(), badge]


def _unknown(day: Day) -> Visit:
    badge = day.person()
    return [badge, f"5CG912Z{badge[-3:]}", SHAH, day.new(), badge]


def _unknown_without_a_supervisor(day: Day) -> Visit:
    badge = day.person()
    return [badge, f"5CG813Z{badge[-3:]}", "/confirm", "/intake-only"]


def _not_due(day: Day) -> Visit:
    badge = day.person()
    return [badge, day.old(badge, life="2029-03-31"), SHAH, day.new(), badge]


def _one_too_many(day: Day) -> Visit:
    badge = day.person()
    return [badge, day.old(badge), day.new(), badge, day.old(badge), day.new(), SHAH, badge]


def _assistive(day: Day) -> Visit:
    badge = day.person(at=True)
    return [badge, day.old(badge), day.new(), badge, "/confirm"]


def _typed(day: Day) -> Visit:
    badge = day.person()
    old = day.old(badge)
    return [badge, f"/typed {old}", f"/typed {old}", day.new(), badge]


def _leaver(day: Day) -> Visit:
    return ["/hand-in leaver", day.old(day.person()), "/confirm"]


def _things_wrong(day: Day) -> Visit:
    badge = day.person()
    return [badge, day.old(badge), "/wrong charger", "/wrong damage", "/drive missing", day.new(), badge]


def _stick_found(day: Day) -> Visit:
    badge = day.person()
    return [badge, day.old(badge), "/media usb", day.new(), badge]


def _by_the_family(day: Day) -> Visit:
    badge = day.person()
    return [badge, "/brought-by family", day.old(badge), day.new(), badge]


def _kept(day: Day) -> Visit:
    badge = day.person()
    return [badge, day.old(badge), "/keep 2099-01-01", day.new(), badge]


def _of_another_site(day: Day) -> Visit:
    badge = day.person()
    return [badge, day.old(badge), day.new(site="Sidcup"), day.new(), badge]


def _wrong_category(day: Day) -> Visit:
    badge = day.person()
    return [badge, day.old(badge, "monitor"), day.new(), badge, "/cancel", day.old(badge, "monitor"),
            day.new("monitor"), badge]  # fmt: skip


def _one_new_two_back(day: Day) -> Visit:
    badge = day.person()
    laptop, desktop = day.old(badge), day.old(badge, "desktop")
    day.later.append([badge, "/hand-in owed", desktop, "/confirm"])
    return [badge, laptop, day.new(), badge]


def _a_room(day: Day) -> Visit:
    badge = day.person(kind="location")
    return [badge, day.old(badge, "desktop"), day.new("desktop"), "/confirm"]


def _two_at_once(day: Day) -> Visit:
    one, other = day.person(), day.person()
    mine, theirs = day.old(one), day.old(other)
    return [one, mine, other, theirs, one, day.new(), one, other, day.new(), other]


def _two_with_one_serial(day: Day) -> Visit:
    badge = day.person()
    twin = day.old(badge)
    day.estate.append(f"{twin},,laptop,Lenovo,Old laptop,{badge[4:]},Lambeth,2023-03-31,")
    return [badge, twin, "/choose 1", day.new(), badge]


def _taken_over(_: Day) -> Visit:
    return ["/lock", BYRNE, "/lock", MOSS]


def _serves_himself(_: Day) -> Visit:
    return [MOSS]


def _meant_nothing(day: Day) -> Visit:
    badge = day.person()
    return ["0123 4567 89", badge, "garbage!", day.old(badge), day.new(), badge]


KINDS: tuple[Callable[[Day], Visit], ...] = (
    _simple, _new_one_first, _scanned_twice, _collects_later, _dead_on_arrival, _wrong_model, _box_still_sealed,
    _wrong_old_one, _undone, _lost_and_found, _stolen_and_taken_back, _of_a_colleague, _of_another_unit, _unknown,
    _unknown_without_a_supervisor, _not_due, _one_too_many, _assistive, _typed, _leaver, _things_wrong, _stick_found,
    _by_the_family, _kept, _of_another_site, _wrong_category, _one_new_two_back, _a_room, _two_at_once,
    _two_with_one_serial, _taken_over, _serves_himself, _meant_nothing,
)  # fmt: skip


def _stock(day: Day) -> list[Visit]:
    """What happens behind the desk: a delivery, a move, a round with a trolley."""
    first, second, room = day.new(), day.new(), day.person(kind="location")
    onto = [day.new("desktop"), day.new("desktop")]
    old = day.old(room, "desktop")
    day.stock[-4:-2] = [row.replace("PO-1", "PO-9") for row in day.stock[-4:-2]]
    return [
        ["/delivery PO-9", first, "/damaged", "/confirm"],
        ["/delivery PO-9 rest", second, "/confirm"],
        ["/send stock to Sidcup", second, "/confirm"],
        ["/round", *onto, "/confirm", room, old, onto[0], "/empty", old, onto[1], "/confirm"],
    ]


def by_scans(day: Day) -> Day:
    """The day without the visits that need a line to be typed, which takes a hand long."""
    asked = [["/confirm" if line.startswith("/explain") else line for line in visit] for visit in day.visits]
    day.visits = [visit for visit in asked if not any(_is_typed(line) for line in visit)]
    return day


def _is_typed(line: str) -> bool:
    words = line.removeprefix("/")
    return line.startswith("/") and (words not in COMMANDS or words in NEED_WORDS)


def scripted(visits: int) -> Day:
    """A day of so many visits; every kind comes before any comes twice, then plain swaps between."""
    day = Day()
    while len(day.visits) < visits:
        for kind in KINDS:
            if len(day.visits) >= visits:
                break
            day.visits.append(kind(day))
            if len(KINDS) < len(day.visits) < visits:
                day.visits.append(_simple(day))
    day.visits += [*day.later, *_stock(day)]
    late = day.person()
    day.visits.append([late, day.old(late)])
    day.visits.append(["/day-end", "/explain tomorrow", "/confirm", "/confirm", "/confirm"])
    return day
