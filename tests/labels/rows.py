"""One generator of cases for every kind of the vocabulary: `ROWS[name](rng)` is a scan and what it is."""

from collections.abc import Callable
from random import Random

from tests.labels import code_rows, device_rows, line_rows
from tests.labels.generators import Case

ROWS: dict[str, Callable[[Random], Case]] = {
    name: row
    for module in (device_rows, code_rows, line_rows)
    for name, row in vars(module).items()
    if getattr(row, "__module__", "") == module.__name__ and row.__annotations__.get("return") is Case
}
