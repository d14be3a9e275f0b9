"""The lists of a scripted day, as its visits draw people and devices from them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

OPERATORS = """number,name,role,badge
200001,E. Moss,engineer,B000200001
200002,M. Shah,supervisor,B000200002
200004,T. Byrne,engineer,B000200004
"""
MOSS, SHAH, BYRNE = "B000200001", "B000200002", "B000200004"
OLD_COLUMNS = "serial,asset_tag,category,maker,model,assigned_to,site,end_of_life,drives"
NEW_COLUMNS = "serial,asset_tag,category,maker,model,site,order_ref,unit_cost_pence,financial_year"
VOUCHER = "voucher of "
"""Before a serial: the voucher that was printed when that device came in."""
TODAY = "2026-11-23"
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
    before: list[Visit] = field(default_factory=list)
    """What happened at this desk weeks before."""
    elsewhere: list[Visit] = field(default_factory=list)
    """What happened at another desk the day before, on devices that only its lists name."""
    estate_there: list[str] = field(default_factory=list)
    stock_there: list[str] = field(default_factory=list)
    bookings: list[str] = field(default_factory=list)
    _n: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def lists(self) -> dict[str, str]:
        """The lists as they are imported."""
        return {
            "operators": OPERATORS,
            "recipients": "\n".join(["kind,number,name,unit,badge,at_check", *self.people, ""]),
            "estate": "\n".join([OLD_COLUMNS, *self.estate, ""]),
            "stock": "\n".join([NEW_COLUMNS, *self.stock, ""]),
            "bookings": "\n".join(["number,day,time,serial", *self.bookings, ""]),
        }

    @property
    def lists_there(self) -> dict[str, str]:
        """The other desk's: the same people."""
        people = {kind: text for kind, text in self.lists.items() if kind in ("operators", "recipients")}
        return people | {
            "estate": "\n".join([OLD_COLUMNS, *self.estate_there, ""]),
            "stock": "\n".join([NEW_COLUMNS, *self.stock_there, ""]),
        }

    def person(self, *, at: bool = False, unit: str = "Unit 1", kind: str = "person") -> str:
        """A badge of somebody new; their number is its end."""
        n = next(self._n)
        self.people.append(f"{kind},3{n:05},P. {n:05},{unit},B0003{n:05},{'yes' if at else 'no'}")
        return f"B0003{n:05}"

    def old(self, badge: str, category: str = "laptop", *, life: str = "2023-03-31", there: bool = False) -> str:
        """An old device of theirs."""
        n = next(self._n)
        made = {"laptop": f"5CG7{n:04}HT", "monitor": f"CN0F7TK9{n:04}", "desktop": f"7RT{n:04}"}[category]
        maker = "Dell" if category == "desktop" or category == "monitor" else "HP"
        drive = f"S4G{n:06}" if category != "monitor" else ""
        estate = self.estate_there if there else self.estate
        estate.append(f"{made},,{category},{maker},Old {category},{badge[4:]},Lambeth,{life},{drive}")
        return made

    def new(self, category: str = "laptop", site: str = "Lambeth", *, there: bool = False) -> str:
        """A new device in stock."""
        n = next(self._n)
        made = {"laptop": f"5CG2{n:04}RV", "monitor": f"CN0A1B2C{n:04}", "desktop": f"6KD{n:04}"}[category]
        maker = "HP" if category == "laptop" else "Dell"
        stock = self.stock_there if there else self.stock
        stock.append(f"{made},,{category},{maker},New {category},{site},PO-1,84921,2022/23")
        return made
