"""A new one in quarantine: who lets it out is the policy's, and user data never goes out with it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from devswap.ledger.policy import Answer, Answers, Policy
from tests.desk.scenes import OKAFOR, SHAH, Scene

SWAP = (OKAFOR, "CN0F7TK98123", "CN0A1B2C3456", OKAFOR)
BACK = ("/return dead-on-arrival", "CN0A1B2C3456")


@pytest.fixture
def desk(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Scene]:
    scene = Scene(tmp_path, policy=Policy(answers=Answers(not_in_stock=request.param)))
    scene.say(*SWAP, *BACK)
    yield scene
    scene.close()


def each(answer: Answer) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("desk", [answer], indirect=True)


@each("refuse")
def test_refused(desk: Scene) -> None:
    said = desk.say("CN0A1B2C3456")
    assert (said.verdict, said.code, said.visit.lines[-1].new) == ("refused", "not_in_stock", None)


@each("accept")
def test_accepted_and_on_record_as_a_doubt(desk: Scene) -> None:
    assert desk.codes("CN0A1B2C3456", OKAFOR) == ["new_known", "issue_recorded"]


@each("ask")
def test_asked(desk: Scene) -> None:
    said = desk.say("CN0A1B2C3456")
    assert (said.verdict, said.code, said.asks_for) == ("ask", "not_in_stock", "reason")
    assert desk.codes("/confirm", "/reason it works after all", OKAFOR) == [
        "not_in_stock", "new_known", "issue_recorded",
    ]  # fmt: skip


@each("supervisor")
def test_sent_to_a_supervisor(desk: Scene) -> None:
    assert desk.codes("CN0A1B2C3456", SHAH, OKAFOR) == ["not_in_stock", "new_known", "issue_recorded"]


@each("supervisor")
def test_with_no_supervisor_in_reach_it_stays_and_nothing_is_frozen(desk: Scene) -> None:
    said = desk.say("CN0A1B2C3456", "/confirm")
    assert (said.verdict, said.code, said.visit.entitlements_open) == ("refused", "not_in_stock", 1)


@each("accept")
def test_what_bears_user_data_waits_for_its_wipe(desk: Scene) -> None:
    desk.say("5CG7290HTW", "5CG2411RVD", OKAFOR, "/return wrong-model", "5CG2411RVD")
    assert desk.say("5CG2411RVD").code == "not_in_stock"
