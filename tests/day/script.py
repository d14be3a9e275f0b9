"""A day at the desk, written out: visits with every exception that a shift meets, again and again, and how it ends."""

from collections.abc import Callable

from devswap.labels.commands import COMMANDS
from devswap.tui.keys import NEED_WORDS
from tests.day.drawn import BYRNE, MOSS, SHAH, TODAY, VOUCHER, Day, Visit


def _simple(day: Day) -> Visit:
    badge = day.person()
    return [badge, day.old(badge), day.new(), badge]


def _new_one_first(day: Day) -> Visit:
    badge = day.person()
    return [badge, day.new(), badge, day.old(badge), badge]


def _scanned_twice(day: Day) -> Visit:
    badge = day.person()
    old, new = day.old(badge), day.new()
    return [badge, old, old, new, new, badge]


def _collects_later(day: Day) -> Visit:
    badge = day.person()
    day.later.append([badge, day.new(), badge])
    return [badge, day.old(badge), "/intake-only"]


def _dead_on_arrival(day: Day) -> Visit:
    badge, dead = day.person(), day.new()
    return [badge, day.old(badge), dead, badge, "/return dead-on-arrival", dead, day.new(), badge]


def _wrong_model(day: Day) -> Visit:
    badge, wrong = day.person(), day.new()
    day.later.append([badge, "/return wrong-model", wrong, day.new(), badge])
    return [badge, day.old(badge), wrong, badge]


def _box_still_sealed(day: Day) -> Visit:
    badge, new = day.person(), day.new()
    return [badge, day.old(badge), new, badge, "/return scanned-in-error", new, new, badge]


def _wrong_old_one(day: Day) -> Visit:
    badge = day.person()
    wrong = day.old(badge)
    return [badge, wrong, "/intake-only", "/withdraw", wrong, day.old(badge), day.new(), badge]


def _undone(day: Day) -> Visit:
    badge = day.person()
    old, new = day.old(badge), day.new()
    return [badge, old, new, badge, "/undo", old, new, old, day.new(), badge]


def _lost_and_found(day: Day) -> Visit:
    badge = day.person()
    lost = day.old(badge)
    day.later.append([badge, lost, "/confirm", "/confirm"])
    return [badge, f"/exemption lost incident=INC-{badge[-3:]} device={lost}", SHAH, day.new(), badge]


def _stolen_and_taken_back(day: Day) -> Visit:
    badge = day.person()
    references = f"crime=2300{badge[-3:]}/22 incident=INC-{badge[-3:]}"
    return [badge, f"/exemption stolen {references} device={day.old(badge)}", SHAH, "/withdraw-exemption", SHAH]


def _destroyed(day: Day) -> Visit:
    badge = day.person()
    return [badge, f"/exemption destroyed incident=INC-{badge[-3:]} device={day.old(badge)}", SHAH, day.new(), badge]


def _advance(day: Day) -> Visit:
    badge = day.person()
    old = day.old(badge)
    day.later.append([badge, "/brought-by courier DX-77", old, "/confirm", "/confirm"])
    return [badge, f"/advance 2026-12-07 device={old}", SHAH, day.new(), badge]


def _voucher(day: Day) -> Visit:
    badge = day.person()
    old = day.old(badge)
    day.later.append([f"{VOUCHER}{old}", day.new(), badge])
    return [badge, old, "/intake-only"]


def _too_late(day: Day) -> Visit:
    badge = day.person()
    day.before.append([badge, day.old(badge), "/intake-only"])
    return [badge, day.new(), SHAH, badge]


def _wrong_model_of_another_desk(day: Day) -> Visit:
    badge, wrong = day.person(), day.new(there=True)
    day.elsewhere.append([badge, day.old(badge, there=True), wrong, badge])
    return [badge, "/return wrong-model", wrong, day.new(), badge]


def _dead_on_arrival_of_another_desk(day: Day) -> Visit:
    badge, dead = day.person(), day.new(there=True)
    day.elsewhere.append([badge, day.old(badge, there=True), dead, badge])
    day.later.append([badge, day.new(), badge])
    return [badge, "/return dead-on-arrival", dead]


