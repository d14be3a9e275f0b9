"""A grade in words, as it is typed at the bench: `A lid-scratched test=pass bios=cleared mdm=removed sim=out ram=8`."""

import re
from typing import Final

from devswap.errors import ConfigError
from devswap.ledger import events as ev
from devswap.ledger.parts import Check
from devswap.ledger.state import State
from devswap.wiping.release import CHECKS, custody_now, grades

MADE: Final = frozenset({"pass", "passed", "cleared", "removed", "out", "none", "off", "yes", "ok"})
RAISED: Final = frozenset({"fail", "failed", "locked", "present", "in", "on", "no"})
HOW: Final = "GRADE [REASON…] [test=pass bios=cleared mdm=removed account=removed sim=out] [ram=8 …]"
_CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,40}")


def graded(state: State, device: str, words: list[str]) -> ev.DeviceGraded:
    """The grading of a device in custody by these words; it replaces the grade that stands.

    A number is a fact that schemes may ask a minimum of. Raises ConfigError on a word that says nothing, or where the
    device is not in custody.
    """
    custody = custody_now(state, device)
    if custody is None:
        raise ConfigError("It is not in custody here, so it gets no grade. Take it in first.")
    if not words or not _CODE.fullmatch(words[0].lower()):
        raise ConfigError(f"A grade is a word such as A. Write: {HOW}")
    reasons: list[str] = []
    checks: dict[str, Check] = {}
    for word in (word.lower() for word in words[1:]):
        name, equals, value = word.partition("=")
        if not _CODE.fullmatch(name):
            raise ConfigError(f"“{word}” is no reason. Write it in letters and digits, joined by “-”.")
        if not equals:
            reasons.append(name)
        elif name in CHECKS:
            checks[name] = _check(name, value)
        elif re.fullmatch(r"[0-9]{1,9}", value):
            reasons.append(f"{name}.{int(value)}")
        else:
            raise ConfigError(f"“{word}”: {name} is no check ({', '.join(CHECKS)}) and {value!r} no number. {HOW}")
    standing = grades(state, custody)
    regrades = standing[-1][0].id if standing else None
    given = (*checks.values(), *(Check(code, "not_raised") for code in CHECKS if code not in checks))
    return ev.DeviceGraded(custody, device, words[0].lower(), tuple(reasons), given, regrades)


def _check(name: str, value: str) -> Check:
    """A check that was not made is `not_raised`; only these words say that it was."""
    if value in MADE:
        return Check(name, "made")
    if value in RAISED:
        return Check(name, "raised")
    good, bad = ", ".join(sorted(MADE)), ", ".join(sorted(RAISED))
    raise ConfigError(f"“{name}={value}” says neither that it is cleared ({good}) nor that it is not ({bad}).")
