"""The bench's lists of wipe jobs: how many stand in each, and a page of one, oldest first."""

from typing import TYPE_CHECKING, Final

from sqlalchemy import ColumnElement, Select, case, func, or_, select

from devswap.store import tables as t
from devswap.store.sql import fixed, given, sql
from devswap.store.values import Job

if TYPE_CHECKING:
    from devswap.store.reader import Reader

LISTS: Final = (
    "waiting", "keeping", "held", "running", "to-accept", "failed", "to-destroy", "done", "destroyed",
)  # fmt: skip
"""Each job that owes a wipe, or owed one, stands in exactly one."""
_OF_STATE: Final = {"queued": "waiting", "started": "running", "accepted": "done", "destroyed": "destroyed"}
_w, _s = t.wipe_jobs.c, t.wipe_stages.c


def _is(state: str) -> ColumnElement[bool]:
    return _w.state == fixed(state)


_held = or_(_w.held == fixed(1), _is("held"))
_later = _w.keep_until > given("today")
_place = case((_held, fixed("held")), (_is("queued") & _later, fixed("keeping")), else_=_w.state)
_staged = select(_s.stage).where(_s.seq == _w.seq).exists()
_COUNTS = sql(select(_w.state, _w.held, func.count()).where(_w.owing == fixed(1)).group_by(_w.state, _w.held))
_KEEPING = sql(select(func.count()).where(_w.owing == fixed(1), _is("queued"), _w.held == fixed(0), _later))
_STAGED = sql(
    select(_s.stage, _w.state, func.count()).join(t.wipe_jobs, _w.seq == _s.seq)
    .where(_w.owing == fixed(1), _place == _w.state, _w.state != fixed("held")).group_by(_s.stage, _w.state)
)  # fmt: skip
_ENDED = sql(
    select(_w.state, func.count())
    .where(_w.owing == fixed(0), _w.state.in_([fixed("accepted"), fixed("destroyed")]))
    .group_by(_w.state)
)


def _page(name: str, *conditions: ColumnElement[bool]) -> str:
    """A page of one list, oldest first: the long ones by the index by age, the short ones by that by state."""
    shown: Select[tuple[str, ...]] = select(
        _w.intake, _w.device, fixed(name), _w.since, _w.keep_until, _w.site, _w.spot, _w.category, _w.maker, _w.model,
        _w.serial, _w.asset_tag,
    )  # fmt: skip
    age = _w.since if name in ("queued", "keeping") else func.coalesce(_w.since, fixed(""))
    ordered = shown.where(*conditions).order_by(age, _w.seq)
    return sql(ordered.limit(given("limit")).offset(given("offset")))


_owing, _free = _w.owing == fixed(1), _w.held == fixed(0)
_long = func.coalesce(_w.state, fixed("")) == fixed("queued")
"""So written, no index by state is thought of."""
_here = _w.seq.in_(select(_s.seq).where(_s.stage == given("stage")))
_PAGES: Final = {
    "waiting": _page("queued", _owing, _free, _long, or_(_w.keep_until.is_(None), ~_later), ~_staged),
    "keeping": _page("keeping", _owing, _free, _long, _later),
    "held": _page("held", _owing, _held),
    "running": _page("started", _owing, _free, _is("started"), ~_staged),
    "failed": _page("failed", _owing, _free, _is("failed"), ~_staged),
    "to-accept": _page("to_accept", _here, _owing, _place == _w.state, _w.state != fixed("held")),
    "to-destroy": _page("to_destroy", _here, _owing, _place == _w.state, _w.state != fixed("held")),
    "done": _page("accepted", _w.owing == fixed(0), _is("accepted")),
    "destroyed": _page("destroyed", _w.owing == fixed(0), _is("destroyed")),
}


def counted(store: "Reader", today: str) -> dict[str, int]:
    """How many jobs stand in each list as of a day (ISO), `LISTS` in their order. Raises StoreError."""
    counts = dict.fromkeys(LISTS, 0)
    for state, held, number in store.rows(_COUNTS):
        counts["held" if held else _OF_STATE.get(state, state)] += number
    for state, number in store.rows(_ENDED):
        counts[_OF_STATE[state]] += number
    ((kept,),) = store.rows(_KEEPING, today)
    counts["waiting"] -= kept
    counts["keeping"] += kept
    for stage, state, number in store.rows(_STAGED, today):
        counts[_OF_STATE.get(state, state)] -= number
        counts[stage.replace("_", "-")] += number
    return counts


def page(store: "Reader", name: str, limit: int, offset: int, today: str) -> list[Job]:
    """A page of one of the `LISTS` as of a day, oldest first; `Job.state` says why it stands there."""
    stage = name.replace("-", "_")
    days = {"waiting": (today,), "keeping": (today,), "to-accept": (stage, today), "to-destroy": (stage, today)}
    return [Job(*row) for row in store.rows(_PAGES[name], *days.get(name, ()), limit, offset)]
