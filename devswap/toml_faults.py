"""What is wrong with a TOML document, against the types it is read into: every place, in a sentence each.

msgspec stops at the first fault and names no expected words; people correct a file in one go. So the tree of types
(msgspec Structs and dataclasses for tables) is walked beside the document, and each leaf is converted alone.
"""

import dataclasses
import datetime
import difflib
import json
import re
import tomllib
import types
from collections.abc import Iterator
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec

from devswap.errors import ConfigError

LONGEST = 60
"""Characters of a found value that a sentence repeats."""
_ENDLESS = 10**LONGEST
"""Python writes out no number of thousands of digits, and nobody counts so far."""


def parsed(text: str, file: str) -> dict[str, Any]:
    """The document of a TOML text; `file` is what the sentence calls it. Raises ConfigError."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{file}: not TOML: {error}. Correct that line.") from None
    except (ValueError, RecursionError):  # thousands of digits, or of brackets
        what = "expected TOML, found a number without an end, or brackets too deep"
        raise ConfigError(f"{file}: {what}. Correct it.") from None


def faults(document: dict[str, Any], table: Any, path: str = "") -> Iterator[str]:
    """A sentence for every place where the document is not what `table` wants; none: it converts."""
    fields, needed = _fields(table)
    sound = True
    for key in sorted(needed - document.keys()):
        yield sentence(path, key, expected_words(fields[key]), "nothing")
        sound = False
    for key, value in document.items():
        for fault in _in_value(value, fields[key], path, key) if key in fields else [_unknown(path, key, fields)]:
            yield fault
            sound = False
    if sound and dataclasses.is_dataclass(table):
        try:
            msgspec.convert(document, table, strict=True)
        except msgspec.ValidationError as error:
            yield f"[{path}] {str(error).partition(' - at `$')[0]}."


def sentence(path: str, key: str, expected: str, found: str) -> str:
    """Table, key, what was expected there and what was found."""
    return f"{_place(path, key)}: expected {expected}, found {found}."


def found_words(value: Any) -> str:
    """A value as TOML writes it, cut short; a table by that name."""
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, int) and abs(value) >= _ENDLESS:
        return "a number without an end"
    text = json.dumps(value, default=str)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def expected_words(wanted: Any) -> str:
    """A type in the words of somebody who writes a configuration."""
    origin, args = get_origin(wanted), get_args(wanted)
    if origin is Annotated:
        return expected_words(args[0]) + "".join(_bounds(meta) for meta in args[1:])
    if origin is Literal:
        return " or ".join(found_words(value) for value in args)
    if origin in (Union, types.UnionType):
        return " or ".join(expected_words(arg) for arg in args if arg is not type(None))
    if origin is tuple:
        return f"a list of {expected_words(args[0])}"
    if origin is dict or _is_table(wanted):
        return "a table"
    return {str: "text", int: "a whole number", bool: "true or false"}[wanted]


def _bounds(meta: msgspec.Meta) -> str:
    if meta.ge is not None:
        return f" of at least {meta.ge}" if meta.le is None else f" from {meta.ge} to {meta.le}"
    return "" if meta.max_length is None else f" of {meta.min_length or 0} to {meta.max_length} characters"


def _place(path: str, key: str) -> str:
    return f"[{path}] {_escaped(key)}" if path else f"[{_escaped(key)}]"


def _escaped(key: str) -> str:
    return key if re.fullmatch(r"[\w -]+", key, re.ASCII) else json.dumps(key)


def _unknown(path: str, key: str, fields: dict[str, Any]) -> str:
    near = difflib.get_close_matches(key, fields, n=1, cutoff=0.5)
    guess = f"Did you mean {near[0]}?" if near else "Take it out."
    return sentence(path, key, f"one of {', '.join(fields)}", "an unknown name") + f" {guess}"


def _is_table(wanted: Any) -> bool:
    return isinstance(wanted, type) and (issubclass(wanted, msgspec.Struct) or dataclasses.is_dataclass(wanted))


def _fields(table: Any) -> tuple[dict[str, Any], set[str]]:
    """A table's keys with their types, and those without a default."""
    hints = get_type_hints(table, include_extras=True)
    if issubclass(table, msgspec.Struct):
        needed = {field.name for field in msgspec.structs.fields(table) if field.required}
        return {name: hints[name] for name in table.__struct_fields__}, needed
    fields = dataclasses.fields(table)
    missing = dataclasses.MISSING
    needed = {f.name for f in fields if f.default is missing and f.default_factory is missing}
    return {field.name: hints[field.name] for field in fields}, needed


def _in_value(value: Any, wanted: Any, path: str, key: str) -> Iterator[str]:
    inner = f"{path}.{_escaped(key)}" if path else _escaped(key)
    origin, args = get_origin(wanted), get_args(wanted)
    if _is_table(wanted) and isinstance(value, dict):
        yield from faults(value, wanted, inner)
    elif origin is tuple and _is_table(args[0]) and isinstance(value, list):
        for number, item in enumerate(value, 1):
            yield from _in_value(item, args[0], path, f"{key} {number}")
    elif isinstance(value, int) and abs(value) >= _ENDLESS:
        yield sentence(path, key, expected_words(wanted), found_words(value))
    elif origin is dict and isinstance(value, dict):
        for word, item in value.items():
            yield from _in_value(item, args[1], inner, word)
    else:
        try:
            msgspec.convert(value, wanted, strict=True)
        except msgspec.ValidationError:
            yield sentence(path, key, expected_words(wanted), found_words(value))
