"""How a label reaches the line: one of many ways, chosen at random, that leave its text as it is."""

from collections.abc import Callable
from random import Random

from tests.labels import generators as g

RS, GS, EOT = "\x1e", "\x1d", "\x04"
TERMINATED = "\r"


def wrapped(rng: Random, text: str, *more: Callable[[Random, str], str]) -> str:
    return rng.choice([*g.PLAIN, *g.SYMBOL, *g.SYMBOL, *more])(rng, text)


def behind_s(wrap: Callable[[Random, str], str]) -> Callable[[Random, str], str]:
    return lambda rng, text: wrap(rng, "S" + text)


def code_id(rng: Random, text: str) -> str:
    return g.ended(rng, rng.choice("BDbjsw") + text)


SERIAL_WRAPS = (behind_s(g.behind_aim), behind_s(g.ended), g.captioned, g.checked_and_sent, g.caps_lock)


def wrapped_long(rng: Random, text: str) -> str:
    return rng.choice([g.ended, g.behind_aim, g.ssi_packet, g.dechdr1])(rng, text)
