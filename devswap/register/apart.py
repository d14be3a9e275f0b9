"""Facts of a revoked desk: kept, each once, where no fold reads them, until a person has looked (P4)."""

from datetime import datetime

from sqlalchemy import Engine
from sqlalchemy.dialects.postgresql import insert

from devswap.register import tables as t
from devswap.register.chains import links_of
from devswap.register.database import transaction
from devswap.wire import Push, Refusal


def keep_apart(engine: Engine, desk: str, push: Push, now: datetime) -> Refusal:
    """Keep a batch apart; the answer that the desk is given. Raises Unknown, ValueError on a malformed batch."""
    rows = [
        {
            "desk": desk, "incarnation": push.incarnation, "number": link.number, "hash": link.hash, "body": link.raw,
            "why": "revoked", "received": now,
        }
        for link in links_of(push, desk)
    ]  # fmt: skip
    if rows:
        with transaction(engine) as connection:
            connection.execute(insert(t.quarantine).on_conflict_do_nothing(), rows)
    return Refusal("revoked", "This desk was shut out. What it sent is kept apart.", "Keep its store; ask the office.")
