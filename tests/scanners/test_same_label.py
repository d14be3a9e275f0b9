"""Two scanners, one label, one scan."""

from scanners.same_label import SameLabel
from scanners.scan import Scan


def test_the_same_label_from_another_scanner_within_a_second_is_one_scan() -> None:
    same = SameLabel()

    assert not same.seen_by_another(Scan("8XKQ2M3", "hand", 10.0))
    assert same.seen_by_another(Scan("8XKQ2M3", "lane", 11.0))
    assert same.seen_by_another(Scan("8XKQ2M3", "third", 10.9))


def test_later_it_is_a_scan_of_its_own() -> None:
    same = SameLabel(within=1.0)
    same.seen_by_another(Scan("8XKQ2M3", "hand", 10.0))

    assert not same.seen_by_another(Scan("8XKQ2M3", "lane", 11.1))


def test_the_same_scanner_twice_is_left_to_the_desk() -> None:
    same = SameLabel()
    same.seen_by_another(Scan("8XKQ2M3", "hand", 10.0))

    assert not same.seen_by_another(Scan("8XKQ2M3", "hand", 10.2))


def test_another_label_is_another_scan() -> None:
    same = SameLabel()
    same.seen_by_another(Scan("8XKQ2M3", "hand", 10.0))

    assert not same.seen_by_another(Scan("GZ4W8L3", "lane", 10.2))


def test_a_scanner_that_sends_no_aim_identifier_saw_the_same_label() -> None:
    same = SameLabel()
    same.seen_by_another(Scan("]A08XKQ2M3", "hand", 10.0))

    assert same.seen_by_another(Scan("8XKQ2M3", "lane", 10.2))


def test_threads_may_deliver_out_of_order() -> None:
    same = SameLabel()
    same.seen_by_another(Scan("8XKQ2M3", "hand", 10.2))

    assert same.seen_by_another(Scan("8XKQ2M3", "lane", 10.1))


def test_a_damaged_scan_hides_no_other_and_is_hidden_by_none() -> None:
    same = SameLabel()

    assert not same.seen_by_another(Scan("8XKQ2M3", "hand", 10.0, damage="parity"))
    assert not same.seen_by_another(Scan("8XKQ2M3", "lane", 10.1))
    assert not same.seen_by_another(Scan("8XKQ2M3", "hand", 10.2, damage="parity"))


def test_the_moment_counts_from_the_last_time_that_the_other_scanner_read_it() -> None:
    same = SameLabel(within=1.0)
    for at, label in ((10.0, "8XKQ2M3"), (10.5, "GZ4W8L3"), (10.9, "8XKQ2M3")):
        assert not same.seen_by_another(Scan(label, "hand", at))

    assert not same.seen_by_another(Scan("GZ4W8L3", "lane", 11.6))
    assert same.seen_by_another(Scan("8XKQ2M3", "lane", 11.7))
