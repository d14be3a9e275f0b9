"""What the function keys do, everywhere, and which key does it here.

Only function keys: a letter would be the first of a label, and control keys arrive inside labels.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from textual.binding import Binding, BindingType

from devswap.errors import ConfigError
from devswap.toml_faults import found_words, sentence


class Key(NamedTuple):
    """One action of the desk."""

    action: str
    key: str
    label: str
    brief: str
    """The label where there is little room; empty where the key stands beside what it is about."""
    yields: bool = False
    """Its key came later than others: where a configuration gives that to another action, it takes a free one."""


KEYS: Final = (
    Key("help", "f1", "help", "help"),
    Key("visits", "f2", "visits", "visits"),
    Key("find", "f3", "find", "find"),
    Key("undo", "f4", "undo", "undo"),
    Key("hand-in", "f5", "hand in", "hand in"),
    Key("wrong", "f6", "wrong", ""),
    Key("wipes", "f7", "wipes", ""),
    Key("day-end", "f8", "day's end", "", yields=True),
    Key("confirm", "f9", "confirm", "confirm"),
    Key("cancel", "f10", "cancel", "cancel"),
    Key("lock", "f12", "lock", "lock"),
)
BENCH_KEYS: Final = (
    Key("help", "f1", "help, barcodes", "help"),
    Key("lists", "f2", "lists", "lists"),
    Key("find", "f3", "find", "find"),
    Key("start", "f4", "start", "start"),
    Key("accept", "f5", "accept", "accept"),
    Key("failed", "f6", "failed", "failed"),
    Key("drive-out", "f7", "drive out", ""),
    Key("destroy", "f8", "destroy", ""),
    Key("consign", "f9", "consign", "consign"),
    Key("cancel", "f10", "cancel", ""),
    Key("confirm", "f11", "confirm", ""),
    Key("lock", "f12", "lock", "lock"),
)
"""Those of a wipe bench."""


def bindings(keys: Sequence[Key]) -> list[BindingType]:
    """Looked at before any screen's, so that a key means the same everywhere."""
    return [
        *(Binding(k.key, f"desk('{k.action}')", k.label, id=k.action, priority=True) for k in keys),
        Binding("ctrl+q", "quit", "quit", id="quit", priority=True),
    ]


_FIT: Final = frozenset(f"f{n}" for n in range(1, 13))


def faults(keys: Mapping[str, str]) -> Iterator[str]:
    """A sentence for each action that neither a desk nor a bench has, and for each key that no keyboard has."""
    known = sorted({key.action for key in (*KEYS, *BENCH_KEYS)})
    for action, key in keys.items():
        if action not in known:
            yield sentence("keys", action, f"one of {', '.join(known)}", "an unknown action")
        elif key.lower() not in _FIT:
            yield sentence("keys", action, "f1 to f12", found_words(key))


def chosen(keys: Mapping[str, str], whose: Sequence[Key] = KEYS) -> tuple[Key, ...]:
    """The actions of a desk, or of a bench, with the keys that `[keys]` gives them.

    Raises ConfigError for what cannot be.
    """
    for fault in faults(keys):
        raise ConfigError(f"{fault} Correct config.toml.")
    mine = tuple(key._replace(key=keys.get(key.action, key.key).lower()) for key in whose)
    given = {key.key for key in mine if key.action in keys}
    free = sorted(_FIT - {key.key for key in mine}, key=lambda name: int(name[1:]))
    mine = tuple(
        k._replace(key=free.pop(0)) if k.yields and k.action not in keys and k.key in given else k for k in mine
    )
    taken: dict[str, str] = {}
    for action, key, *_ in mine:
        if key in taken:
            raise ConfigError(f"[keys] {key} is given to {taken[key]} and to {action}. Give one of them another key.")
        taken[key] = action
    return mine


SCREENS: Final = frozenset({"help", "find", "wipes", "hand-in", "wrong", "more", "keyboard"})
NEED_WORDS: Final = frozenset(
    (
        *"keep typed reason send delivery explain note give-up advance unlock".split(),
        "brought-by colleague",
        "exemption lost",
        "exemption stolen",
        "exemption destroyed",
    )
)
"""Commands whose barcode opens the line, for what they need is typed."""
