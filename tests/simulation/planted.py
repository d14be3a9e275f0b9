"""Bugs that other systems shipped, planted one by one: a simulation that does not catch them proves nothing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from devswap.ledger.entry import chain_hash
from devswap.standing import Life, Session, Standing
from devswap.store import Store, journal, syncing
from devswap.sync import core, exchange
from devswap.sync.answers import Answer, Unheard
from devswap.sync.core import Heard
from devswap.wire import Head, Pushed, unpack
from tests.sync import model

Planting = Callable[[], Any]


def _everything(standing: Standing, life: Life) -> Standing:
    return core._marked(standing, life, life.head)


def delete_on_4xx() -> Any:
    """A refusal empties the queue (pretix, Koha, CouchDB until 2023)."""
    right = core.hear

    def wrong(standing: Standing, session: Session, ask: core.Ask, answer: Answer, *rest: Any) -> Heard:
        heard = right(standing, session, ask, answer, *rest)
        refused = isinstance(answer, Unheard) and answer.why == "refused"
        if refused and isinstance(ask, core.SendEntries):
            return Heard(_everything(heard.standing, ask.life), heard.session)
        return heard

    return patch.object(exchange, "hear", wrong)


def watermark_on_any_200() -> Any:
    """A captive portal's page is an acknowledgement (ODK's rule against it)."""
    right = core.hear

    def wrong(standing: Standing, session: Session, ask: core.Ask, answer: Answer, *rest: Any) -> Heard:
        heard = right(standing, session, ask, answer, *rest)
        captive = isinstance(answer, Unheard) and answer.why == "captive"
        if captive and isinstance(ask, core.SendEntries):
            return Heard(_everything(heard.standing, ask.life), heard.session)
        return heard

    return patch.object(exchange, "hear", wrong)


def mark_on_sending() -> Any:
    """The checkpoint goes before the data (pouchdb#1240)."""
    right = core.hear

    def wrong(standing: Standing, session: Session, ask: core.Ask, answer: Answer, *rest: Any) -> Heard:
        heard = right(standing, session, ask, answer, *rest)
        if isinstance(ask, core.SendEntries) and isinstance(answer, Unheard) and answer.why == "timeout":
            return Heard(_everything(heard.standing, ask.life), heard.session)
        return heard

    return patch.object(exchange, "hear", wrong)


def epoch_ignored() -> Any:
    """A register that went back is taken for the same (medic/cht-core#8093)."""

    def welcomed(standing: Standing, session: Session, life: Life, answer: Any, hash_at: core.HashAt) -> Heard:
        mark = core.acknowledged(standing, life, hash_at)
        greeted = Session(session.greeted | {life.incarnation})
        return Heard(core._marked(standing, life, mark), greeted)

    return patch.object(core, "_welcomed", welcomed)


def counter_without_hash() -> Any:
    """The register compares numbers alone: a restored desk's new entries count as stored (morango, litestream#781)."""

    def push(self: model.Register, desk: str, push: Any) -> Any:
        journal = self.journals.get((desk, push.incarnation))
        if journal is None:
            return right(self, desk, push)
        fresh = push.entries[max(len(journal.entries) - push.before.number, 0) :]
        if len(fresh) == len(push.entries):
            return right(self, desk, push)
        digest = push.before.hash
        for raw in push.entries:
            digest = chain_hash(bytes.fromhex(digest), unpack(raw)).hex()
        end = Head(push.before.number + len(push.entries), digest)
        return 200, Pushed(self.id, self.epoch, end, (), self._now())

    right = model.Register._push
    return patch.object(model.Register, "_push", push)


def retry_only_on_a_new_write() -> Any:
    """The queue waits for the next scan after a failure (powersync-native#15)."""
    right = exchange.Exchange.next

    def wrong(self: exchange.Exchange) -> Any:
        if self.unheard is not None and self.waiting() == getattr(self, "_stuck", None):
            return None
        self._stuck = self.waiting()  # type: ignore[attr-defined]
        return right(self)

    return patch.object(exchange.Exchange, "next", wrong)


def page_lost_with_its_cursor_kept() -> Any:
    """The cursor is kept in another transaction than what it was read with."""
    right = Store.take

    def wrong(self: Store, heard: Heard, before: str = "", **how: Any) -> Standing:
        if heard.page is not None and self.dice(3) == 0:
            heard = Heard(heard.standing, heard.session)
        return right(self, heard, before, **how)

    return patch.object(Store, "take", wrong)


def own_journal_written_from_outside() -> Any:
    """What a copy of the disk wrote is appended to this desk's own journal."""

    def fits(db: Any, life: Any, entry: Any, owner: tuple[str, str]) -> bool:
        return journal.hash_at(db, life, entry.number) is None

    return patch.object(syncing, "_fits", fits)


BUGS: dict[str, Planting] = {
    bug.__name__: bug
    for bug in (
        delete_on_4xx, watermark_on_any_200, mark_on_sending, epoch_ignored, counter_without_hash,
        retry_only_on_a_new_write, page_lost_with_its_cursor_kept, own_journal_written_from_outside,
    )
}  # fmt: skip


@contextmanager
def planted(name: str | None) -> Iterator[None]:
    """With this bug in the code; None: as it is."""
    if name is None:
        yield
        return
    with BUGS[name]():
        yield
