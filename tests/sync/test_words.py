"""What the status says, and what sort of stranger answered: one sentence each, never more than is proven."""

from datetime import UTC, datetime
from typing import get_args

import msgspec
import pytest

from devswap.standing import Snapshot, Standing
from devswap.sync import core
from devswap.sync.answers import Came, Unheard, Why, unsigned
from devswap.sync.status import TROUBLE, WHY, SyncStatus

NOW = datetime(2026, 11, 23, 10, 19, 12, tzinfo=UTC)
ID = "00000000-0000-4000-8000-000000000001"
IN_STEP = Standing(
    "https://r", ID, "00", "00", "desk 2", "Lambeth", ID, snapshot=None,
    contact="2026-11-23T10:19:00.000000Z", in_step="2026-11-23T10:19:00.000000Z",
)  # fmt: skip
LONG_AGO = msgspec.structs.replace(
    IN_STEP, contact="2026-11-23T08:05:00.000000Z", in_step="2026-11-23T08:05:00.000000Z"
)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (SyncStatus(IN_STEP, 0), "in step, 12 s ago"),
        (SyncStatus(IN_STEP, 3), "sending, 3 to send"),
        (SyncStatus(LONG_AGO, 38, Unheard("timeout")), "offline 2 h 14 min, 38 to send, catalogue of 08:05"),
        (SyncStatus(LONG_AGO, 0), "offline 2 h 14 min, catalogue of 08:05"),
        (
            SyncStatus(msgspec.structs.replace(IN_STEP, in_step=None, snapshot=Snapshot("estate")), 5),
            "reading the catalogue (estate), 5 to send",
        ),
        (
            SyncStatus(msgspec.structs.replace(IN_STEP, contact=None, in_step=None), 1, Unheard("captive")),
            (
                "not reached yet, 1 to send, no catalogue yet, "
                "a login page answers in its place: open a browser and sign in to the network"
            ),
        ),
        (
            SyncStatus(msgspec.structs.replace(IN_STEP, offset=3_600_000_000), 0),
            "in step, 12 s ago, this clock is 1 h slow: set it",
        ),
        (
            SyncStatus(msgspec.structs.replace(LONG_AGO, offset=-172_800_000_000), 0, Unheard("early")),
            "offline 2 h 14 min, catalogue of 08:05, its certificate is not valid yet by this clock: set the clock",
        ),
        (
            SyncStatus(msgspec.structs.replace(IN_STEP, trouble="clone"), 0),
            "in step, 12 s ago, two copies of this desk are at work: stop one",
        ),
    ],
)
def test_the_status_says_what_is_proven(status: SyncStatus, words: str) -> None:
    assert status.words(NOW) == words


@pytest.mark.parametrize(
    ("status", "row", "brief"),
    [
        (SyncStatus(IN_STEP, 0), "in step, 12 s ago", "in step"),
        (
            SyncStatus(LONG_AGO, 38, Unheard("timeout")),
            "offline 2 h 14 min, 38 to send, catalogue of 08:05",
            "offline 2 h 14 min",
        ),
        (
            SyncStatus(LONG_AGO, 38, Unheard("captive")),
            "offline 2 h 14 min, 38 to send, login page",
            "offline: login page",
        ),
        (
            SyncStatus(msgspec.structs.replace(IN_STEP, offset=3_600_000_000), 0),
            "in step, 12 s ago, clock 1 h slow",
            "clock 1 h slow",
        ),
    ],
)
def test_a_row_has_room_for_what_is_wrong(status: SyncStatus, row: str, brief: str) -> None:
    assert (status.row(NOW), status.brief(NOW)) == (row, brief)


def test_every_reason_but_a_network_that_is_not_there_has_its_words_and_its_cure() -> None:
    assert set(get_args(Why)) - WHY.keys() == {"unreachable", "timeout"}
    for trouble in (*WHY.values(), *TROUBLE.values()):
        assert all(trouble)
        assert len(trouble.brief) <= 20, "it stands in a row of 80 columns"


def test_only_a_desk_in_step_without_trouble_is_well() -> None:
    assert SyncStatus(IN_STEP, 3).well(NOW)
    assert not SyncStatus(LONG_AGO, 0).well(NOW)
    assert not SyncStatus(IN_STEP, 0, Unheard("error")).well(NOW)
    assert not SyncStatus(msgspec.structs.replace(IN_STEP, trouble="revoked"), 0).well(NOW)


@pytest.mark.parametrize(
    ("came", "why"),
    [
        (Came(200, b"<html>", "", "text/html; charset=utf-8"), "captive"),
        (Came(200, b"{}"), "captive"),
        (Came(302, b"", redirect=True), "captive"),
        (Came(511, b"<html>", "", "text/html"), "captive"),
        (Came(502, b""), "proxy"),
        (Came(403, b"<html>Blocked", "", "text/html"), "proxy"),
        (Came(403, b'{"code": "no", "message": "No."}', "", "application/json"), "refused"),
        (Came(407, b""), "proxy_login"),
        (Came(413, b""), "proxy_limit"),
        (Came(500, b""), "error"),
        (Came(503, b"", "ab"), "error"),
        (Came(200, b"{}", "ab"), "other_register"),
        (Came(426, b'{"code": "old", "message": "Too old."}'), "upgrade"),
        (Came(400, b'{"code": "no", "message": "No."}'), "refused"),
        (Came(404, b"nope"), "nonsense"),
    ],
)
def test_every_stranger_is_called_what_it_is(came: Came, why: str) -> None:
    assert unsigned(came).why == why


def test_the_wait_doubles_to_a_bound_and_is_spread() -> None:
    waits = [core.wait(n, 1.0) for n in range(1, 12)]
    assert waits[:3] == [2.0, 4.0, 8.0]
    assert max(waits) == core.LONGEST
    assert core.wait(3, 0.0) == core.wait(3, 1.0) / 2
    assert core.wait(10**6, 1.0) == core.LONGEST
