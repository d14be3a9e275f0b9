"""Old devices that nobody in reach could answer for, and one that somebody did."""

from tests.ledger.contradictions import Story, doubt
from tests.ledger.stories import Desk


def in_doubt(code: str, answer: str = "unanswered") -> tuple[Desk, ...]:
    a = Desk("a")
    a.take_in("old", doubts=doubt(code, answer))
    return (a,)


def unknown_and_nobody_to_ask() -> tuple[Desk, ...]:
    return in_doubt("unknown_old_device")


def typed_and_nobody_to_ask() -> tuple[Desk, ...]:
    return in_doubt("typed_identifier")


def of_another_and_nobody_to_ask() -> tuple[Desk, ...]:
    return in_doubt("device_of_another")


def out_of_scope_and_nobody_to_ask() -> tuple[Desk, ...]:
    return in_doubt("out_of_scope")


def over_limit_and_nobody_to_ask() -> tuple[Desk, ...]:
    return in_doubt("recipient_over_limit")


def unknown_but_a_supervisor_knew_it() -> tuple[Desk, ...]:
    return in_doubt("unknown_old_device", "supervisor")


UNANSWERED: list[tuple[str, Story]] = [
    ("unknown_old_device", unknown_and_nobody_to_ask),
    ("unknown_old_device", typed_and_nobody_to_ask),
    ("old_device_of_another", of_another_and_nobody_to_ask),
    ("old_device_not_in_scope", out_of_scope_and_nobody_to_ask),
    ("recipient_over_limit", over_limit_and_nobody_to_ask),
]
