"""A disagreement between facts, as a value: found again under the same id at every desk and at the register."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Decision = Literal["both_stand", "void", "written_off"]

_NAMES = uuid.uuid5(uuid.NAMESPACE_URL, "https://devswap.invalid/discrepancy")


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """One disagreement: what it is about, the entries it rests on, whose unused entitlements stand still."""

    id: str
    code: str
    about: str
    entries: tuple[str, ...]
    freezes: tuple[str, ...] = ()
    """Origins."""
    decision: Decision | None = None
    """How a person settled it, while it is exactly the one that was settled."""


def discrepancy_id(code: str, about: str) -> str:
    """The id of the discrepancy of this kind about this thing."""
    return str(uuid.uuid5(_NAMES, f"{code}\0{about}"))


def discrepancy(code: str, about: str, entries: Iterable[str], freezes: Iterable[str] = ()) -> Discrepancy:
    """A discrepancy over these entries, each once, in an order that says nothing."""
    return Discrepancy(
        discrepancy_id(code, about), code, about, tuple(sorted(set(entries))), tuple(sorted(set(freezes)))
    )
