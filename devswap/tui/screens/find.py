"""Find: scan or type anything, and read a device's whole timeline, or what a person has and is still due."""

from dataclasses import dataclass, replace
from datetime import tzinfo
from typing import TYPE_CHECKING, Final

from textual import events
from textual.app import ComposeResult
from textual.geometry import Size

from devswap.desk import history
from devswap.desk.history import Happened, Story
from devswap.desk.identify import as_meant
from devswap.ledger.known import Device, Recipient
from devswap.tui.screens.typing import TypingScreen
from devswap.tui.text import EMPTY, WIDE, At, Row, option, place, wrapped
from devswap.tui.widgets.edges import Keys, draw_keys
from devswap.tui.widgets.entry import Line
from devswap.tui.widgets.panel import Panel
from scanners.scan import Scan

if TYPE_CHECKING:
    from devswap.desk.desk import Desk


_TAKES: Final = "Scan or type a serial, tag, IMEI, MAC, badge, number or name."


@dataclass(frozen=True, slots=True)
class Result:
    """What a search came to: nothing yet, several things to choose from, or one story."""

    asked: str = ""
    things: tuple[Device | Recipient, ...] = ()
    chosen: int = 0
    story: Story | None = None
    first: int = 0
    """Rows of the story that are scrolled away."""
    names: bool = True
    zone: tzinfo | None = None


def draw_heading(what: str, size: Size) -> list[Row]:
    """What this screen takes."""
    return [place(size.width, At(2, "FIND", "bold $bright"), At(8, what))]


def draw_result(result: Result, size: Size) -> list[Row]:
    """The story, the choice, or that nothing was found."""
    if result.story is not None:
        return _story(result.story, result, size)
    if result.things:
        return _things(result, size)
    said = f"Nothing and nobody is found by {result.asked}." if result.asked else ""
    return [place(size.width, At(4, said, "$ask"))]


def _things(result: Result, size: Size) -> list[Row]:
    rows = [place(size.width, At(4, "Several match. ↑ ↓ and ENTER choose.", "bold $ask")), EMPTY]
    room = max(1, size.height - 2)
    top = max(0, min(result.chosen - room // 2, len(result.things) - room))
    for n, thing in enumerate(result.things[top : top + room], top):
        rows.append(option(size.width, n == result.chosen, 4, At(6, _named(thing, result.names), "$bright")))
    return rows


def _named(thing: Device | Recipient, names: bool) -> str:
    if isinstance(thing, Recipient):
        name = thing.name if names and thing.name else thing.kind
        return f"{thing.number}  {name}  {thing.unit}"
    where = {"estate": "in service", "stock": "in stock"}.get(thing.listed_in, "not listed")
    return f"{thing.category} {thing.maker} {thing.model}  {thing.serial or thing.asset_tag}  {where}, {thing.site}"


def _story(story: Story, result: Result, size: Size) -> list[Row]:
    """Title and facts stand; what happened scrolls under them, newest last."""
    width = size.width
    head = [place(width, At(4, story.title, "bold $bright"))]
    head += [place(width, At(4, fact, "$ink")) for fact in story.facts]
    body = _body(story, width, result.zone)
    return [*head, EMPTY, *body[result.first : result.first + _room(story, size)]]


def _body(story: Story, width: int, zone: tzinfo | None) -> list[Row]:
    rows = [row for happened in story.happened for row in _told(happened, width, zone)]
    return rows or [place(width, At(4, "Nothing has happened at this desk.", "$quiet"))]


def _room(story: Story, size: Size) -> int:
    """Rows that there are for what happened."""
    return max(1, size.height - len(story.facts) - 2)


def _told(happened: Happened, width: int, zone: tzinfo | None) -> list[Row]:
    text, by = (23, -2) if width >= WIDE else (19, -1)
    room = width - text - (len(happened.by) + 4 if width >= WIDE else 2)
    when = (
        f"{happened.time.astimezone(zone):%d %b %Y %H:%M}"
        if width >= WIDE
        else f"{happened.time.astimezone(zone):%d %b %y %H:%M}"
    )
    rows = wrapped(happened.text, room, "$ink")
    first = [At(4 if width >= WIDE else 2, when, "$quiet"), At(text, rows[0])]
    if width >= WIDE:
        first.append(At(by, happened.by, "$quiet"))
    return [place(width, *first), *(place(width, At(text, row)) for row in rows[1:])]


class FindScreen(TypingScreen):
    """Takes scans and typed words for itself: it looks up, and changes nothing."""

    CSS_PATH = "find.tcss"

    def __init__(self, desk: "Desk", keys: Keys, zone: tzinfo | None = None) -> None:
        super().__init__(id="find")
        self._desk = desk
        self._store, self._badges = desk.store, desk.settings.badges
        names = desk.settings.policy.privacy.names_on_screen
        result = Result(names=names, zone=zone)
        self.heading = Panel(draw_heading, _TAKES, id="heading")
        self.found = Panel(draw_result, result, id="found")
        self.keys = Panel(draw_keys, keys, id="keys")

    def compose(self) -> ComposeResult:
        """Heading, line, result, keys."""
        yield from (self.heading, self.line, self.found, self.keys)

    def on_mount(self) -> None:
        """The line is there from the start."""
        self.line.show(self.drawn())

    def drawn(self) -> Line:
        """What is looked for."""
        return Line("Find", self.entry, "ENTER finds · ESC goes back", open=True)

    def words(self, text: str) -> str:
        """Look it up; the desk is asked nothing."""
        self._search(text)
        return ""

    def leave(self) -> None:
        """Back to the handover screen."""
        self.dismiss()

    def look_up(self, scan: Scan) -> None:
        """What a scan names."""
        self._search(as_meant(self._desk.settings, scan).text)

    def _search(self, text: str) -> None:
        """Show what this scan or text names."""
        found = history.search(self._store, text, self._badges)
        history.note_look_ups(self._store, self._desk.operator, found.people)
        things: tuple[Device | Recipient, ...] = (*found.devices, *found.people)
        empty = replace(self.found.value, asked=text, things=things, chosen=0, story=None, first=0)
        self.found.show(empty)
        if len(things) == 1:
            self._tell(things[0])

    def _tell(self, thing: Device | Recipient) -> None:
        names = self.found.value.names
        if isinstance(thing, Device):
            story = history.of_device(self._store, thing, names=names)
        else:
            story = history.of_person(self._store, thing, names=names)
        self.found.show(replace(self.found.value, story=story))

    def take(self, event: events.Key) -> bool:
        """Choose among several, or scroll the story; everything else is typed."""
        result = self.found.value
        if result.story is None and len(result.things) > 1 and not self.entry.text:
            if event.key == "enter":
                self._tell(result.things[result.chosen])
                return True
            if event.key in ("up", "down"):
                chosen = result.chosen + (1 if event.key == "down" else -1)
                self.found.show(replace(result, chosen=max(0, min(len(result.things) - 1, chosen))))
                return True
        story, size = result.story, self.found.content_size
        if story is not None and event.key in ("up", "down", "pageup", "pagedown"):
            room = _room(story, size)
            by = room if event.key.startswith("page") else 1
            first = result.first + (-by if event.key in ("up", "pageup") else by)
            last = len(_body(story, size.width, result.zone)) - room
            self.found.show(replace(result, first=max(0, min(last, first))))
            return True
        return super().take(event)
