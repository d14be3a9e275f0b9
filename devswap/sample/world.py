"""The force behind the lists: who has what, and what the labels say where the lists are wrong.

Everything is drawn from one seeded `Random`, owner by owner, so that a force of any size streams through in the same
little memory. The lists are written from it; so is the day, which meets the devices themselves.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random
from typing import NamedTuple

from devswap.sample.models import NEW, OLD, Model, of
from devswap.sample.serials import Shape, luhn, shapes

SITES = ("Lambeth", "Croydon", "Sidcup", "Hendon", "Barking", "Ealing", "Lewisham", "Enfield", "Sutton", "Bow",
         "Harrow", "Romford")  # fmt: skip
UNITS = ("Response", "CID", "Custody", "Neighbourhoods", "Licensing", "Records", "Training", "Roads", "Forensics",
         "Front Office")  # fmt: skip
SURNAMES = (
    "Okafor Patel Reid Jones Doyle Marsh Ahmed Begum Byrne Campbell Chan Clarke Costa Davies Dhillon Edwards "
    "Evans Farah  Fisher Fraser Garcia Gill Green Griffiths Hall Hassan Hughes Hussain Iqbal Jackson James Kaur "
    "Kelly Khan King Kowalski  Lewis Li Mahmood Martin McCarthy Mensah Miller Moore Morgan Murphy Müller Nguyen "
    "O'Brien O'Neill Osei Owusu Palmer  Parker Petrov Price Quinn Rahman Roberts Rodrigues Rossi Ryan Santos "
    "Scott Shah Sharma Silva Singh Smith Stewart  Taylor Thomas Thompson Turner Walker Ward Watson White Williams "
    "Wilson Wójcik Wood Wright Yılmaz Young Zhang"
).split()
KITS = (
    (56, ("laptop",)), (14, ("laptop", "monitor")), (9, ("laptop", "monitor", "monitor")), (7, ("tablet",)),
    (5, ("desktop", "monitor")), (5, ("laptop", "tablet")), (4, ("laptop", "desktop")),
)  # fmt: skip
"""What one person has, and how common that is."""
PLACES = (
    (50, ("desktop", "monitor")), (30, ("desktop", "monitor", "desktop", "monitor")), (20, ("monitor", "monitor")),
)  # fmt: skip
"""What one shared location has."""
STAFF = 4
"""People whom even the smallest force has: somebody must work the desk."""
PEOPLE_TO_A_PLACE = 9
PEOPLE_TO_A_UNIT = 14
PROGRAMME_ENDS = "2027-03-31"
WRONG_TAG, NO_TAG, NOT_DUE = 0.02, 0.03, 0.04
"""Shares of devices: the list has another tag than the label; none; an end of life after the programme, or none."""
_CHOICES = {
    (models is NEW, category): (of(models, category), tuple(accumulate(m.share for m in of(models, category))))
    for models in (OLD, NEW)
    for category in ("laptop", "desktop", "tablet", "monitor")
}


class Device(NamedTuple):
    """One device, as its list says, and the tag that really sticks on it."""

    category: str
    maker: str
    model: Model
    serial: str
    asset_tag: str
    label_tag: str
    site: str
    end_of_life: str = ""
    imei: str = ""
    mac: str = ""
    iccid: str = ""
    drives: str = ""
    sensitivity: str = ""


class Owner(NamedTuple):
    """A recipient and the devices that they have."""

    kind: str
    number: str
    name: str
    unit: str
    badge: str
    at_check: bool
    site: str
    devices: tuple[Device, ...]


@dataclass(slots=True)
class World:
    """A force of so many devices, to be streamed once."""

    size: int
    random: Random
    shapes: dict[str, Shape]

    def owners(self) -> Iterator[Owner]:
        """Everybody and every place that has something, until the devices are used up."""
        left = self.size
        sites = SITES[: max(2, min(len(SITES), self.size // 1500))]
        kinds = [k for _, k in KITS], [k for _, k in PLACES]
        weights = [w for w, _ in KITS], [w for w, _ in PLACES]
        number = 0
        while left > 0 or number < STAFF:
            place = number % (PEOPLE_TO_A_PLACE + 1) == PEOPLE_TO_A_PLACE
            unit = number // PEOPLE_TO_A_UNIT
            kit = self.random.choices(kinds[place], weights[place])[0][:left]
            owner = self._owner(place, unit, sites[unit % len(sites)], kit)
            left -= len(kit)
            number += 1
            yield owner

    def _owner(self, place: bool, unit: int, site: str, kit: Sequence[str]) -> Owner:
        draw = self.random.random
        devices = tuple(self.old(category, site) for category in kit)
        team = f"{UNITS[unit % len(UNITS)]} {unit // len(UNITS) + 1}"
        badge = self.shapes["badge"].next()
        if place:
            number = self.shapes["location"].next()
            return Owner("location", number, f"{team}, room {int(draw() * 40) + 1}", team, badge, False, site, devices)
        wide = "person-wide" if self.size > 300_000 else "person"
        name = f"{'ABCDEFGHJKLMNPRSTWZ'[int(draw() * 19)]}. {SURNAMES[int(draw() * len(SURNAMES))]}"
        return Owner("person", self.shapes[wide].next(), name, team, badge, draw() < 0.03, site, devices)

    def old(self, category: str, site: str) -> Device:
        """A device in service."""
        draw = self.random.random
        model = self._model(OLD, category)
        label = self._tag()
        listed = "" if draw() < NO_TAG else self._tag() if draw() < WRONG_TAG else label
        due = f"20{25 + int(draw() * 2)}-{int(draw() * 12) + 1:02d}-{int(draw() * 28) + 1:02d}"
        if draw() < NOT_DUE:
            due = "" if draw() < 0.3 else f"{int(due[:4]) + 3}{due[4:]}"
        mobile = category == "tablet"
        imei, iccid = (luhn(self.shapes["imei"].next()), luhn(self.shapes["iccid"].next())) if mobile else ("", "")
        mac = self.shapes["mac"].next() if category in ("laptop", "desktop") else ""
        drives = ";".join(self.shapes[shape].next() for shape in model.drives) if draw() < 0.7 else ""
        sensitivity = "" if category == "monitor" else "OFFICIAL-SENSITIVE" if draw() < 0.08 else "OFFICIAL"
        serial = self.shapes[model.shape].next()
        return Device(category, model.maker, model, serial, listed, label, site, due, imei, mac, iccid, drives,
                      sensitivity)  # fmt: skip

    def new(self, category: str, site: str) -> Device:
        """A device in stock, in its box."""
        model = self._model(NEW, category)
        tag = self._tag()
        imei = luhn(self.shapes["imei"].next()) if category == "tablet" else ""
        mac = self.shapes["mac"].next() if category in ("laptop", "desktop") else ""
        return Device(category, model.maker, model, self.shapes[model.shape].next(), tag, tag, site, imei=imei, mac=mac)

    def _model(self, models: tuple[Model, ...], category: str) -> Model:
        choice, shares = _CHOICES[models is NEW, category]
        return self.random.choices(choice, cum_weights=shares)[0]

    def _tag(self) -> str:
        return self.shapes["tag-wide" if self.size > 200_000 else "tag"].next()


def world(devices: int, seed: int) -> World:
    """The force of this seed."""
    random = Random(seed)
    return World(devices, random, shapes(random))
