"""What is recorded, taken back and undone, as the description has it."""

from typing import TYPE_CHECKING

from tests.oracle import answering
from tests.oracle.facts import (
    COLLECT,
    KEEP,
    WHATEVER,
    Answer,
    Claim,
    Coin,
    Intake,
    Issue,
    Line,
    Lying,
    Thing,
    Visit,
    earns,
    things_of,
)

if TYPE_CHECKING:
    from tests.oracle.visit import Oracle


def acknowledge(oracle: "Oracle", how: str) -> Answer:
    visit = oracle.visit
    if visit is None:
        return Answer("told", WHATEVER)
    oracle._limits(visit)
    answering.reopen(oracle, visit)
    if oracle.waiting() is not None:
        return oracle._ask()
    if not visit.lying:
        return Answer("told", "same_scan_again")
    made = oracle.pairs(visit)
    olds, news = [c for c, _ in made if isinstance(c, Lying)], [n for _, n in made]
    alone = [x for x in visit.news if x not in news]
    if alone:
        return Answer("refused", why_not(oracle, visit, made, alone[0]), ("attempt_refused",))
    if visit.who is None and any(not x.nothing for x in visit.olds):
        return Answer("told", WHATEVER)
    left = [x for x in visit.olds if x not in olds and not x.nothing]
    if left and not (visit.left_asked and how == "confirm"):
        visit.left_asked = True
        return Answer("ask", "old_left_over")
    if visit.who is not None and visit.who.at_check and visit.news and not visit.check_made:
        if not (visit.check_asked and how == "confirm"):
            visit.check_asked = True
            return Answer("ask", "checks_missing")
        visit.check_made = True
    return record(oracle, visit, made, [x for x in visit.olds if x not in olds])


def why_not(oracle: "Oracle", visit: Visit, made: list[tuple[Claim, Lying]], new: Lying) -> str:
    mine, spent = oracle.book.all_coins(visit.who), [c for c, _ in made]
    frozen: list[Claim] = [*(x for x in visit.olds if x.frozen and not x.nothing), *(c for c in mine if c.frozen)]
    if any(new.kind in earns(c) for c in frozen):
        return "entitlement_frozen"
    expired = [c for c in mine if not c.frozen and c not in oracle.book.open_coins(visit.who)]
    if any(new.kind in earns(c) for c in expired):
        return "exemption_expired"
    rest: list[Claim] = [*(c for c in mine if c not in spent), *(x for x in visit.olds if x not in spent)]
    return "wrong_category" if any(earns(c) for c in rest) else "no_entitlement"


def intake_only(oracle: "Oracle") -> Answer:
    visit = oracle.visit
    if visit is None or not visit.olds:
        return Answer("told", WHATEVER)
    answering.reopen(oracle, visit)
    if any(x.doubts for x in visit.olds):
        return oracle._ask()
    if visit.who is None and any(not x.nothing for x in visit.olds):
        return Answer("told", WHATEVER)
    return record(oracle, visit, [], visit.olds, keeping=visit.news)