def _booked(day: Day) -> Visit:
    booked, other = day.person(), day.person()
    aside, mine = day.new(), day.new()
    day.bookings.append(f"{booked[4:]},{TODAY},09:30,{aside}")
    return [
        other,
        day.old(other),
        aside,
        "/cancel",
        day.old(other),
        mine,
        other,
        booked,
        day.old(booked),
        aside,
        booked,
    ]


def _of_a_colleague(day: Day) -> Visit:
    badge, colleague = day.person(), day.person()
    return [badge, day.old(colleague), "/reason team device", day.new(), badge]


def _of_another_unit(day: Day) -> Visit:
    badge, other = day.person(), day.person(unit="Unit 9")
    return [badge, day.old(other), SHAH, day.new(), badge]


def _unknown(day: Day) -> Visit:
    badge = day.person()
    return [badge, f"5CG912Z{badge[-3:]}", SHAH, day.new(), badge]


def _unknown_without_a_supervisor(day: Day) -> Visit:
    badge = day.person()
    return [badge, f"5CG813Z{badge[-3:]}", "/confirm", "/intake-only"]


def _not_due(day: Day) -> Visit:
    badge = day.person()
    return [badge, day.old(badge, life="2029-03-31"), SHAH, day.new(), badge]


def _one_too_many(day: Day) -> Visit:
    badge = day.person()
    return [badge, day.old(badge), day.new(), badge, day.old(badge), day.new(), SHAH, badge]


def _assistive(day: Day) -> Visit:
    badge = day.person(at=True)
    return [badge, day.old(badge), day.new(), badge, "/confirm"]


def _typed(day: Day) -> Visit:
    badge = day.person()
    old = day.old(badge)
    return [badge, f"/typed {old}", f"/typed {old}", day.new(), badge]


def _leaver(day: Day) -> Visit:
    return ["/park", "/hand-in leaver", day.old(day.person()), "/confirm"]


def _things_wrong(day: Day) -> Visit:
    badge = day.person()
    return [badge, day.old(badge), "/wrong charger", "/wrong damage", "/drive missing", day.new(), badge]


def _stick_found(day: Day) -> Visit:
    badge = day.person()
    return [badge, day.old(badge), "/media usb", day.new(), badge]


def _by_the_family(day: Day) -> Visit:
    badge = day.person()
    return [badge, "/brought-by family", day.old(badge), day.new(), badge]


def _by_a_colleague(day: Day) -> Visit:
    badge, colleague = day.person(), day.person()
    return [badge, f"/brought-by colleague {colleague}", day.old(badge), day.new(), badge]


def _by_courier(day: Day) -> Visit:
    badge = day.person()
    return [badge, "/brought-by courier DX-41", day.old(badge), day.new(), badge]


def _drive_retained(day: Day) -> Visit:
    badge = day.person()
    return [badge, day.old(badge), "/drive retained", day.new(), badge]


def _card_found(day: Day) -> Visit:
    return ["/park", "/media card", "/confirm"]


def _spare(day: Day) -> Visit:
    return ["/park", "/hand-in spare", day.old(day.person()), "/confirm"]


def _found(day: Day) -> Visit:
    return ["/park", "/found", day.old(day.person()), "/confirm"]


def _kept(day: Day) -> Visit:
    badge = day.person()
    return [badge, day.old(badge), "/keep 2099-01-01", day.new(), badge]


def _of_another_site(day: Day) -> Visit:
    badge = day.person()
    return [badge, day.old(badge), day.new(site="Sidcup"), day.new(), badge]


def _wrong_category(day: Day) -> Visit:
    badge = day.person()
    return [badge, day.old(badge, "monitor"), day.new(), badge, "/cancel", day.old(badge, "monitor"),
            day.new("monitor"), badge]  # fmt: skip


def _one_new_two_back(day: Day) -> Visit:
    badge = day.person()
    laptop, desktop = day.old(badge), day.old(badge, "desktop")
    day.later.append([badge, "/hand-in owed", desktop, "/confirm"])
    return [badge, laptop, day.new(), badge]


