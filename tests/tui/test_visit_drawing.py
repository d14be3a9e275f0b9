"""Who is served, what comes in and what goes out."""

import pytest
from msgspec.structs import replace
from textual.geometry import Size

from devswap.desk.outcome import Choice, DeviceView, LineView, VisitView
from devswap.tui.widgets.visit import Pairs, Raised, Served, draw_pairs, draw_raised, draw_who
from tests.tui.values import HOSTILE, LISTED, NEW, NOW, OKAFOR, OLD, VISIT, drawn


def pairs(visit: VisitView, width: int = 120, height: int = 11, *, refused: bool = False) -> list[str]:
    return drawn(draw_pairs, Pairs(visit, refused), width, height)


def lines(*made: LineView, expected: tuple[DeviceView, ...] = ()) -> VisitView:
    return replace(VISIT, lines=made, expected=expected)


def test_a_pair_stands_on_one_line_with_both_serials_set_apart() -> None:
    rows = pairs(VISIT)
    row = next(row for row in rows if "5CG7290 HTW" in row)
    assert "tag 104233" in row
    assert "5CG2411 RVD" in row
    assert "────▸" in row


def test_a_device_that_holds_no_data_says_so_and_what_is_due_is_asked_for() -> None:
    row = next(row for row in pairs(VISIT) if "CN0F7TK9 8123" in row)
    assert "no user data" in row
    assert "scan the new one" in row


def test_what_the_estate_lists_and_nobody_has_seen_is_named() -> None:
    said = "\n".join(pairs(VISIT))
    assert "one more is listed for R. Okafor" in said
    assert "CN0F7TK9 8130" in said


def test_an_empty_visit_asks_for_the_listed_device() -> None:
    rows = pairs(lines(expected=(OLD,)))
    assert any("▸ laptop" in row and "scan the old one" in row for row in rows)
    assert any("listed: 5CG7290 HTW" in row for row in rows)


def test_a_new_one_alone_is_marked_only_when_it_was_refused() -> None:
    visit = lines(LineView(None, NEW, "new_only"), expected=(OLD, LISTED))
    assert any("· laptop" in row and "scan the old one" in row for row in pairs(visit))
    stopped = pairs(visit, refused=True)
    assert any("✕ laptop" in row for row in stopped)
    assert "\n".join(stopped).count("5CG7290 HTW") == 1


def test_a_device_in_doubt_says_what_the_doubt_is() -> None:
    rows = pairs(lines(LineView(OLD, None, "asked", "device_of_another")))
    assert any("? laptop" in row for row in rows)
    assert any("device of another" in row for row in rows)


def test_an_entitlement_from_before_needs_no_old_one() -> None:
    rows = pairs(lines(LineView(None, None, "entitlement", due=("laptop", "tablet"))))
    assert any("from before" in row and "laptop or tablet" in row for row in rows)


def test_what_is_handed_in_for_nothing_says_that_nothing_is_due() -> None:
    assert any("nothing due" in row for row in pairs(lines(LineView(OLD, None, "hand_in"))))


@pytest.mark.parametrize(("width", "height"), [(80, 5), (120, 11)])
def test_what_still_waits_is_shown_before_what_is_settled(width: int, height: int) -> None:
    waiting = replace(OLD, serial="5CGWAITING")
    visit = lines(*[LineView(OLD, NEW, "recorded")] * 6, LineView(waiting, None, "old_only", due=("laptop",)))
    rows = pairs(visit, width, height)
    assert "5CGWAIT ING" in "\n".join(rows)
    assert "more" in rows[0]
    assert len(rows) <= height + 1


@pytest.mark.parametrize(("width", "height"), [(80, 5), (120, 11)])
def test_all_nine_choices_are_on_the_screen(width: int, height: int) -> None:
    choices = tuple(Choice(n, f"laptop number {n}") for n in range(1, 10))
    said = "\n".join(drawn(draw_pairs, Pairs(VISIT, False, choices), width, height))
    assert all(f"laptop number {n}" in said for n in range(1, 10))


def test_who_is_served_and_since_when() -> None:
    row = drawn(draw_who, Served(VISIT, NOW), 120, 2)[1]
    assert all(words in row for words in ("104417", "R. Okafor", "Unit 1", "visit open 24 min", "AT: not needed"))
    narrow = drawn(draw_who, Served(replace(VISIT, recipient=replace(OKAFOR, at_check=True)), NOW), 80, 1)[0]
    assert "AT: try it" in narrow


def test_without_names_the_number_stands_for_the_person() -> None:
    row = drawn(draw_who, Served(replace(VISIT, recipient=replace(OKAFOR, name="")), NOW), 120, 1)[0]
    assert "person 104417" in row


def test_without_a_visit_or_a_badge_that_is_said() -> None:
    assert "Nobody is at the desk" in drawn(draw_who, Served(VisitView(), NOW), 80, 1)[0]
    assert "No badge yet" in drawn(draw_who, Served(replace(VISIT, recipient=None), NOW), 80, 1)[0]


def test_what_nobody_raised_is_not_called_checked() -> None:
    row = drawn(draw_raised, Raised(VISIT, "F6"), 120, 2)[0]
    assert "Nothing raised:  charger · SIM and cards out · damage · new one signed in" in row
    assert "F6 something is wrong" in row
    raised = drawn(draw_raised, Raised(replace(VISIT, raised=("damage",), keep_until="2026-12-01"), "F6"), 120, 2)[0]
    assert "Raised:  damage" in raised
    assert "Keep until 1 Dec 2026, do not wipe." in raised


def test_a_location_is_signed_for_by_confirm() -> None:
    location = replace(VISIT, recipient=replace(OKAFOR, kind="location"))
    assert "CONFIRM signs" in drawn(draw_raised, Raised(location, "F6"), 120, 2)[1]
    assert "the badge again signs" in drawn(draw_raised, Raised(VISIT, "F6"), 120, 2)[1]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize(("width", "height"), [(80, 5), (120, 11)])
def test_hostile_devices_and_people_stay_in_their_place(text: str, width: int, height: int) -> None:
    device = DeviceView(text, text, text, text, text)
    visit = replace(
        VISIT, recipient=replace(OKAFOR, number=text, name=text, unit=text), keep_until=text, raised=(text,),
        lines=(LineView(device, device, "complete"), LineView(None, device, "new_only")), expected=(device,),
    )  # fmt: skip
    size = Size(width, height)
    rows = [
        *draw_pairs(Pairs(visit), size),
        *draw_who(Served(visit, NOW), size),
        *draw_raised(Raised(visit, "F6"), size),
    ]
    assert all(row.cell_length <= width for row in rows)
    assert not any("\x1b" in row.plain for row in rows)
