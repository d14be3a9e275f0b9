"""The scenes: small worlds, each with the moves that belong to one idea of DESIGN 4 and 5, and one large for dice."""

from dataclasses import replace

from devswap.ledger import events as ev
from devswap.ledger.parts import StockDevice
from tests.model.knowledge import Scene
from tests.model.world import Box, Node, World, record


def world(*boxes: Box, desks: tuple[str, ...] = ("a", "b"), luck: tuple[str, ...] = (), sites: bool = False) -> World:
    """Old boxes with people; new ones on shelves, received by the office and known to every desk."""
    office, site = Node("office"), "a" if sites else "Lambeth"
    new = tuple(StockDevice(b.device, (), "laptop", "", "") for b in boxes if b.came_new)
    if new:
        office, _ = record(office, ev.StockReceived(site, "PO-1", "D-1", "PCD-1", "listed", new))
    log = office.own
    nodes = tuple(Node(d, heard=log, position=len(log)) for d in desks)
    return World(boxes, (replace(office, position=len(log)), *nodes), log, luck=luck)


def old(n: int = 1, person: str = "okafor", label: str = "") -> Box:
    label = label or f"old {n}"
    return Box(f"o{n}", label, f"person {person}", ("service", f"o{n}"))


def bearing(n: int = 1) -> Box:
    return replace(old(n), bears_data=True, data=True)


def new(n: int = 1, desk: str = "a") -> Box:
    return Box(f"n{n}", f"new {n}", f"shelf {desk}", ("stock", f"new {n}"), came_new=True, listed_at=desk)


NETWORK = ("push", "pull")
HANDOVER = ("take_in", "issue", "withdraw", "give_back")

SCENES: dict[str, Scene] = {
    "two desks cut off, and a thief": Scene(
        world(old(1), new(1, "a"), new(2, "b"), luck=("steal",)), (*HANDOVER, "steal", *NETWORK), 6
    ),
    "two devices with one serial": Scene(
        world(old(1, "okafor", "twin"), old(2, "reid", "twin"), new(1, "a"), new(2, "b")), (*HANDOVER, *NETWORK), 6
    ),
    "entitlements move": Scene(
        world(old(1), new(1, "a"), new(2, "b"), luck=("carry",)), (*HANDOVER, "give_up", "carry", *NETWORK), 6
    ),
    "lost, replaced, found": Scene(
        world(old(1), new(1, "a"), new(2, "b"), luck=("lose", "lose")),
        (*HANDOVER, "exempt", "take_back_exemption", "lose", "turn_up", *NETWORK), 6,
    ),
    "exemptions granted offline": Scene(
        world(old(1), new(1, "a"), new(2, "b"), luck=("lose",)),
        ("take_in", "issue", "exempt", "take_back_exemption", "lose", "turn_up", *NETWORK), 6, exempt_offline=True,
    ),
    "second lives": Scene(
        world(old(1), new(1, "a"), luck=("steal",)),
        ("take_in", "issue", "release", "restock", "turn_up", "steal", *NETWORK), 7,
    ),
    "a store goes back, and says so": Scene(
        world(old(1), new(1, "a"), new(2, "a"), desks=("a",), luck=("restore noticed",)),
        (*HANDOVER, "back_up", "restore_noticed", "regrant", *NETWORK), 6,
    ),
    "a store goes back unnoticed": Scene(
        world(old(1), new(1, "a"), new(2, "a"), desks=("a",), luck=("restore unnoticed",)),
        (*HANDOVER, "back_up", "restore_unnoticed", *NETWORK), 7,
    ),
    "a give-up to a desk that went back": Scene(
        world(old(1), new(1, "a"), new(2, "b"), luck=("restore noticed",)),
        ("take_in", "issue", "give_up", "back_up", "restore_noticed", "regrant", *NETWORK), 6,
    ),
    "a dispute follows its entitlement": Scene(
        world(old(1), new(1, "a"), luck=("steal",)), ("take_in", "issue", "give_up", "steal", *NETWORK), 7
    ),
    "two visits on the table": Scene(
        world(old(1), new(1, "a"), new(2, "a"), desks=("a",)), ("take_in", "issue", "plan", "sign", "withdraw"), 6
    ),
    "left on a shelf": Scene(
        world(old(1), old(2, "reid"), new(1, "a"), luck=("leave",)), ("take_in", "issue", "leave", *NETWORK), 6
    ),
    "a bench that wipes": Scene(
        world(old(1), new(1, "a"), luck=("carry", "carry")), ("take_in", "withdraw", "wipe", "carry", *NETWORK), 7
    ),
    "evidence, or it stays": Scene(
        world(bearing(1), desks=("bench",), luck=("slip",)),
        ("take_in", "withdraw", "wipe", "evidence", "accept", "turn_down", "release"), 7,
    ),
    "held": Scene(
        world(bearing(1), desks=("a", "bench"), luck=("hold", "slip", "carry")),
        ("take_in", "wipe", "evidence", "hold", "lift", "release", "carry", *NETWORK), 6,
    ),
    "two labels, one device": Scene(
        world(replace(old(1), tag="tag 1"), luck=("steal",)),
        ("take_in", "take_in_by_tag", "withdraw", "join", "give_up", "steal", *NETWORK), 6,
    ),
    "three sites": Scene(
        world(old(1), new(1, "a"), luck=("carry",), sites=True),
        ("take_in", "issue", "give_back", "move", "carry", *NETWORK), 6, sites=True,
    ),
    "settled, and contradicted again": Scene(
        world(old(1), luck=("settle", "steal", "steal"), desks=("a", "b", "c")),
        ("take_in", "withdraw", "settle", "steal", "push"), 8,
    ),
    "the register goes back": Scene(
        world(old(1), new(1, "a"), luck=("register restore", "settle", "steal")),
        ("take_in", "issue", "settle", "steal", "register_restore", *NETWORK), 6,
    ),
}  # fmt: skip

