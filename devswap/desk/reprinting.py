"""`/print`: the papers of an acknowledgement again, or a voucher for what is still to be collected."""

from collections.abc import Iterable, Sequence

from devswap.desk.filling import then
from devswap.desk.papers import AROUND, KINDS, Papers, acknowledgements
from devswap.desk.table import Table
from devswap.desk.words import Reply, named, reply
from devswap.errors import DevswapError
from devswap.ledger.entry import Entry

_NOTHING = {
    "": "Nothing has been acknowledged at this desk.",
    "label": "No old device was taken in with that.",
    "voucher": "Nothing is left to be collected.",
}
_KINDS = {word: kind for kind, word in KINDS.items()}


def again(table: Table, rest: str) -> Reply:
    """`/print [again|label|receipt|voucher]`: of the visit on screen, else of what was acknowledged last here."""
    word = rest.strip().lower() or "again"
    if word != "again" and word not in _KINDS:
        return reply("told", "shown", what=f"/print knows no {rest[:20]!r}.", then="again, label, receipt or voucher.")
    if table.paper is None:
        return reply(
            "told", "shown", what="No printer is set up at this desk.",
            then="Write it into config.toml as a [[printer]], or print from the record with `devswap print`.",
        )  # fmt: skip
    entries = (_due(table) if word == "voucher" else ()) or _last(table)
    papers = Papers(table.store, table.settings).of(entries, KINDS if word == "again" else (_KINDS[word],))
    if not papers:
        return reply("told", "shown", what=_NOTHING.get(word, _NOTHING[""]), then=then(table))
    names, kinds = [entry.id for entry in entries], tuple(dict.fromkeys(paper.kind for paper in papers))
    try:
        printed = table.paper.ask(names, kinds)
    except DevswapError as error:
        return reply("told", "shown", what=str(error), then="The record is whole: print again when it is mended.")
    if not printed:
        return reply(
            "told", "shown", what=f"No printer here prints a {KINDS[kinds[0]]}.", then="See [[printer]] prints."
        )
    who = named(table.current.recipient, table.policy.privacy.names_on_screen) if table.current else ""
    what = ", ".join(KINDS[kind] for kind in dict.fromkeys(printed))
    return reply("told", "paper_queued", what=what, who=f" for {who}" if who else "", then=then(table))


def _due(table: Table) -> Sequence[Entry]:
    """What gave the open entitlements of the recipient on screen."""
    return _entries(table, (coin.name for coin in table.coins))


def _last(table: Table) -> Sequence[Entry]:
    """What was acknowledged last: in the visit on screen, else at this desk."""
    visit = table.current
    if visit is not None and visit.last:
        return _entries(table, (name for line in visit.last for name in (line.intake, line.issue)))
    store = table.store
    mine = [entry for entry in reversed(store.history(AROUND)) if entry.incarnation == store.owner[1]]
    together = list(acknowledgements(mine))
    return together[-1] if together else ()


def _entries(table: Table, names: Iterable[str | None]) -> Sequence[Entry]:
    return [entry for name in names if name and (entry := table.store.entry(name)) is not None]
