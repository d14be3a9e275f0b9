"""A busy day at the first site's desk, as its scanners and its engineer gave it: plain visits, and mistakes between.

Order and labels are drawn from the same seed as the lists, so that the recording and the lists are of one world. Who or
what a visit needs is taken out of the cast and off the shelf: nobody comes twice unless the visit is about that.
"""

from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import cycle
from random import Random

from devswap.sample.serials import express_service_code
from devswap.sample.visits import NOT_SO_PLAIN, PLAIN, Visit
from devswap.sample.world import PROGRAMME_ENDS, Device, Owner, World
from scanners.recording import Recorded, write

SECONDS = 8 * 3600
ODD = {"odd": "]C00123 4567 89", "wifi": "]Q1WIFI:T:WPA;S:guest;P:[bold]=1+1[/bold];;"}


def label(device: Device, random: Random) -> str:
    """What the device's own label says when it is scanned, AIM identifier first."""
    draw = random.random()
    if draw < 0.12 and device.asset_tag == device.label_tag:
        return f"]A0{device.label_tag}"
    if device.maker == "Lenovo":
        return f"]C01S{device.model.product}{device.serial}" if draw < 0.8 else f"]C0{device.serial}"
    if device.maker == "Dell" and device.category == "monitor":
        return f"]d1{device.serial}"
    if device.maker == "Dell":
        return f"]A0{device.serial}" if draw < 0.8 else f"]C0{express_service_code(device.serial)}"
    return f"]C0S{device.serial}" if device.maker == "HP" and draw < 0.3 else f"]C0{device.serial}"


def due(device: Device) -> bool:
    """The programme refreshes it."""
    return "" < device.end_of_life <= PROGRAMME_ENDS


def _chosen(visit: Visit, owner: Owner, category: str) -> Device | None:
    """The device of this category that the owner brings to this visit."""
    for device in owner.devices:
        mistagged = device.asset_tag not in ("", device.label_tag)
        fits = {"not-due": not due(device), "wrong-tag": due(device) and mistagged}.get(visit.who, due(device))
        if device.category == category and fits:
            return device
    return None


def _comes(visit: Visit, owner: Owner) -> bool:
    kind = "location" if visit.who == "location" else "person"
    categories = [visit.category] + [visit.second] * ("old2" in visit.words)
    return (
        owner.kind == kind
        and owner.at_check == (visit.who == "at-check")
        and all(_chosen(visit, owner, category) for category in categories)
    )


@dataclass(slots=True)
class Scene:
    """Who and what is there for one visit: owners and devices by the visit's word for them."""

    people: dict[str, Owner]
    devices: dict[str, Device]

    def text(self, word: str, random: Random) -> str:
        """What is scanned for a word."""
        if word in self.people:
            return self.people[word].badge
        if word in ODD:
            return ODD[word]
        if word in ("ean", "product"):
            model = self.devices["new"].model
            suffix = "#ABU" if model.maker == "HP" else ""
            return f"]E0{model.box}" if word == "ean" else f"]C01P{model.product}{suffix}"
        if word in ("tag", "serial"):
            old = self.devices["old"]
            return f"]A0{old.label_tag}" if word == "tag" else f"]C0{old.serial}"
        return label(self.devices[word], random)