IN_STEP: dict[str, Scene] = {
    "everything that a desk does": Scene(
        world(old(1), old(2, "reid"), new(1, "a"), new(2, "b"), luck=("steal", "lose", "carry")),
        (*HANDOVER, "give_up", "exempt", "take_back_exemption", "release", "restock", "lose", "turn_up", "steal"),
        4, in_step=True,
    ),
    "lost and found": Scene(
        world(old(1), new(1, "a"), luck=("lose", "lose")),
        ("take_in", "issue", "withdraw", "exempt", "take_back_exemption", "lose", "turn_up"), 7, in_step=True,
    ),
    "one box through all its lives": Scene(
        world(old(1), new(1, "a"), desks=("a",), luck=("steal",)),
        (*HANDOVER, "release", "restock", "turn_up", "steal"), 7, in_step=True,
    ),
    "a bench": Scene(
        world(bearing(1), desks=("a", "bench"), luck=("carry", "carry", "hold")),
        ("take_in", "withdraw", "wipe", "evidence", "accept", "turn_down", "release", "hold", "lift", "carry"), 6,
        in_step=True,
    ),
}  # fmt: skip
"""Every move is heard by everybody at once: nothing may be raised."""

EVERYTHING = Scene(
    world(
        old(1), old(2, "reid"), old(3, "marsh"), old(4, "doyle"), new(1, "a"), new(2, "b"),
        new(3, "c"), new(4, "a"), desks=("a", "b", "c"),
        luck=("steal", "steal", "lose", "lose", "leave", "carry", "carry", "settle", "settle", "restore noticed",
              "register restore"),
    ),
    (
        *HANDOVER, *HANDOVER, "give_up", "exempt", "take_back_exemption", "release", "restock", "lose",
        "wipe", "evidence", "accept", "hold", "lift",
        "turn_up", "steal", "leave", "carry", "back_up", "restore_noticed", "regrant", "register_restore", "settle",
        "push", "pull", "pull_some", "push", "pull", "plan", "sign",
    ),
    150,
)  # fmt: skip
