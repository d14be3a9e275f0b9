"""What time it may be: by every clock that can be right, and by none that was set since."""

from datetime import UTC, datetime, timedelta

import pytest

from devswap.ledger.clocks import may_be

NOW = datetime(2026, 11, 28, 18, tzinfo=UTC)
NEVER_SET, AHEAD = datetime(1970, 1, 4, tzinfo=UTC), datetime(2099, 1, 25, tzinfo=UTC)
YESTERDAY = NOW - timedelta(days=1)
NOTHING = timedelta()


@pytest.mark.parametrize(
    ("now", "last", "heard", "offset", "times"),
    [
        (NOW, None, None, NOTHING, [NOW]),
        (NOW, YESTERDAY, None, NOTHING, [NOW, YESTERDAY]),
        (NEVER_SET, None, None, NOTHING, [NEVER_SET]),
        (NEVER_SET, YESTERDAY, None, NOTHING, [YESTERDAY]),
        (NEVER_SET, NEVER_SET, NEVER_SET, NOW - NEVER_SET, [NOW]),
        (AHEAD, AHEAD, AHEAD, NOW - AHEAD, [NOW]),
        (NOW, None, YESTERDAY, timedelta(hours=3), [NOW, NOW + timedelta(hours=3)]),
        (NOW, None, NOW, NEVER_SET - NOW, [NOW]),
        (NOW, None, NEVER_SET, NOW - NEVER_SET, [NOW]),
        (NOW, None, AHEAD, NOW - AHEAD, [NOW]),
        (datetime.max.replace(tzinfo=UTC), None, datetime.max.replace(tzinfo=UTC), timedelta(days=9), None),
    ],
)
def test_every_clock_that_can_be_right_counts_and_none_that_was_set_since(
    now: datetime, last: datetime | None, heard: datetime | None, offset: timedelta, times: list[datetime] | None
) -> None:
    assert may_be(now, last, heard, offset) == (times or [now])
