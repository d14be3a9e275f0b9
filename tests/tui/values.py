"""Values as the desk gives them to be drawn, and the rows that come of them."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from msgspec.structs import replace
from textual.geometry import Size

from devswap.desk.outcome import DeviceView, LineView, Outcome, ParkedView, RecipientView, VisitView
from devswap.tui.text import Row

NOW = datetime(2026, 11, 23, 10, 42, tzinfo=UTC)
CHECKS = ("charger", "sim_cards_media", "damage", "signed_in_on_new")
OKAFOR = RecipientView("104417", "R. Okafor", "Unit 1", "person")
OLD = DeviceView("laptop", "HP", "EliteBook 840 G5", "5CG7290HTW", "104233")
NEW = DeviceView("laptop", "HP", "EliteBook 840 G10", "5CG2411RVD")
OLD_MONITOR = DeviceView("monitor", "Dell", "P2419H", "CN0F7TK98123", no_user_data=True)
LISTED = DeviceView("monitor", "Dell", "P2419H", "CN0F7TK98130", no_user_data=True)
VISIT = VisitView(
    id="visit",
    recipient=OKAFOR,
    opened=NOW - timedelta(minutes=24),
    lines=(LineView(OLD, NEW, "complete"), LineView(OLD_MONITOR, None, "old_only", due=("monitor",))),
    expected=(LISTED,),
    checks=CHECKS,
)
PARKED = (
    ParkedView("a", "S. Patel", NOW - timedelta(minutes=31), "new laptop, RVF"),
    ParkedView("b", "M. Jones", NOW - timedelta(minutes=12), "old laptop, BBD"),
)
NEXT = Outcome(
    "CN0F7TK98123", "accepted", "old_known", "Old monitor is here: Dell P2419H, CN0F7TK98123.",
    "Scan the new monitor; the serial, not the product code.", NOW, VISIT, PARKED,
)  # fmt: skip
DONE = replace(
    NEXT, code="swap_recorded", message="Swap recorded. Give R. Okafor the new laptop, RVD.",
    next="Serve the next person, or go on with this visit.", recorded=("device_taken_in", "device_issued"),
)  # fmt: skip
STOP = replace(
    NEXT, verdict="refused", code="no_entitlement",
    message="Nothing has been handed in for this one. New laptop 5CG2411RVK stays on the desk.",
    next="Scan the old one. Lost or stolen: /exemption, also under HAND IN.",
)  # fmt: skip
ASK = replace(
    NEXT, verdict="ask", code="device_of_another", asks_for="reason",
    message="This is T. Reid's laptop HP EliteBook 840 G5, 5CG8122QPN, same unit. Why is R. Okafor bringing it?",
    next="Say why: /reason TEXT, or CANCEL gives it back.",
)  # fmt: skip
NOT_RECORDED = replace(
    NEXT, verdict="refused", code="not_recorded", message="NOT RECORDED: the disk is full. Hand nothing out.",
    next="Free the disk or call for help, then scan again.",
)  # fmt: skip
TOLD = replace(NEXT, verdict="told", code="same_scan_again", message="5CG2411RVD again: nothing changed.", next="")

WIDE = Size(120, 5)
NARROW = Size(80, 5)

HOSTILE = (
    "[/b]x",
    "[@click=app.quit]x[/]",
    "\x1b[2J\x1b[1;1Hgone\x1b]0;title\x07",
    "a\x00b\x9bc",
    "x" * 4000,
    "' OR 1=1 --",
    '=HYPERLINK("http://example.invalid")',
    "\u202e5CG\u2066\u200f\u200b",
    "\udc80\udcff",
    "a" + "\u0301" * 50,
    "\n\r\t\x1d\x1e\x04",
    "日本語" * 40,
)

ValueT = TypeVar("ValueT")


def drawn(draw: Callable[[ValueT, Size], Sequence[Row]], value: ValueT, width: int, height: int) -> list[str]:
    """The rows as plain text, without what trails."""
    return [row.plain.rstrip() for row in draw(value, Size(width, height))]
