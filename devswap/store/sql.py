"""From SQLAlchemy Core to the driver: a statement is compiled once, and its SQL executed on the raw connection.

Core's own `execute` costs 50 to 100 µs a statement; a scan has 200. Parameters are positional, in the order in which
the statement names them. A constant that belongs to the statement is written with `fixed`, so that it is no parameter.
"""

from collections.abc import Callable, Collection, Iterable
from typing import Any

import msgspec
from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    Table,
    bindparam,
    func,
    insert,
    literal,
    literal_column,
    select,
)
from sqlalchemy.dialects.sqlite import dialect
from sqlalchemy.schema import ExecutableDDLElement
from sqlalchemy.sql.elements import ClauseElement, SQLCoreOperations

_DIALECT = dialect(paramstyle="qmark")
_encode = msgspec.json.Encoder().encode
_LONGEST = 512


def sql(statement: ClauseElement | ExecutableDDLElement) -> str:
    """The statement as SQLite's SQL, with `?` for each parameter. Raises ValueError where Core adds one of its own."""
    if isinstance(statement, ExecutableDDLElement):
        return str(statement.compile(dialect=_DIALECT)).strip()
    compiled = statement.compile(dialect=_DIALECT, compile_kwargs={"render_postcompile": True})
    values = compiled.params
    if strays := [name for name in getattr(compiled, "positiontup", None) or () if values[name] is not None]:
        raise ValueError(f"write these with fixed() or first(): {strays}")
    return str(compiled)


def first(statement: Select[Any], most: int | None = None) -> Select[Any]:
    """At most so many rows of a statement: a constant, or the parameter `most`."""
    limit = given("most") if most is None else literal_column(str(most))
    return statement.limit(limit).offset(literal_column("0"))


def inserting(table: Table, *columns: str, prefix: str = "") -> str:
    """An INSERT of these columns, or of all, in the table's order; `prefix` is `OR IGNORE` or `OR REPLACE`."""
    named = [name for name in table.columns.keys() if not columns or name in columns]  # noqa: SIM118
    if columns and tuple(named) != columns:
        raise ValueError(f"name the columns of {table.name} as it has them: {named}")
    statement = insert(table).values({name: given(name) for name in named})
    return sql(statement.prefix_with(prefix) if prefix else statement)


def given(name: str) -> BindParameter[Any]:
    """A parameter of the statement."""
    return bindparam(name, value=None)


def fixed(value: str | int) -> ColumnElement[Any]:
    """A constant of the statement."""
    return literal(value, literal_execute=True)


def one_of(column: SQLCoreOperations[Any], name: str = "values") -> ColumnElement[bool]:
    """The column's value is in a JSON array, passed as one parameter."""
    values: Select[Any] = select(func.json_each(given(name)).table_valued("value").c.value)
    return column.in_(values)


class Keyed:
    """A statement that finds what bears one of some keys: `make` gets `among`, to say which columns hold one.

    Of one key, as most often, it asks by equality: a list has SQLite build and drop a table each time.
    """

    def __init__(self, make: Callable[[Callable[[Any, str], ColumnElement[bool]]], ClauseElement]) -> None:
        self.among = sql(make(one_of))
        self.alone = sql(make(lambda column, name: column == given(name)))
        self._times = self.among.count("json_each(?)")

    def of(self, keys: Collection[str]) -> tuple[str, ...]:
        """The SQL for these keys, and its parameters."""
        if len(keys) == 1:
            return (self.alone, *(*keys,) * self._times)
        return (self.among, *(array(keys),) * self._times)


def array(values: Iterable[str]) -> str:
    """A JSON array for `one_of`."""
    return _encode(list(values)).decode()


def searchable(value: str) -> bool:
    """Whether this text can stand in a list at all. SQLite ends JSON text at a NUL, so that one would match more."""
    return 0 < len(value) <= _LONGEST and value.isprintable()


def storable(text: str) -> str:
    """Text that SQLite takes: lone surrogates and NULs written out."""
    return text.encode("utf-8", "backslashreplace").decode().replace("\0", "\\x00")
