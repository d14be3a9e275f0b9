"""What CONTRACT says of a visit, as a small plain model: it imports nothing of the desk or of the ledger.

A line in, an `Answer` out, for lists that `world.py` makes by hand. Where CONTRACT leaves a thing open, the model says
nothing of it (`WHATEVER`).
"""

from collections import Counter
from dataclasses import replace
from functools import cache

from tests.oracle import answering, exempting, recording
from tests.oracle.book import Book
from tests.oracle.facts import (
    WHATEVER,
    Answer,
    Claim,
    Coin,
    Doubt,
    Lying,
    Rules,
    Someone,
    Thing,
    Visit,
    earns,
)

NONE = 99


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
                return answering.cancel(self)
            case "park":
                return answering.park(self)
            case "intake-only":
                return recording.intake_only(self)
            case "hand-in" | "return":
                self.intent = (verb, rest)
                return Answer("told", WHATEVER)
            case "undo":
                return recording.undo(self)
            case "exemption":
                return exempting.exemption(self, *rest.split())
            case "keep":
                return answering.keep(self, rest)
            case "reason":
                waiting = self.waiting()
                if waiting is None or waiting[1].who != "ask" or not rest:
                    return self._ask() if waiting else Answer("told", WHATEVER)
                return answering.answered(self, *waiting)
            case "typed":
                return answering.typed(self, rest)
            case "choose":
                return answering.choose(self, int(rest))
            case "lock":
                self._shelve()
                self.operator = None
                return Answer("accepted", "signed_out")
        raise AssertionError(verb)

    def _confirm(self) -> Answer:
        waiting = self.waiting()
        if waiting is not None:
            return answering.without_a_supervisor(self, *waiting)
        if self.visit is not None and self.visit.exempting is not None:
            return Answer("ask", "needs_supervisor")
        return recording.acknowledge(self, "confirm")

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
                return answering.answered(self, *waiting, by=who.number) if waiting else exempting.grant(self, visit)
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
            return recording.acknowledge(self, "badge")
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
            return recording.again(self, visit, thing)
        intent, self.intent = self.intent, ("", "")
        held = self.book.out(thing)
        if self.book.custody(thing) is not None:
            return Answer("refused", "already_taken_in")
        if held is not None:
            if intent[0] == "return" and not self.book.exempted(thing):
                return recording.come_back(self, held, intent[1])
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
