"""Believable data: a force's lists, a configuration that works, and a day's recording. The same seed, the same bytes.

estate.csv stock.csv recipients.csv operators.csv    as `devswap import` takes them
config.toml                                          a desk that stands alone, an engineer signed in
day.scans                                            a busy day at that desk, mistakes and all
"""

import csv
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, TextIO

from devswap.errors import DevswapError
from devswap.sample.day import Day
from devswap.sample.world import PROGRAMME_ENDS, SITES, Device, Owner, World, world

FILES = ("estate.csv", "stock.csv", "recipients.csv", "operators.csv", "config.toml", "day.scans")
ESTATE = "serial asset_tag category maker model assigned_to site end_of_life imei mac iccid drives sensitivity".split()
STOCK = "serial asset_tag category maker model site order_ref unit_cost_pence financial_year imei mac".split()
RECIPIENTS = "kind number name unit badge at_check".split()
OPERATORS = "number name role badge".split()
ROLES = ("engineer", "supervisor", "engineer", "bench")
"""The first people of each site are its operators."""
CAST, SHELF = 900, 400
"""Owners, and new devices of a category, that the day can draw on: its memory, whatever the size of the force."""
LONGEST_DAY = 900
"""Scans."""
STOCK_CATEGORIES = ("laptop", "tablet", "desktop", "monitor"), (58, 10, 14, 18)
ORDER = 250
"""Devices of one order."""
HEAD = "# Made by `devswap sample`"

Told = Callable[[int], None]


def write(folder: Path, devices: int = 2000, seed: int = 1, keep_days: int = 14, told: Told = lambda _: None) -> None:
    """Write the six files. `told` hears how many devices are written so far.

    Raises OSError, and DevswapError where `config.toml` in the folder is somebody's own.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _spare_a_configuration(folder / "config.toml")
    force = world(devices, seed)
    with ExitStack() as files:
        tables = {name: files.enter_context((folder / name).open("w", encoding="utf-8", newline="")) for name in FILES}
        operators, cast = _people(force, tables, told)
        shelf, elsewhere = _stock(force, tables["stock.csv"], max(240, devices // 10))
        engineer, supervisor = operators[0], operators[1]
        tables["config.toml"].write(_configuration(engineer, keep_days))
        day = Day(force, cast, shelf, elsewhere, engineer, supervisor)
        tables["day.scans"].write("# A busy day at the desk. Play it: devswap desk --plain < day.scans\n\n")
        tables["day.scans"].write(day.record(min(LONGEST_DAY, devices)))


def _spare_a_configuration(file: Path) -> None:
    try:
        with file.open(encoding="utf-8", errors="replace") as stream:
            ours = stream.readline().startswith(HEAD)
    except FileNotFoundError:
        return
    if not ours:
        raise DevswapError(f"{file} is a configuration of your own. Name another folder for the sample.")


def _people(force: World, tables: Mapping[str, TextIO], told: Told) -> tuple[list[Owner], list[Owner]]:
    """Write estate, recipients and operators as they stream by; the first site's operators and cast."""
    estate = _table(tables["estate.csv"], ESTATE)
    recipients = _table(tables["recipients.csv"], RECIPIENTS)
    operators = _table(tables["operators.csv"], OPERATORS)
    staffed: dict[str, int] = {}
    ours: list[Owner] = []
    cast: list[Owner] = []
    count = 0
    for owner in force.owners():
        recipients((owner.kind, owner.number, owner.name, owner.unit, owner.badge, "yes" if owner.at_check else "no"))
        for device in owner.devices:
            estate(_estate_row(device, owner.number))
        count += len(owner.devices)
        told(count)
        nth = staffed.get(owner.site, 0)
        if owner.kind == "person" and nth < len(ROLES):
            staffed[owner.site] = nth + 1
            operators((owner.number, owner.name, ROLES[nth], owner.badge))
            if owner.site == SITES[0]:
                ours.append(owner)
        elif owner.site == SITES[0] and len(cast) < CAST:
            cast.append(owner)
    return ours, cast


def _estate_row(device: Device, number: str) -> tuple[str, ...]:
    return (
        device.serial, device.asset_tag, device.category, device.maker, device.model.name, number, device.site,
        device.end_of_life, device.imei, device.mac, device.iccid, device.drives, device.sensitivity,
    )  # fmt: skip


def _stock(force: World, file: TextIO, size: int) -> tuple[dict[str, deque[Device]], deque[Device]]:
    """Write the stock; what lies on the first site's shelf, by category, and some of what lies elsewhere."""
    row = _table(file, STOCK)
    shelf: dict[str, deque[Device]] = {category: deque() for category in STOCK_CATEGORIES[0]}
    elsewhere: deque[Device] = deque(maxlen=20)
    for number in range(size):
        category = force.random.choices(*STOCK_CATEGORIES)[0]
        site = SITES[0] if number < SHELF or force.random.random() < 0.2 else force.random.choice(SITES[1:])
        if number % 40 == 39:
            site = SITES[1]
        device = force.new(category, site)
        order = f"PO-{4500 + number // ORDER:06d}"
        model = device.model
        row((device.serial, device.asset_tag, category, model.maker, model.name, site, order, model.pence, "2026/27",
             device.imei, device.mac))  # fmt: skip
        if site == SITES[0] and len(shelf[category]) < SHELF:
            shelf[category].append(device)
        elif site != SITES[0] and category == "laptop":
            elsewhere.append(device)
    return shelf, elsewhere


def _table(file: TextIO, header: list[str]) -> Callable[[Any], Any]:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(header)
    return writer.writerow


def _configuration(engineer: Owner, keep_days: int) -> str:
    return f'''{HEAD}: a desk that stands alone. What is left out has its default.

[desk]
name = "desk 1"
site = "{SITES[0]}"
store = "desk.db"
operator = "{engineer.number}"            # {engineer.name}

[programme]
name = "End user device refresh"
ends = "{PROGRAMME_ENDS}"

[[programme.years]]
year = "2025/26"
approved_pence = 950_000_000
decision = "SAMPLE-2025"

[[programme.years]]
year = "2026/27"
approved_pence = 990_000_000
decision = "SAMPLE-2026"

[policy.wipe]
keep_days = {keep_days}
'''