@dataclass(slots=True)
class Day:
    """The recording as it is made: who may still come, what is in stock, and the time."""

    world: World
    cast: list[Owner]
    shelf: dict[str, deque[Device]]
    elsewhere: deque[Device]
    """New devices of another site's stock."""
    engineer: Owner
    supervisor: Owner
    played: list[tuple[str, list[Recorded]]] = field(default_factory=list)
    """What each visit is about, and its lines."""
    clock: float = 0.0
    caged: list[Device] = field(default_factory=list)
    issued: list[Device] = field(default_factory=list)
    waiting: dict[str, deque[tuple[Owner, Device]]] = field(default_factory=lambda: defaultdict(deque))
    """Who comes back, with the old device that is here already."""

    def record(self, scans: int) -> str:
        """The day: until it has about so many scans, the cast or the shelf is used up, or the shift is over."""
        plain = cycle(PLAIN)
        for odd in cycle(NOT_SO_PLAIN):
            before = len(self.played)
            for visit in (next(plain), odd, next(plain)):
                self._play(visit)
            made = sum(len(lines) for _, lines in self.played)
            if made >= scans or len(self.played) == before or self.clock > SECONDS:
                break
        return "\n".join(f"# {what}\n{write(lines)}" for what, lines in self.played)

    def _play(self, visit: Visit) -> None:
        scene = self._scene(visit)
        if scene is None:
            return
        lines: list[Recorded] = []
        self.clock += 20 + self.world.random.random() * 40
        for word in visit.words.split():
            self.clock += 0.4 if word == "again" else 2 + self.world.random.random() * 6
            if word.startswith("/"):
                lines.append(Recorded(word.replace("_", " "), is_command=True, at=self.clock))
            else:
                text = lines[-1].text if word == "again" else scene.text(word, self.world.random)
                lines.append(Recorded(text, at=self.clock, scanner="lane-1"))
        self.played.append((visit.what, lines))
        self._leave(visit, scene)

    def _leave(self, visit: Visit, scene: Scene) -> None:
        """What the visit leaves behind for the rest of the day."""
        old, new = scene.devices.get("old"), scene.devices.get("new")
        if old and visit.leaves:
            self.waiting[visit.leaves].append((scene.people["badge"], old))
        if old and visit.takes_in:
            self.caged.append(old)
        if new and visit.hands_out:
            self.issued.append(new)
        elif new:
            self.shelf[new.category].append(new)

    def _scene(self, visit: Visit) -> Scene | None:
        """Who and what the visit needs; None where somebody or something is missing."""
        words = set(visit.words.split())
        people: dict[str, Owner | None] = {"engineer": self.engineer, "supervisor": self.supervisor}
        devices: dict[str, Device | None] = {}
        if visit.comes_from:
            people["badge"], devices["old"] = self._back(visit.comes_from)
        elif words & {"badge", "old", "colleague"}:
            owner = people["badge"] = self._take(lambda o: _comes(visit, o))
            if owner is None:
                return None
            devices["old"] = _chosen(visit, owner, visit.category)
            devices["old2"] = _chosen(visit, owner, visit.second)
            people["colleague"] = self._bringer(owner, True) if "colleague" in words else None
            people["stranger"] = self._bringer(owner, False) if "stranger" in words else None
            devices["stray"] = self.world.old("laptop", owner.site) if "stray" in words else None
        devices["new"] = self._fresh(visit.category) if "new" in words else None
        devices["new2"] = self._fresh(visit.second) if "new2" in words else None
        devices["caged"] = self.caged[int(self.world.random.random() * len(self.caged))] if self.caged else None
        devices["issued"] = self.issued[-1] if self.issued else None
        devices["foreign"] = self.elsewhere.popleft() if "foreign" in words and self.elsewhere else None
        absent = {word for word, thing in (people | devices).items() if thing is None}
        if words & absent:
            return None
        return Scene({w: p for w, p in people.items() if p}, {w: d for w, d in devices.items() if d})

    def _take(self, fits: Callable[[Owner], bool]) -> Owner | None:
        for at, owner in enumerate(self.cast):
            if fits(owner):
                return self.cast.pop(at)
        return None

    def _bringer(self, owner: Owner, same_unit: bool) -> Owner | None:
        return self._take(lambda o: o.kind == "person" and not o.at_check and (o.unit == owner.unit) == same_unit)

    def _back(self, queue: str) -> tuple[Owner, Device] | tuple[None, None]:
        """The first of those who come back; the last one stays away for today."""
        waiting = self.waiting[queue]
        return waiting.popleft() if len(waiting) > 1 else (None, None)

    def _fresh(self, category: str) -> Device | None:
        here = self.shelf.get(category)
        return here.popleft() if here else None
