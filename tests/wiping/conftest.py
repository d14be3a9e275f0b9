"""A laptop that may be wiped at once, and the bench before which it lies."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from devswap.ledger.policy import Policy, Wipe
from tests.desk.scenes import OKAFOR, Scene
from tests.wiping.benches import at_bench
from tests.wiping.test_evidence_in import HOST


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """A laptop was taken in five hours ago and may be wiped at once."""
    made = Scene(tmp_path, policy=Policy(wipe=Wipe(keep_days=0)))
    made.say(OKAFOR, HOST, "5CG2411RVD", OKAFOR)
    made.clock.pass_by(hours=5)
    at_bench(made)
    yield made
    made.close()
