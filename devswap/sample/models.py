"""What a force has and what it buys: models as data, with the shapes that their serials take."""

from dataclasses import dataclass

from devswap.sample.serials import ean


@dataclass(frozen=True, slots=True)
class Model:
    """One model of a maker."""

    category: str
    maker: str
    name: str
    shape: str
    share: int
    """How common it is among the models of its category and age."""
    product: str
    """The product number on the box: says what the thing is, not which one."""
    box: str
    """The EAN on the box, 13 digits."""
    pence: int = 0
    """What a new one costs, net."""
    drives: tuple[str, ...] = ()
    """The shapes of its drives' serials."""


def _model(
    category: str,
    maker: str,
    name: str,
    shape: str,
    share: int,
    product: str,
    box: str,
    pence: int = 0,
    drives: str = "",
) -> Model:
    return Model(category, maker, name, shape, share, product, ean(box), pence, tuple(drives.split()))


OLD = (
    _model("laptop", "HP", "EliteBook 840 G5", "hp-laptop-old", 40, "3JX29EA", "019311825514", drives="samsung-drive"),
    _model("laptop", "Dell", "Latitude 5490", "dell-old", 25, "L5490", "588411642271", drives="wd-drive"),
    _model("laptop", "Lenovo", "ThinkPad T480", "lenovo-old", 22, "20L50000UK", "019255112893", drives="samsung-drive"),
    _model("laptop", "Getac", "B300", "getac-old", 4, "B300", "471279312006", drives="wd-drive wd-drive"),
    _model("desktop", "Dell", "OptiPlex 3060", "dell-old", 55, "D3060", "588411660855", drives="wd-drive"),
    _model("desktop", "HP", "EliteDesk 800 G4", "hp-desktop-old", 45, "4KW62EA", "019312233121",
           drives="samsung-drive wd-drive"),
    _model("tablet", "Microsoft", "Surface Pro 6", "surface-old", 100, "LQ6-00003", "088984236987",
           drives="samsung-drive"),
    _model("monitor", "Dell", "P2419H", "dell-monitor-old", 50, "P2419H", "588411642001"),
    _model("monitor", "HP", "E243", "hp-monitor-old", 30, "1FH47AA", "019112120099"),
    _model("monitor", "Samsung", "S24E650", "samsung-monitor-old", 20, "S24E650PL", "880608668212"),
)  # fmt: skip
NEW = (
    _model("laptop", "HP", "EliteBook 840 G10", "hp-laptop-new", 60, "6F1N2EA", "019746712335", 89_900),
    _model("laptop", "Dell", "Latitude 5440", "dell-new", 25, "L5440", "588411699114", 84_500),
    _model("laptop", "Lenovo", "ThinkPad T14 Gen 4", "lenovo-new", 15, "21HD0000UK", "019743271120", 91_250),
    _model("desktop", "Dell", "OptiPlex 7010 SFF", "dell-new", 70, "D7010", "588411711229", 61_000),
    _model("desktop", "HP", "Elite SFF 800 G9", "hp-desktop-new", 30, "5M9P4EA", "019638811406", 65_500),
    _model("tablet", "Microsoft", "Surface Pro 9", "surface-new", 100, "QIX-00004", "019611187365", 99_000),
    _model("monitor", "Dell", "P2423DE", "dell-monitor-new", 65, "P2423DE", "588411667017", 23_900),
    _model("monitor", "HP", "E24 G5", "hp-monitor-new", 35, "6N6E9AA", "019649731557", 14_750),
)


def of(models: tuple[Model, ...], category: str) -> tuple[Model, ...]:
    """The models of one category."""
    return tuple(model for model in models if model.category == category)
