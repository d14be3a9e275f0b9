"""What is true of custody: P6 and P9, sites, and labels that are one, as a bystander saw it."""

from dataclasses import replace

from devswap.ledger import events as ev
from devswap.ledger.entry import Entry
from tests.ledger.stories import name
from tests.model.world import Act, Box

Groups = list[tuple[str, frozenset[str]]]
WIPING = ("wipe", "evidence passed", "evidence failed")


def custody_groups(acts: list[Act]) -> Groups:
    """Acts that must be raised, with the code and the entries that it has to name at least."""
    return [*_wiped_and_given_back(acts), *_left_without_evidence(acts), *_under_hold(acts), *_astray(acts)]


def _wiped_and_given_back(acts: list[Act]) -> Groups:
    begun = {a.target: a.entry for a in acts if a.kind in WIPING}
    undone = (a for a in acts if a.kind == "withdraw" and a.target in begun)
    return [("withdrawn_after_wipe", frozenset({a.entry, begun[a.target]})) for a in undone]


def _left_without_evidence(acts: list[Act]) -> Groups:
    """P6: a box left, and nobody had accepted evidence that stands of what was on it."""
    turned_down = {a.target for a in acts if a.kind == "turn_down"}
    accepted = {a.target for a in acts if a.kind == "accept"} - turned_down
    clean = {a.target for a in acts if a.kind == "evidence passed" and a.entry in accepted}
    left = (a for a in acts if a.kind == "release" and a.bears_data and a.target not in clean)
    return [("released_without_evidence", frozenset({a.entry})) for a in left]


def _under_hold(acts: list[Act]) -> Groups:
    """P9: what cannot be undone was done by a node whose own journal held the box.

    A lifting elsewhere may have been heard before: the record cannot tell.
    """
    found: Groups = []
    for n, act in enumerate(acts):
        if act.kind in ("wipe", "release"):
            before = [a for a in acts[:n] if a.place[:2] == act.place[:2] and a.label == act.label]
            lifted = {a.target for a in acts if a.kind == "lift" and (a.place[:2] != act.place[:2] or a in acts[:n])}
            if any(a.kind == "hold" and a.entry not in lifted for a in before):
                found.append(("wiped_too_soon", frozenset({act.entry})))
    return found


def _astray(acts: list[Act]) -> Groups:
    returned = {a.target for a in acts if a.kind == "give_back"}
    return [("issued_not_here", frozenset({a.entry})) for a in acts if a.astray and a.entry not in returned]


def relabelled(acts: list[Act], entries: dict[str, Entry], boxes: tuple[Box, ...]) -> list[Act]:
    """The acts with each tag under its serial's label, where these entries say that the two are one device."""
    pairs = {frozenset((e.event.device, e.event.other)) for e in entries.values() if isinstance(e.event, ev.SameDevice)}
    same = {b.tag: b.label for b in boxes if frozenset((b.device, name(b.tag))) in pairs}
    return [replace(a, label=same.get(a.label, a.label)) for a in acts] if same else acts
