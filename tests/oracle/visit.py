"""What CONTRACT says of a visit, as a small plain model: it imports nothing of the desk or of the ledger.

A line in, an `Answer` out, for lists that `world.py` makes by hand. Where CONTRACT leaves a thing open, the model says
nothing of it (`WHATEVER`).
"""

from collections import Counter
from dataclasses import replace
from functools import cache

from tests.oracle.book import Book
from tests.oracle.facts import (
    COLLECT,
    DAY,
    EARNS,
    EXEMPT,
    KEEP,
    Answer,
    Claim,
    Coin,
    Doubt,
    Exemption,
    Intake,
    Issue,
    Line,
    Lying,
    Rules,
    Someone,
    Thing,
    Visit,
    earns,
    things_of,
)

NONE = 99
WHATEVER = "*"
"""A code that CONTRACT does not name: the verdict alone is compared."""


class Oracle:
    """A desk, as CONTRACT tells it."""

    def __init__(self, people: list[Someone], things: list[Thing], rules: Rules, operator: Someone) -> None:
        self.people, self.things, self.rules = people, things, rules
        self.book = Book(people, things, rules)
        self.operator: Someone | None = operator
        self.visit: Visit | None = None
        self.parked: list[Visit] = []
        self.intent: tuple[str, str] = ("", "")
        self.choices: list[Thing] = []
        self.offers = False
        """The last answer offered the categories of an unlisted device."""
        self.typed = ""
        """What was typed, where several match it."""

    def pairs(self, visit: Visit) -> list[tuple[Claim, Lying]]:
        """CONTRACT: most lines complete, then who earns the fewest categories, then the order of scanning."""
        claims: list[Claim] = [*self.book.open_coins(visit.who)]
        claims += [x for x in visit.olds if not x.nothing and not x.frozen]
        claims.sort(key=lambda c: len(earns(c)))
        news = visit.news
        way = best(tuple(earns(c) for c in claims), tuple(x.kind for x in news))[2]
        return [(c, news[n]) for c, n in zip(claims, way, strict=True) if n != NONE]

    def lines(self) -> Counter[tuple[str | None, str | None]]:
        """The lines of the visit on screen."""
        visit = self.visit
        if visit is None:
            return Counter()
        shown = [
            (x.intake.thing.called if x.intake else None, x.issue.thing.called if x.issue else None)
            for x in visit.recorded
        ]
        made = self.pairs(visit)
        olds, news = [c for c, _ in made if isinstance(c, Lying)], [n for _, n in made]
        shown += [(c.thing.called if isinstance(c, Lying) else None, n.thing.called) for c, n in made]
        shown += [(x.thing.called, None) for x in visit.olds if x not in olds]
        shown += [(None, x.thing.called) for x in visit.news if x not in news]
        return Counter(shown)

    def entitlements_open(self) -> int:
        """Of the recipient on screen, beyond what lies paired."""
        if self.visit is None:
            return 0
        used = sum(isinstance(claim, Coin) for claim, _ in self.pairs(self.visit))
        return len(self.book.open_coins(self.visit.who)) - used

    def waiting(self) -> tuple[Lying, Doubt] | None:
        """The doubt that waits."""
        if self.visit is None:
            return None
        return next(((x, x.doubts[0]) for x in (*self.visit.olds, *self.visit.news) if x.doubts), None)

    # What comes.

    def say(self, line: str) -> Answer:
        """The answer to one line."""
        self.book.now += 1
        answer = self._say(line)
        self.offers = answer == Answer("ask", "unknown_old_device")
        return answer

    def _say(self, line: str) -> Answer:
        if line.startswith("/"):
            verb, _, rest = line[1:].partition(" ")
            return self._command(verb, rest)
        return self._scan(line)

    def stop_and_start(self, operator: Someone) -> None:
        """The desk was stopped, or lost its power; what lay on it waits."""
        everything = [*self.parked, *([self.visit] if self.visit else [])]
        self.parked = [v for v in everything if v.waits]
        self.visit = next((v for v in self.parked if v.who is None), None)
        if self.visit is not None:
            self.parked.remove(self.visit)
        self.operator, self.intent, self.choices = operator, ("", ""), []

    def _command(self, verb: str, rest: str) -> Answer:
        if verb == "sign-in":
            return self._sign_in(next(p for p in self.people if p.number == rest))
        if self.operator is None:
            return Answer("refused", "not_signed_in")
        match verb:
            case "confirm":
                return self._confirm()
            case "cancel":
                return self._cancel()
            case "park":
                return self._park()
            case "intake-only":
                return self._intake_only()
            case "hand-in" | "return":
                self.intent = (verb, rest)
                return Answer("told", WHATEVER)
            case "undo":
                return self._undo()
            case "exemption":
                return self._exemption(*rest.split())
            case "keep":
                return self._keep(rest)
            case "reason":
                waiting = self.waiting()
                if waiting is None or waiting[1].who != "ask" or not rest:
                    return self._ask() if waiting else Answer("told", WHATEVER)
                return self._answered(*waiting)
            case "typed":
                return self._typed(rest)
            case "choose":
                return self._choose(int(rest))
            case "lock":
                self._shelve()
                self.operator = None
                return Answer("accepted", "signed_out")
        raise AssertionError(verb)

    def _confirm(self) -> Answer:
        waiting = self.waiting()
        if waiting is not None:
            return self._without_a_supervisor(*waiting)
        if self.visit is not None and self.visit.exempting is not None:
            return Answer("ask", "needs_supervisor")
        return self._acknowledge("confirm")

    def _sign_in(self, operator: Someone) -> Answer:
        self.operator = operator
        self._resume()
        return Answer("accepted", "signed_in")

    def _resume(self) -> None:
        if self.visit is None:
            self.visit = next((v for v in self.parked if v.who is None), None)
            if self.visit is not None:
                self.parked.remove(self.visit)

    def _scan(self, text: str, typed: str = "") -> Answer:
        matching = [t for t in self.things if t.place != "none" and text in (t.serial, t.tag)]
        matching += [t for t in self.things if t.place == "none" and text == t.serial and self.book.was_here(t)]
        badge = next((p for p in self.people if text in (p.badge, p.number) and text), None)
        if self.operator is None:
            if badge is not None and badge.role and text == badge.badge:
                return self._sign_in(badge)
            return Answer("refused", "not_signed_in")
        if len(matching) > 1 or (matching and badge is not None and badge.listed):
            self.choices, self.typed = matching, typed
            return Answer("ask", "ambiguous")
        if not matching and badge is not None and (badge.listed or text == badge.badge):
            return self._badge(badge, text, typed)
        unlisted = next((t for t in self.things if t.place == "none" and t.serial == text), None)
        if matching:
            return self._device(matching[0], typed)
        if unlisted is None:
            return Answer("told", "unknown_scan")
        return self._device(unlisted, typed)

    # People.

    def _badge(self, who: Someone, text: str, typed: str) -> Answer:
        waiting, visit = self.waiting(), self.visit
        wanted = visit is not None and (visit.exempting is not None or (waiting and waiting[1].who == "supervisor"))
        if who.role and text == who.badge and wanted:
            if who.role == "supervisor" and not typed:
                assert visit is not None
                if who in (self.operator, visit.who):
                    return Answer("ask", "needs_supervisor")
                return self._answered(*waiting, by=who.number) if waiting else self._grant(visit)
            if not who.listed:
                return Answer("ask", "needs_supervisor")
        if not who.listed:
            return Answer("told", WHATEVER)
        if who == self.operator:
            self._resume()
            return Answer("refused", "own_swap")
        self._resume()
        visit = self.visit
        if visit is not None and visit.who == who:
            return self._acknowledge("badge")
        theirs = next((v for v in self.parked if v.who == who), None)
        if visit is not None and visit.who is None:
            return self._adopt(visit, theirs, who)
        moving = [] if visit is None else [
            x for x in visit.olds
            if x.thing.assigned == who.number and any(d.code == "device_of_another" for d in x.doubts)
        ]  # fmt: skip
        if visit is not None:
            visit.lying = [x for x in visit.lying if x not in moving]
            if moving:
                visit.left_asked = False
        waits = self._shelve()
        if theirs is not None:
            self.parked.remove(theirs)
        self.visit = theirs or Visit(who)
        self.visit.lying += [self._with_doubts(x, who) for x in moving]
        return Answer("told", "recipient_changed") if waits else Answer("accepted", "recipient_known")

    def _shelve(self) -> bool:
        """Park the visit on screen; whether it waits."""
        visit, self.visit = self.visit, None
        if visit is not None:
            self.intent, self.choices = ("", ""), []
        if visit is None or visit.finished or (visit.who is None and not visit.waits):
            return False
        self.parked.append(visit)
        return True

    def _adopt(self, visit: Visit, theirs: Visit | None, who: Someone) -> Answer:
        """Devices came first, the badge now."""
        doubted = [self._with_doubts(x, who) if x.old else x for x in visit.lying]
        refused = next((d.code for x in doubted for d in x.doubts if d.who == "refuse"), None)
        if refused is not None:
            return Answer("refused", refused)
        visit.lying = doubted
        if theirs is not None:
            self.parked.remove(theirs)
            self.intent, self.choices = ("", ""), []
            theirs.lying += visit.lying
            self.visit = theirs
        else:
            visit.who = who
            self.visit = visit
        self.visit.left_asked = self.visit.check_asked = False
        self._limits(self.visit)
        return self._ask() if self.waiting() else Answer("accepted", "recipient_known")

    # Devices.

    def _device(self, thing: Thing, typed: str = "") -> Answer:
        visit = self.visit
        if visit is None or not visit.undoing:
            self._resume()
        visit = self.visit
        if any(x.thing == thing for v in (*self.parked, *([visit] if visit else [])) for x in v.lying):
            return Answer("told", "same_scan_again")
        if visit is not None and visit.undoing:
            return self._again(visit, thing)
        intent, self.intent = self.intent, ("", "")
        held = self.book.out(thing)
        if self.book.custody(thing) is not None:
            return Answer("refused", "already_taken_in")
        if held is not None:
            if intent[0] == "return" and not self.book.exempted(thing):
                return self._come_back(held, intent[1])
            over = thing.place == "estate" and bool(thing.end_of_life) and thing.end_of_life <= self.rules.today
            if not intent[0] and not over:
                return Answer("refused", "already_issued")
        elif thing.place == "stock":
            if not self.book.here[thing]:
                return Answer("refused", WHATEVER if intent[0] == "return" else "not_in_stock")
            if thing.site not in ("", self.rules.site):
                return Answer("refused", "not_stocked_here")
            if intent[0] == "return":
                return Answer("refused", WHATEVER)
            if intent[0] == "hand-in":
                self.intent = intent
            return self._put(Lying(thing, False, typed, doubts=self._typed_doubt(typed)))
        if intent[0] == "return" and held is None:
            return Answer("refused", WHATEVER)
        if thing.place == "none" and intent[0] != "hand-in" and (visit is None or visit.who is None):
            return Answer("told", "unknown_scan")
        kind = self.book.known_as.get(thing, thing.category)
        nothing = intent[0] == "hand-in" or thing in self.book.owed() or self.book.exempted(thing)
        item = Lying(thing, True, typed, nothing, category=kind, keep=visit.keep if visit else 0.0)
        return self._put(self._with_doubts(item, visit.who if visit else None))

    def _typed_doubt(self, typed: str) -> tuple[Doubt, ...]:
        who = self.rules.answers["typed_identifier"]
        return (Doubt("typed_identifier", who),) if typed and who != "accept" else ()

    def _with_doubts(self, item: Lying, who: Someone | None) -> Lying:
        """An old one with what must be answered about it."""
        thing, answers = item.thing, self.rules.answers
        doubts = list(self._typed_doubt(item.typed))
        if not item.nothing:
            listed = thing.place == "estate" or self.book.out(thing) is not None
            if not listed:
                doubts.append(Doubt("unknown_old_device", answers["unknown_old_device"]))
            elif who is not None and thing.assigned and thing.assigned != who.number:
                owner = next((p for p in self.people if p.number == thing.assigned and p.listed), None)
                same = owner is not None and owner.unit != "" and owner.unit == who.unit
                doubts.append(Doubt("device_of_another", answers["same_unit" if same else "other_unit"]))
            if (
                thing.place == "estate"
                and self.book.out(thing) is None
                and not "" < thing.end_of_life <= self.rules.ends
            ):
                doubts.append(Doubt("out_of_scope", answers["out_of_scope"]))
        asked = tuple(d for d in doubts if d.who != "accept" and d.code not in dict(item.answered))
        return replace(item, doubts=asked)

    def _put(self, item: Lying) -> Answer:
        """A device on the desk, or what is known of it now: taken, asked about or refused."""
        visit = self.visit or Visit(None)
        before, asked = list(visit.lying), sum(len(x.doubts) for x in visit.news)
        same = next((n for n, x in enumerate(visit.lying) if x.thing == item.thing), None)
        if same is None:
            visit.lying.append(item)
        else:
            visit.lying[same] = item
        self._limits(visit)
        refused = next((d.code for x in (*visit.olds, *visit.news) for d in x.doubts if d.who == "refuse"), None)
        if refused is not None:
            visit.lying = before
            self.visit = visit if self.visit is not None else None
            return Answer("refused", refused)
        self.visit = visit
        visit.left_asked = visit.check_asked = False
        if item.doubts or sum(len(x.doubts) for x in visit.news) > asked:
            return self._ask()
        return Answer("accepted", "old_known" if item.old else "new_known")

    def _ask(self) -> Answer:
        waiting = self.waiting()
        assert waiting is not None
        return Answer("refused" if waiting[1].who == "refuse" else "ask", waiting[1].code)

    def _limits(self, visit: Visit) -> None:
        """The doubt of each new one that has its old one and is more than its recipient may have."""
        if visit.who is None:
            return
        made = self.pairs(visit)
        paired = [n.thing for _, n in made]
        late = [n.thing for c, n in made if isinstance(c, Coin) and not c.exempt and c.until < self.book.now]
        had = [i.thing.category for i in self.book.issues if i.recipient == visit.who.number and not i.came_back]
        going: list[str] = []
        for n, x in enumerate(visit.lying):
            if x.old:
                continue
            over = False
            if x.thing in paired:
                going.append(x.kind)
                over = self.book.over(visit.who, x.kind, [*had, *going])
            who = self.rules.answers["recipient_over_limit"]
            doubts = tuple(d for d in x.doubts if d.code not in ("recipient_over_limit", "needs_supervisor"))
            if over and who != "accept" and "recipient_over_limit" not in dict(x.answered):
                doubts += (Doubt("recipient_over_limit", who),)
            if x.thing in late and "needs_supervisor" not in dict(x.answered):
                doubts += (Doubt("needs_supervisor", "supervisor"),)
            visit.lying[n] = replace(x, doubts=doubts)

    # Answers.

    def _answered(self, item: Lying, doubt: Doubt, *, by: str = "", frozen: bool = False) -> Answer:
        self.choices = []
        answered = (*item.answered, (doubt.code, by))
        return self._put(replace(item, doubts=item.doubts[1:], answered=answered, frozen=item.frozen or frozen))

    def _reopen(self, visit: Visit) -> None:
        """Nobody authorises themselves, not even before it was known whom it was for."""
        for n, x in enumerate(visit.lying):
            own = [code for code, by in x.answered if by in [p.number for p in (visit.who, self.operator) if p]]
            again = tuple(Doubt(code, "supervisor") for code in own)
            kept = tuple(a for a in x.answered if a[0] not in own)
            visit.lying[n] = replace(x, doubts=(*again, *x.doubts), answered=kept)

    def _without_a_supervisor(self, item: Lying, doubt: Doubt) -> Answer:
        """CONFIRM at a doubt."""
        if doubt == Doubt("typed_identifier", "ask"):
            return self._answered(item, doubt)
        if doubt.who != "supervisor":
            return self._ask()
        if item.old:
            return self._answered(item, doubt, frozen=not item.nothing)
        assert self.visit is not None
        partner = next((c for c, n in self.pairs(self.visit) if n.thing == item.thing), None)
        over = doubt.code == "recipient_over_limit"
        rest = [x for x in self.visit.lying if x.thing != item.thing]
        self.visit.lying = [replace(x, frozen=True) if over and x == partner else x for x in rest]
        self.visit.left_asked = False
        return Answer("refused", doubt.code)

    def _typed(self, text: str) -> Answer:
        waiting = self.waiting()
        if waiting is not None and waiting[1] == Doubt("typed_identifier", "ask"):
            item, doubt = waiting
            if text == item.typed:
                return self._answered(item, doubt)
            assert self.visit is not None
            self.visit.lying = [x for x in self.visit.lying if x.thing != item.thing]
            self.visit.left_asked = False
            return Answer("told", WHATEVER)
        return self._scan(text, typed=text)

    def _choose(self, number: int) -> Answer:
        if self.choices:
            thing, self.choices = self.choices[number - 1], []
            return self._device(thing, self.typed)
        waiting = self.waiting()
        if waiting is None or waiting[1].code != "unknown_old_device":
            return self._ask() if waiting else Answer("told", WHATEVER)
        item = waiting[0]
        assert self.visit is not None
        at = self.visit.lying.index(item)
        self.visit.lying[at] = replace(item, category=sorted(EARNS)[number - 1])
        self.visit.left_asked = self.visit.check_asked = False
        return self._ask()

    def _cancel(self) -> Answer:
        visit = self.visit
        self.intent, self.choices = ("", ""), []
        if visit is not None:
            visit.lying, visit.undoing, visit.again, visit.left_asked = [], False, set(), False
            visit.exempting, visit.keep = None, 0.0
            visit.check_asked = visit.check_made = False
            if visit.who is None:
                self.visit = None
        return Answer("accepted", "cancelled")

    def _park(self) -> Answer:
        if self.visit is not None and (self.visit.who is not None or not self.visit.lying):
            self._shelve()
        return Answer("told", WHATEVER)

    def _keep(self, days: str) -> Answer:
        if self.visit is None:
            return Answer("told", WHATEVER)
        if int(days) < 14:
            return Answer("refused", "too_soon")
        self.visit.keep = self.book.now + int(days) * DAY
        self.visit.lying = [replace(x, keep=self.visit.keep) if x.old else x for x in self.visit.lying]
        return Answer("told", WHATEVER)

    # Exemptions.

    def _exemption(self, _reason: str, number: str, device: str = "") -> Answer:
        visit = self.visit
        if visit is None or visit.who is None:
            return Answer("told", WHATEVER)
        label = device.removeprefix("device=")
        known = [t for t in self.things if t.place != "none" or self.book.was_here(t)]
        found = [t for t in known if label in (t.serial, t.tag)] if label else self.book.listed_for(visit.who)
        if len(found) > 1 or (label and not found):
            return Answer("told", WHATEVER)
        wanted = Exemption(found[0] if found else None, number)
        against = self._against(wanted)
        if against is not None:
            return against
        visit.exempting = wanted
        return Answer("ask", "needs_supervisor")

    def _against(self, wanted: Exemption) -> Answer | None:
        """Why it may not be: the device is here, or was replaced before."""
        thing, tables = wanted.thing, [*self.parked, *([self.visit] if self.visit else [])]
        if thing is not None and self.book.custody(thing) is not None:
            return Answer("refused", "already_taken_in")
        if thing is not None and (
            self.book.exempted(thing)
            or any(x.thing == thing for v in tables for x in v.lying)
            or (thing.place == "stock" and self.book.out(thing) is None)
        ):
            return Answer("told", WHATEVER)
        same = [e for e in self.book.exemptions if e.number == wanted.number]
        blind = [e for e in same if thing is None or e.thing is None]
        return Answer("told", WHATEVER) if blind else None

    def _grant(self, visit: Visit) -> Answer:
        wanted, visit.exempting = visit.exempting, None
        assert wanted is not None
        assert visit.who is not None
        against = self._against(wanted)
        if against is not None:
            return against
        self.book.exemptions.append(wanted)
        kinds = EARNS[self.book.known_as.get(wanted.thing, wanted.thing.category)] if wanted.thing else tuple(EARNS)
        until = self.book.now + EXEMPT
        self.book.coins.append(Coin(visit.who.number, kinds, wanted, False, until, exempt=True))
        return Answer("accepted", "exemption_granted", ("exemption_granted",))

    # The record.

    def _acknowledge(self, how: str) -> Answer:
        visit = self.visit
        if visit is None:
            return Answer("told", WHATEVER)
        self._limits(visit)
        self._reopen(visit)
        if self.waiting() is not None:
            return self._ask()
        if not visit.lying:
            return Answer("told", "same_scan_again")
        made = self.pairs(visit)
        olds, news = [c for c, _ in made if isinstance(c, Lying)], [n for _, n in made]
        alone = [x for x in visit.news if x not in news]
        if alone:
            return Answer("refused", self._why_not(visit, made, alone[0]), ("attempt_refused",))
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
        return self._record(visit, made, [x for x in visit.olds if x not in olds])

    def _why_not(self, visit: Visit, made: list[tuple[Claim, Lying]], new: Lying) -> str:
        mine, spent = self.book.all_coins(visit.who), [c for c, _ in made]
        frozen: list[Claim] = [*(x for x in visit.olds if x.frozen and not x.nothing), *(c for c in mine if c.frozen)]
        if any(new.kind in earns(c) for c in frozen):
            return "entitlement_frozen"
        expired = [c for c in mine if not c.frozen and c not in self.book.open_coins(visit.who)]
        if any(new.kind in earns(c) for c in expired):
            return "exemption_expired"
        rest: list[Claim] = [*(c for c in mine if c not in spent), *(x for x in visit.olds if x not in spent)]
        return "wrong_category" if any(earns(c) for c in rest) else "no_entitlement"

    def _intake_only(self) -> Answer:
        visit = self.visit
        if visit is None or not visit.olds:
            return Answer("told", WHATEVER)
        self._reopen(visit)
        if any(x.doubts for x in visit.olds):
            return self._ask()
        if visit.who is None and any(not x.nothing for x in visit.olds):
            return Answer("told", WHATEVER)
        return self._record(visit, [], visit.olds, keeping=visit.news)

    def _record(
        self, visit: Visit, made: list[tuple[Claim, Lying]], alone: list[Lying], keeping: list[Lying] | None = None
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
                listed = claim.thing.place == "estate" and self.book.out(claim.thing) is None
                intake = Intake(claim.thing, claim.kind, number, claim.earns, claim.keep or self.book.now + KEEP)
                self.book.known_as[claim.thing] = claim.kind
                self.book.intakes.append(intake)
                kinds.append("device_taken_in")
                if claim.earns:
                    assert number is not None
                    until = self.book.now + COLLECT
                    coin = Coin(number, claim.earns, intake, listed, until, frozen=claim.frozen)
                    self.book.coins.append(coin)
            issue = None
            if new is not None:
                assert coin is not None
                assert number is not None
                coin.state = "used"
                owes = self._owes(visit, new.kind, [x.thing for x in brought])
                issue = Issue(new.thing, number, coin.origin, coin.categories, owes)
                self.book.issues.append(issue)
                kinds.append("device_issued")
            lines.append(Line(intake, issue))
        visit.lying, visit.exempting, visit.keep = list(keeping or []), None, 0.0
        visit.recorded += lines
        visit.last = lines
        visit.undoing, visit.again, visit.left_asked, visit.check_made = False, set(), False, False
        visit.check_asked = False
        self.choices = []
        swapped = any(line.intake and line.issue for line in lines)
        issued = any(line.issue for line in lines)
        code = "swap_recorded" if swapped else "issue_recorded" if issued else "intake_recorded"
        return Answer("accepted", code, tuple(kinds))

    def _owes(self, visit: Visit, category: str, brought: list[Thing]) -> tuple[Thing, ...]:
        """Who gets a laptop and has a desktop as well owes the desktop too, once."""
        who = visit.who
        if who is None or who.kind != "person" or category != "laptop":
            return ()
        owed = self.book.owed(who)
        return tuple(
            t for t in self.things
            if t.place == "estate" and t.assigned == who.number and t.category == "desktop"
            and self.book.custody(t) is None and t not in brought and t not in owed
        )  # fmt: skip

    def _come_back(self, issue: Issue, reason: str) -> Answer:
        self.book.give_back(issue, sealed=reason == "scanned-in-error")
        if self.visit is not None:
            for lines in (self.visit.recorded, self.visit.last):
                for line in list(lines):
                    if line.issue is issue:
                        line.issue = None
                    if line.issue is None and line.intake is None:
                        lines.remove(line)
        return Answer("accepted", "issue_returned", ("issue_returned",))

    def _undo(self) -> Answer:
        visit = self.visit
        if visit is None or not visit.last:
            return Answer("told", "scan_to_undo")
        visit.undoing, visit.again = True, set()
        return Answer("ask", "scan_to_undo")

    def _again(self, visit: Visit, thing: Thing) -> Answer:
        mine = [x for x in visit.last if thing in things_of(x)]
        if not mine:
            visit.undoing = False
            return Answer("told", WHATEVER)
        visit.again.add(thing)
        line = next((x for x in visit.last if things_of(x) <= visit.again), None)
        if line is None:
            return Answer("ask", "scan_to_undo")
        return self._undo_line(visit, line, thing)

    def _undo_line(self, visit: Visit, line: Line, thing: Thing) -> Answer:
        kinds = []
        coin: Coin | None = None
        standing = line.issue is not None and not line.issue.came_back
        new = line.issue.thing if line.issue is not None and standing else None
        if new is not None and (self.book.out(new) is not line.issue or self.book.exempted(new)):
            visit.again.discard(thing)
            return Answer("refused", WHATEVER)
        if line.intake is not None and line.intake.earns and not standing:
            coin = next((c for c in self.book.coins if c.origin is line.intake and c.state == "open"), None)
            if coin is None:
                visit.again.discard(thing)
                return Answer("refused", "too_late_to_withdraw")
        if line.issue is not None and standing:
            coin = self.book.give_back(line.issue, sealed=True)
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


@cache
def best(claims: tuple[tuple[str, ...], ...], news: tuple[str, ...]) -> tuple[int, list[bool], list[int]]:
    """Which new one each claim takes, of every way to give them: fewest without, the first served first."""
    if not claims:
        return 0, [], []
    ways = []
    for n in (*(n for n, kind in enumerate(news) if kind in claims[0]), NONE):
        left, without, way = best(claims[1:], tuple("" if m == n else kind for m, kind in enumerate(news)))
        ways.append((left + (n == NONE), [n == NONE, *without], [n, *way]))
    return min(ways)