def record(  # what is recorded of a visit
    oracle: "Oracle",
    visit: Visit,
    made: list[tuple[Claim, Lying]],
    alone: list[Lying],
    keeping: list[Lying] | None = None,
) -> Answer:
    number = visit.who.number if visit.who else None
    lines: list[Line] = []
    kinds: list[str] = []
    brought = visit.olds
    claims: list[tuple[Claim, Lying | None]] = [*made, *((x, None) for x in alone)]
    for claim, new in claims:
        intake: Intake | None = None
        coin = claim if isinstance(claim, Coin) else None
        if isinstance(claim, Lying):
            listed = claim.thing.place == "estate" and oracle.book.out(claim.thing) is None
            intake = Intake(claim.thing, claim.kind, number, claim.earns, claim.keep or oracle.book.now + KEEP)
            oracle.book.known_as[claim.thing] = claim.kind
            oracle.book.intakes.append(intake)
            kinds.append("device_taken_in")
            if claim.earns:
                assert number is not None
                until = oracle.book.now + COLLECT
                coin = Coin(number, claim.earns, intake, listed, until, frozen=claim.frozen)
                oracle.book.coins.append(coin)
        issue = None
        if new is not None:
            assert coin is not None
            assert number is not None
            coin.state = "used"
            due = owes(oracle, visit, new.kind, [x.thing for x in brought])
            issue = Issue(new.thing, number, coin.origin, coin.categories, due)
            oracle.book.issues.append(issue)
            kinds.append("device_issued")
        lines.append(Line(intake, issue))
    visit.lying, visit.exempting, visit.keep = list(keeping or []), None, 0.0
    visit.recorded += lines
    visit.last = lines
    visit.undoing, visit.again, visit.left_asked, visit.check_made = False, set(), False, False
    visit.check_asked = False
    oracle.choices = []
    swapped = any(line.intake and line.issue for line in lines)
    issued = any(line.issue for line in lines)
    code = "swap_recorded" if swapped else "issue_recorded" if issued else "intake_recorded"
    return Answer("accepted", code, tuple(kinds))


def owes(oracle: "Oracle", visit: Visit, category: str, brought: list[Thing]) -> tuple[Thing, ...]:
    """Who gets a laptop and has a desktop as well owes the desktop too, once."""
    who = visit.who
    if who is None or who.kind != "person" or category != "laptop":
        return ()
    owed = oracle.book.owed(who)
    return tuple(
        t for t in oracle.things
        if t.place == "estate" and t.assigned == who.number and t.category == "desktop"
        and oracle.book.custody(t) is None and t not in brought and t not in owed
    )  # fmt: skip


def come_back(oracle: "Oracle", issue: Issue, reason: str) -> Answer:
    oracle.book.give_back(issue, sealed=reason == "scanned-in-error")
    if oracle.visit is not None:
        for lines in (oracle.visit.recorded, oracle.visit.last):
            for line in list(lines):
                if line.issue is issue:
                    line.issue = None
                if line.issue is None and line.intake is None:
                    lines.remove(line)
    return Answer("accepted", "issue_returned", ("issue_returned",))


def undo(oracle: "Oracle") -> Answer:
    visit = oracle.visit
    if visit is None or not visit.last:
        return Answer("told", "scan_to_undo")
    visit.undoing, visit.again = True, set()
    return Answer("ask", "scan_to_undo")


def again(oracle: "Oracle", visit: Visit, thing: Thing) -> Answer:
    mine = [x for x in visit.last if thing in things_of(x)]
    if not mine:
        visit.undoing = False
        return Answer("told", WHATEVER)
    visit.again.add(thing)
    line = next((x for x in visit.last if things_of(x) <= visit.again), None)
    if line is None:
        return Answer("ask", "scan_to_undo")
    return undo_line(oracle, visit, line, thing)


def undo_line(oracle: "Oracle", visit: Visit, line: Line, thing: Thing) -> Answer:
    kinds = []
    coin: Coin | None = None
    standing = line.issue is not None and not line.issue.came_back
    new = line.issue.thing if line.issue is not None and standing else None
    if new is not None and (oracle.book.out(new) is not line.issue or oracle.book.exempted(new)):
        visit.again.discard(thing)
        return Answer("refused", WHATEVER)
    if line.intake is not None and line.intake.earns and not standing:
        coin = next((c for c in oracle.book.coins if c.origin is line.intake and c.state == "open"), None)
        if coin is None:
            visit.again.discard(thing)
            return Answer("refused", "too_late_to_withdraw")
    if line.issue is not None and standing:
        coin = oracle.book.give_back(line.issue, sealed=True)
        kinds.append("issue_returned")
    if line.intake is not None:
        line.intake.withdrawn = True
        if coin is not None:
            coin.state = "void"
        kinds.append("intake_withdrawn")
    visit.recorded = [x for x in visit.recorded if x is not line]
    visit.last = [x for x in visit.last if x is not line]
    visit.undoing, visit.again = False, set()
    return Answer("accepted", "intake_withdrawn" if line.intake else "issue_returned", tuple(kinds))
