"""The second person at a bench: named by number, or by their badge, and proven by PIN where they have one (P8)."""

from collections.abc import Callable
from dataclasses import dataclass, field

from devswap.desk.authority import one_person
from devswap.desk.pin_asking import ask_pin, needs_pin
from devswap.desk.table import Table
from devswap.desk.words import Reply, named, reply
from devswap.errors import DevswapError
from devswap.ledger.known import Operator

Act = Callable[[Operator], Reply]
"""What the second person authorises; it answers for itself."""


@dataclass(slots=True)
class SecondPerson:
    """What waits for one, and in which words it was asked for."""

    _waits: tuple[str, Act] | None = field(default=None, init=False)

    def ask(self, table: Table, number: str, what: str, act: Act) -> Reply:
        """Have `act` done with the operator of this number, or with whoever scans a supervisor's badge next."""
        if number:
            found = table.store.operator_by_number(number)
            if found is None:
                raise DevswapError(f"No operator has the number {number[:40]}. Name a supervisor.")
            return self._proven(table, found, what, act)
        self._waits = (what, act)
        return _wanted(table, what)

    def forget(self) -> bool:
        """Nothing waits any more; whether something did."""
        waited, self._waits = self._waits is not None, None
        return waited

    def badge(self, table: Table, operator: Operator) -> Reply | None:
        """An operator's badge where one is waited for; None where none is."""
        if self._waits is None:
            return None
        what, act = self._waits
        if operator.role != "supervisor":
            names = table.policy.privacy.names_on_screen
            return _wanted(table, f"{named(operator, names)} is no supervisor. {what}")
        return self._proven(table, operator, what, act)

    def _proven(self, table: Table, person: Operator, what: str, act: Act) -> Reply:
        names = table.policy.privacy.names_on_screen
        if one_person(table, person, table.operator):
            return _wanted(table, f"Nobody authorises themselves. {what}")
        if needs_pin(table, person):
            self._waits = None
            return ask_pin(table, person, "authorise", f"{named(person, names)} authorises: {what}", then=act)
        if table.policy.sign_in.pin == "required":
            return reply("refused", "no_pin", who=named(person, names), number=person.number)
        self._waits = None
        return act(person)


def _wanted(table: Table, what: str) -> Reply:
    operator = named(table.operator, table.policy.privacy.names_on_screen)
    return reply("ask", "second_wanted", what=what, operator=operator, asks_for="supervisor")
