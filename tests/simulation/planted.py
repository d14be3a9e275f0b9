"""Bugs that other systems shipped, planted one by one: a simulation that does not catch them proves nothing."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import msgspec

from devswap.ledger import discrepancies
from devswap.ledger import events as ev
from devswap.ledger.coins import Coins
from devswap.ledger.entry import Entry, chain_hash
from devswap.ledger.state import State
from devswap.standing import Life, Session, Standing
from devswap.store import Store, database, journal, syncing
from devswap.sync import core, exchange
from devswap.sync.answers import Answer, Unheard
from devswap.sync.core import Heard
from devswap.wiping import importing, release
from devswap.wiping.evidence import Verdict, judge
from devswap.wire import Head, LogPage, Pushed, unpack
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


def acknowledged_before_the_commit() -> Any:
    """The register answers, and then its transaction fails."""
    right = model.Register._push

    def wrong(self: model.Register, desk: str, push: Any) -> Any:
        before = len(self.log)
        said = right(self, desk, push)
        if len(self.log) > before and self._dice(3) == 0:
            self._cut(before)
        return said

    return patch.object(model.Register, "_push", wrong)


def already_stored_without_a_write() -> Any:
    """A replay finds its rows (ON CONFLICT DO NOTHING), writes nothing, and so waits for no standby."""
    right = model.Register._commit

    def wrong(self: model.Register, said: Any) -> Any:
        before = getattr(self, "_stored", 0)
        self._stored = len(self.log)  # type: ignore[attr-defined]
        if len(self.log) == before and not self.cancelled:
            return said
        return right(self, said)

    return patch.object(model.Register, "_commit", wrong)


def naive_cursor() -> Any:
    """Positions are taken before the commit: a reader sees a later row first, and never the earlier one (Marten)."""
    right = model.Register._log

    def wrong(self: model.Register, *asked: Any) -> Any:
        status, page = right(self, *asked)
        if isinstance(page, LogPage) and len(page.rows) > 1 and self._dice(2) == 0:
            page = msgspec.structs.replace(page, rows=(*page.rows[:-2], page.rows[-1]))
        return status, page

    return patch.object(model.Register, "_log", wrong)


def own_earlier_lives_not_told() -> Any:
    """A desk is told what others wrote, and never what its own store lost before it noticed (found in this one)."""
    right = model.Register._log

    def wrong(self: model.Register, has: tuple[str, str], *asked: Any) -> Any:
        status, page = right(self, has, *asked)
        if isinstance(page, LogPage):
            rows = tuple(row for row in page.rows if self.places.get(row.key, ("", ""))[0] != has[0])
            page = msgspec.structs.replace(page, rows=rows)
        return status, page

    return patch.object(model.Register, "_log", wrong)


def commits_are_not_synced() -> Any:
    """A commit returns before it is on disk (SQLite's default beside a WAL): a power cut takes it away."""
    right = database.open_writing

    def wrong(path: Path) -> Any:
        db = right(path)
        db.execute("PRAGMA synchronous = 1")
        return db

    return patch.object(database, "open_writing", wrong)


def no_drive_is_asked_for() -> Any:
    """What leaves is not asked for its evidence."""
    return patch.object(release, "drives_inside_without_acceptance", lambda state, custody: [])


def every_report_passes() -> Any:
    """An erasure report is taken for a wipe whatever it says."""

    def passes(evidence: Any, job: Any, profile: Any) -> Verdict:
        told = judge(evidence, job, profile)
        return Verdict(outcome="passed", reasons=("so it says",), next="", drive=told.drive, reaches="purge")

    return patch.object(importing, "judge", passes)


def snapshot_without_its_position() -> Any:
    """The rows are of an earlier moment than the position that they are said to be of."""
    right = model.Register._as_of

    def wrong(self: model.Register, position: int, kind: str) -> Any:
        return right(self, position - 3, kind)

    return patch.object(model.Register, "_as_of", wrong)


def freeze_forgotten() -> Any:
    """A contradiction is raised, and its entitlements can be spent all the same."""
    return patch.object(Coins, "disputed", property(lambda self: {}))


def _one_wins(rank: Callable[[State, Entry], Any]) -> Any:
    """Of the intakes of a device the first by this rank stands, and the others are void, without a word."""

    def disputed(self: Coins) -> dict[str, str]:
        standing: dict[str, list[Entry]] = defaultdict(list)
        for entry, intake in self.state.of(ev.DeviceTakenIn):
            standing[intake.device].append(entry)
        ranked = (sorted(some, key=lambda entry: rank(self.state, entry)) for some in standing.values())
        return {entry.id: "void" for some in ranked for entry in some[1:]}

    both = ExitStack()
    kept = tuple(finder for finder in discrepancies._FINDERS if finder.__name__ != "_taken_in_twice")
    both.enter_context(patch.object(discrepancies, "_FINDERS", kept))
    both.enter_context(patch.object(Coins, "disputed", property(disputed)))
    return both


def a_winner_by_clock() -> Any:
    """The earlier by the desks' clocks wins (Evergreen)."""
    return _one_wins(lambda _, entry: entry.wall)


def a_winner_by_order() -> Any:
    """The first to arrive wins (Koha)."""
    return _one_wins(lambda state, entry: list(state.entries).index(entry.id))


def merge_on_duplicate() -> Any:
    """A second intake of one device is taken for the first (morango, cr-sqlite)."""
    right = State.of

    def wrong(self: State, form: Any) -> Any:
        seen = set()
        for entry, event in right(self, form):
            if form is ev.DeviceTakenIn and event.device in seen:
                continue
            seen.add(getattr(event, "device", None))
            yield entry, event

    return patch.object(State, "of", wrong)


BUGS: dict[str, Planting] = {
    bug.__name__: bug
    for bug in (
        delete_on_4xx, watermark_on_any_200, mark_on_sending, epoch_ignored, counter_without_hash,
        retry_only_on_a_new_write, page_lost_with_its_cursor_kept, own_journal_written_from_outside,
        acknowledged_before_the_commit, already_stored_without_a_write, naive_cursor, own_earlier_lives_not_told,
        snapshot_without_its_position,
        commits_are_not_synced, no_drive_is_asked_for, every_report_passes,
        freeze_forgotten, a_winner_by_clock, a_winner_by_order, merge_on_duplicate,
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
