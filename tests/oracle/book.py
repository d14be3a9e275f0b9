"""What the record holds, as CONTRACT tells it: intakes, issues, entitlements, and the balance of them."""

from collections import Counter

from tests.oracle.facts import COLLECT, EARNS, NO_DATA, Coin, Exemption, Intake, Issue, Rules, Someone, Thing


class Book:
    """What is recorded, and what follows from it."""

    def __init__(self, people: list[Someone], things: list[Thing], rules: Rules) -> None:
        self.people, self.things, self.rules = people, things, rules
        self.here = {thing: thing.place == "stock" for thing in things}
        """New ones that may go out."""
        self.intakes: list[Intake] = []
        self.issues: list[Issue] = []
        self.coins: list[Coin] = []
        self.exemptions: list[Exemption] = []
        self.returns = 0
        self.now = 0.0
        """Seconds."""
        self.known_as: dict[Thing, str] = {}
        """The category of an unlisted one that was here."""

    def custody(self, thing: Thing) -> Intake | None:
        """The intake by which a device is in the cage."""
        return next((i for i in self.intakes if i.thing == thing and not i.withdrawn), None)

    def out(self, thing: Thing) -> Issue | None:
        """The issue by which somebody has it."""
        if any(i.thing == thing and not i.withdrawn for i in self.intakes):
            return None
        return next((i for i in self.issues if i.thing == thing and not i.came_back), None)

    def open_coins(self, who: Someone | None) -> list[Coin]:
        """What a recipient may still collect here."""
        return [c for c in self.all_coins(who) if not c.frozen and not (c.exempt and c.until < self.now)]

    def all_coins(self, who: Someone | None) -> list[Coin]:
        """What nobody used, whether it may be collected or not."""
        return [c for c in self.coins if who and c.recipient == who.number and c.state == "open"]

    def exempted(self, thing: Thing) -> bool:
        """Whether an exemption stands for a device that has not turned up."""
        return any(e.thing == thing for e in self.exemptions) and self.custody(thing) is None

    def listed_for(self, who: Someone) -> list[Thing]:
        """What the estate lists for somebody and nobody has taken in."""
        mine = [t for t in self.things if t.place == "estate" and t.assigned == who.number]
        return [t for t in mine if self.custody(t) is None]

    def owed(self, who: Someone | None = None) -> list[Thing]:
        """Further old ones that issues (to one recipient) were made against and that have not come in."""
        issues = [i for i in self.issues if not i.came_back and (who is None or i.recipient == who.number)]
        return [t for i in issues for t in i.owes if self.custody(t) is None]

    def was_here(self, thing: Thing) -> bool:
        """Whether it ever came in here."""
        return any(i.thing == thing for i in self.intakes)

    def over(self, who: Someone, category: str, all_of_them: list[str]) -> bool:
        """Whether so many of a category are more than a recipient may have."""
        if who.kind == "person":
            for key, most in self.rules.limits.items():
                if category in key.split("_or_"):
                    return sum(c in key.split("_or_") for c in all_of_them) > most
            return False
        listed = sum(category in EARNS.get(t.category, ()) for t in self.listed_for(who))
        had = sum(i.recipient == who.number and i.thing.category == category and not i.came_back for i in self.issues)
        to_collect = sum(category in c.categories and c.within for c in self.open_coins(who))
        return all_of_them.count(category) > listed + had + to_collect

    def give_back(self, issue: Issue, *, sealed: bool) -> Coin:
        """Record that an issue came back; what it earns."""
        issue.came_back = True
        self.returns += 1
        self.here[issue.thing] = sealed
        coin = Coin(issue.recipient, issue.categories, issue.origin, True, self.now + COLLECT)
        self.coins.append(coin)
        return coin

    def audit(self) -> dict[str, object]:
        """The figures of `audit --json` that follow from all this."""
        states = Counter(self._state(c) for c in self.coins)
        bearing = [i.keep_until > self.now for i in self.intakes if not i.withdrawn and i.kind not in NO_DATA]
        stand = [i for i in self.intakes if not i.withdrawn]
        return {
            "intakes": len(self.intakes),
            "withdrawn": sum(i.withdrawn for i in self.intakes),
            "exemptions": len(self.exemptions),
            "issues": len(self.issues),
            "returns": self.returns,
            "entitlements": {
                "earned": len(self.coins), "received": 0, "used": states["used"], "open": states["open"],
                "frozen": states["frozen"], "given_up": 0, "void": states["void"],
                "expired": states["expired"],
            },
            "wipes": {
                "void": sum(i.withdrawn for i in self.intakes),
                "not_needed": sum(i.kind in NO_DATA for i in stand),
                "keeping": sum(bearing),
                "queued": len(bearing) - sum(bearing),
            },
            "owed": len(self.owed()),
            "balanced": True,
            "faults": [],
        }  # fmt: skip

    def _state(self, coin: Coin) -> str:
        if coin.state != "open" or coin.frozen:
            return "frozen" if coin.state == "open" else coin.state
        return "expired" if coin.until < self.now else "open"
