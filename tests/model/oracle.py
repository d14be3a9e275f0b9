"""What is true, judged by what bystanders saw: boxes and lives, not entries and folds.

P1 and P2: no entitlement is used twice, by whom it does not belong to, or while its user knows that it is disputed.
No discrepancy is missed: of the acts that draw on one box in stock, end one issue, or replace one loss, all but one at
most must be named; of the intakes and returns of one label, as many as there are more than lives that ended. None is
false among desks in step: what is raised is true, or one of its acts was ill informed.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable

from devswap.ledger import events as ev
from devswap.ledger.discrepancy import Discrepancy
from devswap.ledger.parts import IssueLife, UnknownLife
from tests.model.custody_oracle import Groups, custody_groups, relabelled
from tests.model.world import Act, Box, Node, World

NAMING = {
    "taken_in_twice", "issued_twice", "returned_twice", "replaced_twice", "taken_in_not_in_service", "used_twice",
    "custody_ended_twice",
}  # fmt: skip
FREEZING = {"taken_in_twice", "both_here", "returned_twice", "replaced_twice"}
EXACT = {
    "used_twice", "number_reused", "withdrawn_after_wipe", "released_without_evidence", "wiped_too_soon",
    "issued_not_here",
}  # fmt: skip
IN_STOCK = ("stock", "back")


class Broken(AssertionError):
    """A promise is broken."""


def standing(acts: Iterable[Act], kind: str, undone_by: str) -> list[Act]:
    acts = list(acts)
    undone = {a.target for a in acts if a.kind == undone_by}
    return [a for a in acts if a.kind == kind and a.entry not in undone]


def groups(acts: Iterable[Act]) -> Groups:
    """Acts of which at most one can be in order: the code that fits, and their entries."""
    acts = list(acts)
    intakes = standing(acts, "take_in", "withdraw")
    exemptions = standing(acts, "exempt", "unexempt")
    returns = [a for a in acts if a.kind == "give_back"]
    by: dict[tuple[str, object], set[str]] = defaultdict(set)
    left = {a.target for a in acts if a.kind in ("release", "restock", "withdraw")}
    for a in intakes:
        by["taken_in_twice", (a.label, a.life)].add(a.entry)
        if a.entry not in left:
            by["both_here", a.label].add(a.entry)
    ended = {a.life for a in intakes} | {("out", str(a.target)) for a in (*intakes, *returns)}
    for a in acts:
        if a.kind == "issue":
            by["issued_twice", a.life].add(a.entry)
            if ("out", a.entry) not in ended:
                by["issued_twice", a.label].add(a.entry)
        if a.uses is not None:
            by["used_twice", a.uses].add(a.entry)
        if a.kind in ("release", "restock", "withdraw"):
            by["custody_ended_twice", a.target].add(a.entry)
    for a in returns:
        by["returned_twice", a.target].add(a.entry)
    for lost in exemptions:
        by["replaced_twice", lost.life].add(lost.entry)
        for a in (*intakes, *returns):
            if a.life == lost.life and a.earns and (a.kind == "take_in" or a.life[0] == "out"):
                by["replaced_twice", lost.life].add(a.entry)
    found = [(code, frozenset(entries)) for (code, _), entries in by.items() if len(entries) > 1]
    numbers = Counter(a.place for a in acts)
    found += [
        ("number_reused", frozenset(a.entry for a in acts if a.place == place))
        for place, times in numbers.items()
        if times > 1
    ]
    found += custody_groups(acts)
    return found


def out_of_place(acts: Iterable[Act]) -> list[Act]:
    """Intakes of boxes that nobody had: they were in stock, or had come back already."""
    return [a for a in standing(acts, "take_in", "withdraw") if a.life[0] in IN_STOCK]


def judge(acts: Iterable[Act], raised: Iterable[Discrepancy], lost: frozenset[str] = frozenset()) -> None:
    """Compare what is true with what the real fold raised. Raises Broken.

    `lost` are the labels of acts that no store holds any more: of lives that began with one, the record cannot know.
    """
    acts, raised = list(acts), list(raised)
    true = groups(acts)
    named = {name for d in raised if d.code in NAMING for name in d.entries}
    for code, entries in true:
        if code in EXACT:
            if not any(d.code == code and entries <= set(d.entries) for d in raised):
                raise Broken(f"missed: {code} of {sorted(entries)}")
        elif code != "taken_in_twice" and len(entries - named) > 1 and not lost & _labels(acts, entries):
            raise Broken(f"missed: {code} of {sorted(entries)}")
    strays = out_of_place(acts)
    returns = [a for a in acts if a.kind == "give_back"]
    for label in {a.label for a in acts} - lost:
        ends = [a for a in (*standing(acts, "take_in", "withdraw"), *returns) if a.label == label]
        lives = {a.life for a in ends if a.life[0] not in IN_STOCK}
        begun = [a for a in acts if a.kind == "issue" and a.label == label]
        if len(ends) - len(lives) > _disputed(ends, begun, raised):
            raise Broken(f"missed: {len(ends)} intakes and returns of {label} end {len(lives)} lives")
    informed = {a.entry: a.informed for a in acts}
    for d in raised:
        if all(informed.get(name, True) for name in d.entries) and not _is_true(d, true, strays):
            raise Broken(f"false: {d}")


def _labels(acts: list[Act], entries: frozenset[str]) -> set[str]:
    return {a.label for a in acts if a.entry in entries}


def _disputed(ends: list[Act], begun: list[Act], raised: list[Discrepancy]) -> int:
    """How many of these ends, and of the issues before, the discrepancies say cannot be in order.

    Which ones, a stale name may hide.
    """
    intakes = {a.entry for a in ends if a.kind == "take_in"}
    strays = {name for d in raised if d.code == "taken_in_not_in_service" for name in d.entries} & intakes
    others = {a.entry for a in (*ends, *begun)} - strays
    codes = ("taken_in_twice", "returned_twice", "issued_twice")
    twice = [others & set(d.entries) for d in raised if d.code in codes]
    return len(strays) + sum(max(0, len(names) - 1) for names in twice)


def _is_true(d: Discrepancy, true: Groups, strays: list[Act]) -> bool:
    if d.code == "taken_in_not_in_service":
        return any(a.entry in d.entries for a in strays)
    codes = {d.code, "both_here"} if d.code == "taken_in_twice" else {d.code}
    return any(code in codes and len(entries & set(d.entries)) >= min(2, len(entries)) for code, entries in true)


def watch_use(world: World, node: Node, coin: str, origin: str, frozen_too: bool) -> None:
    """At the moment that a desk uses an entitlement: may it? Raises Broken."""
    if not world.rolled_back:
        used = [a for a in world.acts if a.uses == coin]
        if used:
            raise Broken(f"P1: {coin} is used a second time, after {used}")
        giver = next((a for a in world.acts if a.entry == coin), None)
        if giver is not None and (giver.to or giver.place[:2]) != node.owner:
            raise Broken(f"P2: {node.name} uses what belongs to {giver}")
    if frozen_too:
        known = {e.id: e for e in (*node.own, *node.heard)}
        settled = {
            name for e in known.values() if isinstance(e.event, ev.DiscrepancySettled) for name in e.event.entries
        }
        acts = relabelled([a for a in world.acts if a.entry in known], known, world.boxes)
        for code, entries in groups(acts):
            if code in FREEZING and not entries & settled:
                named = Counter(_life_named(known[name].event) for name in entries)
                alike = {n for n in entries if code == "both_here" or named[_life_named(known[n].event)] > 1}
                if origin in {a.origin for a in acts if a.entry in alike}:
                    raise Broken(f"{node.name} uses {coin} although it knows of {code}: {sorted(entries)}")


def _life_named(event: object) -> object:
    """The life that an entry says it ends: a stale desk may have known no better, and then nobody can tell."""
    match event:
        case ev.DeviceTakenIn(ends=life) | ev.ExemptionGranted(replaces=life):
            if isinstance(life, IssueLife):
                return life.issue
            return life.after if isinstance(life, UnknownLife) and life.after else "first"
        case ev.IssueReturned(issue=issue):
            return issue
    return None


def watch_take_in(world: World, node: Node, box: Box) -> None:
    """At the moment that a desk takes a box in: does its own journal not say that it has it? Raises Broken."""
    left = {a.target for a in world.acts if a.entry in node.known and a.kind in ("release", "restock", "withdraw")}
    own = {e.id for e in node.own} - left
    for act in world.acts:
        if act.kind == "take_in" and act.label == box.label and act.entry in own:
            raise Broken(f"{node.name} takes in {box.name}, which its own journal has in custody: {act.entry}")


def one_for_one(acts: Iterable[Act], raised: Iterable[Discrepancy]) -> None:
    """More boxes out than were handed in, replaced or brought back is never silent. Raises Broken."""
    acts = list(acts)
    undone = {a.target for a in acts if a.kind == "give_back"}
    out = sum(a.kind == "issue" and a.entry not in undone for a in acts)
    ended = {a.life for a in standing(acts, "take_in", "withdraw") if a.earns and a.life[0] not in IN_STOCK}
    replaced = {a.life for a in standing(acts, "exempt", "unexempt")}
    if out > len(ended | replaced) and not any(d.code in NAMING for d in raised):
        raise Broken(f"P1: {out} boxes are out for {len(ended | replaced)} lives that ended, and nothing is raised")
