"""The programme's policy, as data: what an old device earns, who answers a doubt, what is checked, kept and limited.

From the register where the desk is enrolled, from `config.toml` where it stands alone. The defaults are those of a
force that refreshes laptops, desktops, tablets and monitors one for one. The fold reads none of this.
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct, field

Answer = Literal["accept", "ask", "supervisor", "refuse"]
"""Who answers a doubt: nobody need, the engineer with a reason, a second person, or nobody may."""
CheckMode = Literal["say", "except", "ask", "bench", "off"]
"""`say`: part of the sentence; `except`: raised only when wrong; `ask`: answered before the swap closes."""
Days = Annotated[int, Meta(ge=0, le=36500)]
Number = Annotated[int, Meta(ge=0, le=1_000_000)]


class Table(Struct, frozen=True, forbid_unknown_fields=True):
    """A table of the configuration: unknown keys are refused."""


class OfAnother(Table, frozen=True):
    """Who answers for the device of somebody else."""

    same_unit: Answer = "ask"
    other_unit: Answer = "supervisor"


class Answers(Table, frozen=True):
    """Who answers which doubt."""

    unknown_old_device: Answer = "supervisor"
    device_of_another: OfAnother = OfAnother()
    out_of_scope: Answer = "supervisor"
    not_in_stock: Answer = "refuse"
    recipient_over_limit: Answer = "supervisor"
    typed_identifier: Answer = "ask"
    own_swap: Literal["refuse"] = "refuse"
    """Nobody serves themselves: there is no other answer."""
    advance: Literal["refuse", "supervisor"] = "refuse"


class Limits(Table, frozen=True):
    """New devices per recipient and programme. A key may join categories: `laptop_or_tablet = 1`."""

    person: dict[str, Number] = field(default_factory=lambda: {"laptop_or_tablet": 1, "desktop": 1, "monitor": 2})
    location: Literal["as listed", "none"] | dict[str, Number] = "as listed"


class Acknowledge(Table, frozen=True):
    """How a recipient signs for what is shown."""

    person: Literal["badge", "confirm"] = "badge"
    location: Literal["confirm", "badge"] = "confirm"
    round: Literal["next location", "confirm"] = "next location"
    says: str = (
        "I hand in and receive what is shown. My work is saved. Nothing on the old device is needed as evidence."
    )


class Visits(Table, frozen=True):
    """How many visits stand on tables, and how long an entitlement waits to be collected."""

    tables: Number = 6
    collect_days: Days = 28
    blocking_stop: bool = False
    """An error blocks further scans of that visit until it is seen (CONFIRM or CANCEL)."""


class ExemptionRule(Table, frozen=True):
    """The references that a reason demands, and how long the exemption lasts."""

    needs: tuple[str, ...] = ()
    days: Days = 28


class Stock(Table, frozen=True):
    """When a model is said to run low at a site."""

    low: Number = 5
    """So many on hand, or fewer; 0: it is never said."""
    models: dict[str, Number] = field(default_factory=dict)
    """Model → its own number."""


class Wipe(Table, frozen=True):
    """How long an old device is kept before it may be wiped."""

    keep_days: Days = 14
    early: Answer = "supervisor"
    over_age_days: Days = 30


class ReferenceForm(Table, frozen=True):
    """How a crime or incident number is written."""

    form: str = r"(?=.*[0-9])[A-Za-z0-9][A-Za-z0-9/._ -]{2,31}"
    """A regular expression that the whole number matches."""
    like: str = "CR/1234/26"
    """An example, for the engineer."""


class Advance(Table, frozen=True):
    """New one first, the old one by a day: courier swaps, where `answers.advance` lets them be."""

    days: Days = 14
    """The longest that an advance may run."""


class Moves(Table, frozen=True):
    """When what was sent and has not arrived is reported as lost on the way."""

    lost_days: Days = 3


class SignIn(Table, frozen=True):
    """What an operator shows to sign in, and when the screen locks by itself."""

    pin: Literal["off", "optional", "required"] = "optional"
    """`optional`: of those who have one. `required`: of everybody."""
    digits: Annotated[int, Meta(ge=4, le=12)] = 6
    """The fewest digits of a new PIN."""
    attempts: Annotated[int, Meta(ge=1, le=10)] = 3
    """Wrong PINs of one operator before the waits begin: a minute, then twice as long each time, at most 8 hours."""
    idle_minutes: Annotated[int, Meta(ge=0, le=1440)] = 10
    """A screen that nobody touched for so long locks; 0: never."""


class Privacy(Table, frozen=True):
    """Names on the screen, and when they go."""

    names_on_screen: bool = True
    strip_people_after_days: Days = 730
    unknown_scans_days: Days = 30


def _checks() -> dict[str, CheckMode]:
    return {
        "work_saved": "say",
        "no_evidence": "say",
        "charger": "except",
        "sim_cards_media": "except",
        "damage": "except",
        "signed_in_on_new": "except",
        "at_tried": "ask",
        "encryption": "bench",
        "bios_mdm_removed": "bench",
    }


def _earns() -> dict[str, tuple[str, ...]]:
    return {
        "laptop": ("laptop",),
        "desktop": ("desktop", "laptop"),
        "tablet": ("tablet", "laptop"),
        "monitor": ("monitor",),
    }


class Policy(Table, frozen=True):
    """All of it."""

    earns: dict[str, tuple[str, ...]] = field(default_factory=_earns)
    """Old category → the categories of the one new device that it earns."""
    owes: dict[str, tuple[str, ...]] = field(default_factory=lambda: {"laptop": ("desktop",)})
    """New category → old categories that its recipient, as their only user, owes besides."""
    no_data_storage: tuple[str, ...] = ("monitor",)
    """Categories without user data storage: a no-data declaration instead of a wipe job."""
    answers: Answers = Answers()
    limits: Limits = Limits()
    acknowledge: Acknowledge = Acknowledge()
    checks: dict[str, CheckMode] = field(default_factory=_checks)
    visits: Visits = Visits()
    exemptions: dict[str, ExemptionRule] = field(
        default_factory=lambda: {
            "lost": ExemptionRule(needs=("incident",)),
            "stolen": ExemptionRule(needs=("crime", "incident")),
            "destroyed": ExemptionRule(needs=("incident",)),
        }
    )
    references: dict[str, ReferenceForm] = field(
        default_factory=lambda: {"crime": ReferenceForm(), "incident": ReferenceForm(like="INC-77")}
    )
    advance: Advance = Advance()
    stock: Stock = Stock()
    moves: Moves = Moves()
    wipe: Wipe = Wipe()
    sign_in: SignIn = SignIn()
    privacy: Privacy = Privacy()

    @property
    def categories(self) -> frozenset[str]:
        """Every category that the policy knows, old or new."""
        return frozenset(self.earns) | {new for earned in self.earns.values() for new in earned}


class FinancialYear(Table, frozen=True):
    """One year's approved capital."""

    year: str
    approved_pence: Annotated[int, Meta(ge=0)]
    decision: str = ""


class Programme(Table, frozen=True):
    """What is refreshed, until when, and with whose money."""

    name: str = "Device refresh"
    ends: str | None = None
    """A device whose end of life is later than this day, or not listed, is out of scope; None: all are in scope."""
    years: tuple[FinancialYear, ...] = ()