def _a_room(day: Day) -> Visit:
    badge = day.person(kind="location")
    return [badge, day.old(badge, "desktop"), day.new("desktop"), "/confirm"]


def _two_at_once(day: Day) -> Visit:
    one, other = day.person(), day.person()
    mine, theirs = day.old(one), day.old(other)
    return [one, mine, other, theirs, one, day.new(), one, other, day.new(), other]


def _two_with_one_serial(day: Day) -> Visit:
    badge = day.person()
    twin = day.old(badge)
    day.estate.append(f"{twin},,laptop,Lenovo,Old laptop,{badge[4:]},Lambeth,2023-03-31,")
    return [badge, twin, "/choose 1", day.new(), badge]


def _taken_over(_: Day) -> Visit:
    return ["/lock", BYRNE, "/lock", MOSS]


def _serves_himself(_: Day) -> Visit:
    return [MOSS]


def _meant_nothing(day: Day) -> Visit:
    badge = day.person()
    return ["0123 4567 89", badge, "garbage!", day.old(badge), day.new(), badge]


KINDS: tuple[Callable[[Day], Visit], ...] = (
    _simple, _new_one_first, _scanned_twice, _collects_later, _dead_on_arrival, _wrong_model, _box_still_sealed,
    _wrong_old_one, _undone, _lost_and_found, _stolen_and_taken_back, _of_a_colleague, _of_another_unit, _unknown,
    _unknown_without_a_supervisor, _not_due, _one_too_many, _assistive, _typed, _leaver, _things_wrong, _stick_found,
    _by_the_family, _kept, _of_another_site, _wrong_category, _one_new_two_back, _a_room, _two_at_once,
    _two_with_one_serial, _taken_over, _serves_himself, _meant_nothing, _destroyed, _advance, _voucher, _too_late,
    _wrong_model_of_another_desk, _dead_on_arrival_of_another_desk, _booked, _by_a_colleague, _by_courier,
    _drive_retained, _card_found, _spare, _found,
)  # fmt: skip


def _stock(day: Day) -> list[Visit]:
    """What happens behind the desk: a delivery, a move, a round with a trolley."""
    first, second, room = day.new(), day.new(), day.person(kind="location")
    onto = [day.new("desktop"), day.new("desktop")]
    old = day.old(room, "desktop")
    day.stock[-4:-2] = [row.replace("PO-1", "PO-9") for row in day.stock[-4:-2]]
    moved = day.new()
    return [
        ["/delivery PO-9", first, "/damaged", "/confirm"],
        ["/delivery PO-9 rest", second, "/confirm"],
        ["/send stock to Sidcup", second, "/confirm"],
        ["/send stock to Lambeth table", moved, "/confirm", "/moves", "/receive", moved, "/confirm"],
        ["/count stock table", onto[0], "/confirm", "/explain on the wrong shelf", "/recount", moved, "/confirm"],
        ["/stock", "/bookings", "/exemptions", "/owed"],
        ["/round", *onto, "/confirm", room, old, onto[0], "/empty", old, onto[1], "/confirm"],
    ]


def by_scans(day: Day) -> Day:
    """The day without the visits that need a line to be typed, which takes a hand long."""
    asked = [["/confirm" if line.startswith("/explain") else line for line in visit] for visit in day.visits]
    day.visits = [visit for visit in asked if not any(_is_typed(line) for line in visit)]
    return day


def _is_typed(line: str) -> bool:
    words = line.removeprefix("/")
    return line.startswith("/") and (words not in COMMANDS or words in NEED_WORDS)


def scripted(visits: int) -> Day:
    """A day of so many visits; every kind comes before any comes twice, then plain swaps between."""
    day = Day()
    while len(day.visits) < visits:
        for kind in KINDS:
            if len(day.visits) >= visits:
                break
            day.visits.append(kind(day))
            if len(KINDS) < len(day.visits) < visits:
                day.visits.append(_simple(day))
    day.visits += [*day.later, *_stock(day)]
    late = day.person()
    day.visits.append([late, day.old(late)])
    day.visits.append(["/day-end", "/explain tomorrow", "/confirm", "/confirm", "/confirm"])
    return day
