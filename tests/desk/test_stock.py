"""Stock: a delivery against its list, what is on hand, what runs low, and costs put right as entries."""

from pathlib import Path

from devswap.desk.shelf import correction, levels
from devswap.ledger import events as ev
from devswap.ledger.discrepancies import find
from devswap.ledger.policy import Policy, Stock
from devswap.store import Recording
from tests.desk.scenes import OKAFOR, REID, STOCK, Scene

NEW, NEXT, THIRD = "5CG2411RVD", "5CG2411RVF", "5CG2411RVH"


def counted(scene: Scene) -> list[ev.Counted]:
    return [e.event for e in scene.store.history() if isinstance(e.event, ev.Counted)]


def test_a_delivery_is_told_over_short_and_damaged_against_its_list(scene: Scene) -> None:
    assert scene.codes("/delivery po-1 DN-7", NEW, NEXT, "/damaged", "6KDY1T3")[0] == "count_begun"
    said = scene.say("/confirm")
    assert said.recorded == ("counted", "moved")
    assert "3 came, 3 announced" in said.message
    for part in ("over 1: 6KDY1T3", "short 1: 5CG2411RVH", "damaged 1: 5CG2411RVF"):
        assert part in said.message
    (count,) = counted(scene)
    assert (count.place.spot, len(count.not_listed), len(count.not_counted)) == ("delivery PO-1 DN-7", 1, 1)


def test_what_came_damaged_is_not_handed_out(scene: Scene) -> None:
    scene.say("/delivery PO-1", NEW, "/damaged", "/confirm")
    assert scene.say(OKAFOR, "5CG7290HTW", NEW).code == "not_in_stock"
    assert scene.say(NEXT, OKAFOR).code == "swap_recorded"


def test_the_next_delivery_is_counted_against_what_was_short(scene: Scene) -> None:
    scene.say("/delivery PO-1", NEW, NEXT, "/confirm")
    first = counted(scene)[0]
    assert len(first.not_counted) == 1
    assert "All of it" in scene.say("/delivery PO-1", THIRD, "/confirm").message
    entries = [e.id for e in scene.store.history() if isinstance(e.event, ev.Counted)]
    assert find(scene.store.load(*entries)) == (), "the second count explains the first"


def test_a_delivery_of_an_order_that_no_list_names_is_told_so(scene: Scene) -> None:
    assert "No stock list names" in scene.say("/delivery PO-99").message
    assert scene.say("/delivery").verdict == "told"
    assert scene.say("/damaged").verdict == "told"
    scene.say("/delivery PO-1", NEW, "/confirm")
    assert "/delivery" in scene.say("/recount").next


def test_what_is_on_hand_is_told_by_model(scene: Scene) -> None:
    scene.say(OKAFOR, "5CG7290HTW", NEW, OKAFOR, "/send stock to Sidcup", NEXT, "/confirm")
    found = {(x.site, x.model): x for x in levels(scene.store.stock_at(), Stock(low=1))}
    here, there = found["Lambeth", "EliteBook 840 G10"], found["Sidcup", "EliteBook 840 G10"]
    assert (here.on_hand, here.on_the_way, here.value_pence, here.low) == (1, 0, 84921, True)
    assert (there.on_hand, there.on_the_way) == (1, 1)
    assert "laptop EliteBook 840 G10 1 LOW" in scene.say("/stock").message


def test_a_model_that_comes_down_to_what_the_policy_calls_low_is_said_once(tmp_path: Path) -> None:
    low = Scene(tmp_path, Policy(stock=Stock(low=0, models={"EliteBook 840 G10": 2})))
    assert "Low stock: 2 EliteBook 840 G10" in low.say(OKAFOR, "5CG7290HTW", NEW, OKAFOR).next
    assert "Low stock" not in low.say(REID, "5CG8122QPW", NEXT, REID).next
    low.close()


def test_a_cost_is_put_right_by_an_entry_that_names_the_one_before(scene: Scene) -> None:
    device = scene.store.devices([("any", NEW)])[0].device
    for cost, order in ((90000, None), (None, "PO-7")):
        event = correction(scene.store, device, cost, None, order, "invoice")
        assert event is not None
        scene.store.record([recorded(event)])
    corrections = [e for e in scene.store.history() if isinstance(e.event, ev.CostCorrected)]
    last, first = corrections[0].event, corrections[1]
    assert isinstance(last, ev.CostCorrected)
    assert (last.unit_cost, last.financial_year, last.order, last.corrects) == (90000, "2022/23", "PO-7", first.id)
    row = next(r for r in scene.store.stock_at("Lambeth") if r.device == device.id)
    assert (row.unit_cost, row.order) == (90000, "PO-7")


def recorded(event: ev.Event) -> Recording:
    return Recording(event)


def test_stock_that_came_back_sealed_is_on_hand_again_and_a_dead_one_is_not(scene: Scene) -> None:
    scene.say(OKAFOR, "5CG7290HTW", NEW, OKAFOR, "/return scanned-in-error", NEW)
    assert NEW in {row.called for row in scene.store.stock_at("Lambeth")}
    scene.say(OKAFOR, NEW, OKAFOR, "/return dead-on-arrival", NEW)
    assert NEW not in {row.called for row in scene.store.stock_at("Lambeth")}
    assert len(scene.store.stock_at()) == STOCK.count("\n") - 2
