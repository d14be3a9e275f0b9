"""Lists made by hand for the oracle: no sample, no two worlds alike, and whatever lists hold in real life."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from random import Random

from devswap.ledger.policy import Answers, Limits, OfAnother, Policy
from tests.oracle.facts import Rules, Someone, Thing

MOSS = Someone("200001", "E. Moss", unit="IT", badge="B200001", role="engineer")
HALL = Someone("200004", "T. Hall", badge="B200004", role="engineer", listed=False)
SHAH = Someone("200002", "M. Shah", badge="B200002", role="supervisor", listed=False)
OYE = Someone("200005", "A. Oye", unit="Unit 1", badge="B200005", role="supervisor")
UNITS = ("Unit 1", "Unit 2", "")
LATE, DUE, OVER = "2029-03-31", "2023-03-31", "2022-03-31"
WHO = ("accept", "ask", "supervisor", "refuse")


@dataclass(frozen=True)
class World:
    """People, devices and rules."""

    people: list[Someone]
    things: list[Thing]
    rules: Rules


def world(dice: Random) -> World:
    """One world: some people without badges, locations, shared serials, tags alone, other sites, what no list knows."""
    people = [MOSS, HALL, SHAH, OYE]
    for n in range(9):
        location = n in (3, 7)
        number = f"LOC-{n}" if location else f"1044{n:02}"
        badge = "" if n in (2, 7) else f"B10{n:04}"
        kind = "location" if location else "person"
        people.append(Someone(number, f"R. Nobody {n}", kind, dice.choice(UNITS), badge, n == 4 and not location))  # type: ignore[arg-type]
    owners = [p.number for p in people if p.listed]
    return World(people, _estate(dice, owners) + _stock(dice) + _unlisted(dice), _rules(dice))


def _estate(dice: Random, owners: list[str]) -> list[Thing]:
    things = []
    for n in range(26):
        category = dice.choice(("laptop", "laptop", "laptop", "desktop", "tablet", "monitor", "monitor"))
        maker = dice.choice(("HP", "Dell", "Lenovo"))
        serial = "" if n % 9 == 4 else f"SHARED{n // 10:02}" if n % 10 < 2 else f"OLD{n:03}{dice.randrange(99):02}X"
        maker = ("HP", "Dell")[n % 10] if serial.startswith("SHARED") else maker
        tag = f"T{900000 + n}" if not serial or dice.random() < 0.4 else ""
        owner = dice.choice((*owners, "")) if n % 13 else "gone-1"
        ends = dice.choice((DUE, DUE, DUE, OVER, LATE, ""))
        things.append(Thing(serial, tag, category, maker, "estate", f"model {n}", owner, ends))
    return things


def _stock(dice: Random) -> list[Thing]:
    things = []
    for n in range(22):
        category = dice.choice(("laptop", "laptop", "laptop", "desktop", "tablet", "monitor", "monitor"))
        serial = "" if n % 11 == 5 else "SHARED00" if n == 7 else f"NEW{n:03}{dice.randrange(99):02}X"
        tag = f"T{800000 + n}" if not serial or dice.random() < 0.4 else ""
        site = "Sidcup" if n % 8 == 3 else "Lambeth"
        things.append(Thing(serial, tag, category, "Acer", "stock", f"model {90 + n}", site=site))
    return things


def _unlisted(dice: Random) -> list[Thing]:
    return [Thing(f"5CG8{10 + n}{dice.randrange(9)}HTW", "", "laptop", "HP", "none") for n in range(4)]


def _rules(dice: Random) -> Rules:
    rules = Rules()
    if dice.random() < 0.5:
        rules.answers = {code: dice.choice(WHO) for code in rules.answers}
    if dice.random() < 0.3:
        rules.limits = {"laptop": dice.randrange(3), "desktop_or_tablet": dice.randrange(3)}
    return rules


def policy(rules: Rules) -> Policy:
    """The same rules as the desk reads them."""
    words = dict(rules.answers)
    of_another = OfAnother(same_unit=words.pop("same_unit"), other_unit=words.pop("other_unit"))  # type: ignore[arg-type]
    return Policy(
        answers=Answers(device_of_another=of_another, **words),  # type: ignore[arg-type]
        limits=Limits(person=rules.limits),
    )


def config(rules: Rules) -> str:
    """The same rules as `config.toml` says them."""
    words = {code: f'"{who}"' for code, who in rules.answers.items()}
    same, other = words.pop("same_unit"), words.pop("other_unit")
    answers = "".join(f"{code} = {who}\n" for code, who in words.items())
    limits = ", ".join(f"{key} = {most}" for key, most in rules.limits.items())
    return (
        f'[desk]\nsite = "{rules.site}"\nstore = "desk.db"\noperator = "{MOSS.number}"\n'
        f'[programme]\nends = "{rules.ends}"\n[policy.limits]\nperson = {{ {limits} }}\n'
        f"[policy.answers]\n{answers}device_of_another = {{ same_unit = {same}, other_unit = {other} }}\n"
    )


def lists(made: World) -> dict[str, str]:
    """The lists as files."""
    listed = [p for p in made.people if p.listed]
    recipients = [(p.kind, p.number, p.name, p.unit, p.badge, "yes" if p.at_check else "no") for p in listed]
    operators = [(p.number, p.name, p.role, p.badge) for p in made.people if p.role]
    estate = [
        (t.serial, t.tag, t.category, t.maker, t.model, t.assigned, t.end_of_life)
        for t in made.things
        if t.place == "estate"
    ]
    stock = [
        (t.serial, t.tag, t.category, t.maker, t.model, t.site, "PO-1", 84921)
        for t in made.things
        if t.place == "stock"
    ]
    return {
        "recipients": _csv("kind,number,name,unit,badge,at_check", recipients),
        "operators": _csv("number,name,role,badge", operators),
        "estate": _csv("serial,asset_tag,category,maker,model,assigned_to,end_of_life", estate),
        "stock": _csv("serial,asset_tag,category,maker,model,site,order_ref,unit_cost_pence", stock),
    }


def _csv(head: str, rows: Iterable[tuple[object, ...]]) -> str:
    out = io.StringIO()
    out.write(head + "\n")
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()
