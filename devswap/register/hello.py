"""What register and desk make of each other's heads: one answer for every pair of chains (`reference/sync.md` 3.6)."""

from collections.abc import Callable
from typing import Literal, NamedTuple

from devswap.wire import Head

Verdict = Literal["push", "fetch", "diverged", "again"]


class Judgement(NamedTuple):
    """What the desk is to do, and the number at which its chain is known to differ."""

    verdict: Verdict
    differs_at: int | None = None


def judge(
    head: Head, acknowledged: Head, held: Head, hash_at: Callable[[int], str], forked_at: int | None = None
) -> Judgement:
    """What follows from a desk's head and its acknowledged mark, and from what is held of its incarnation.

    `hash_at` gives the hash that is held at a number up to `held.number`; `forked_at` the first number that two copies
    of this incarnation wrote differently. Where the desk is ahead, its first push shows whether its chain goes on from
    the one held here: it names the hash before it.
    """
    if forked_at is not None:
        return Judgement("diverged", forked_at)
    if head.number <= held.number:
        if hash_at(head.number) != head.hash:
            return Judgement("diverged", head.number)
        return Judgement("push" if head.number == held.number else "fetch")
    if acknowledged.number > held.number:
        return Judgement("again")
    if hash_at(acknowledged.number) != acknowledged.hash:
        return Judgement("diverged", acknowledged.number)
    return Judgement("push")
