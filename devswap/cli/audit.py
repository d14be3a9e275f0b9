"""`devswap audit`: one for one, recomputed."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from devswap.cli.opening import own, reading
from devswap.cli.settings import config_option, loaded
from devswap.cli.speech import output, put, say
from devswap.errors import CheckFailed, ConfigError

if TYPE_CHECKING:
    from devswap.ledger.audit import Audit, Fault
    from devswap.ledger.entry import Entry
    from devswap.store import Reader


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One object.")
@click.option("--as-of", "at", metavar="TIME", help="What lateness is judged by, ISO 8601; default: now.")
@config_option
def audit(as_json: bool, at: str | None) -> None:
    """The one-for-one balance, recomputed from the journal alone, and what breaks it; exit 6 where something does."""
    import msgspec

    as_of = _instant(at)
    with reading(loaded().config) as store:
        store.look_over()
        found = balance(store, as_of)
    if as_json:
        output().buffer.write(msgspec.json.encode(found) + b"\n")
    else:
        put("\n".join(words(found, as_of)))
    if not found.balanced:
        raise CheckFailed("The balance does not hold; what breaks it is listed above.")


def balance(store: "Reader", as_of: str) -> "Audit":
    """The balance of the store's own desk."""
    from devswap.ledger.audit import audit as recompute

    return recompute(entries(store), as_of, own(store), store.held_by_list())


def entries(store: "Reader") -> "Iterator[Entry]":
    """The entries that can be read; the gap that another leaves is a break of its chain."""
    from devswap.ledger.entry import Malformed, open_entry

    for row in store.entries():
        try:
            yield open_entry(row.body, row.hash)
        except Malformed as error:
            say(f"Entry {row.number} of desk {row.desk} cannot be read: {error}.")


def _instant(text: str | None) -> str:
    from devswap.ledger.ids import instant

    if text is None:
        return instant(datetime.now(UTC))
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ConfigError(f"--as-of: expected a time such as 2026-11-23T17:00:00Z, found {text!r}.") from None
    return instant(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def words(found: "Audit", as_of: str) -> Iterator[str]:
    """The balance, a line each."""
    e, w = found.entitlements, found.wipes
    yield f"As of {as_of}"
    yield f"intakes {found.intakes}, withdrawn {found.withdrawn}, exemptions {found.exemptions}"
    yield f"issues {found.issues}, returns {found.returns}, still owed {found.owed}"
    yield (
        f"entitlements: earned {e.earned} + received {e.received} = used {e.used} + open {e.open} + frozen {e.frozen} "
        f"+ given up {e.given_up} + void {e.void} + expired {e.expired}"
    )
    states = ", ".join(f"{state} {number}".replace("_", " ") for state, number in w.items())
    yield f"wipes: {states}"
    for title, faults in (("What breaks it", found.faults), ("What a person must settle", found.to_settle)):
        if faults:
            yield f"{title}:"
            yield from (f"  {line}" for fault in faults for line in _fault(fault))
    yield "balanced" if found.balanced else "NOT BALANCED"


def _fault(fault: "Fault") -> tuple[str, ...]:
    return (
        f"{fault.code}  {fault.about}",
        f"    {fault.says} {fault.next}",
        f"    entries: {', '.join(fault.entries)}",
    )
