"""Finding things by command, correcting by entries, and every list as CSV."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.test_acting import rows

Run = Callable[..., tuple[int, str, str]]
PIN = "493817\n"
LISTS = {
    "wipes": ("wipes",), "exemptions": ("exemptions", "--all"), "owed": ("owed",), "moves": ("moves",),
    "stock": ("stock",), "devices": ("stock", "--devices"), "bookings": ("bookings",), "holds": ("hold", "list"),
    "operators": ("operator", "list"), "look-ups": ("person", "look-ups"), "consignments": ("consignment", "list"),
}  # fmt: skip


@pytest.fixture
def worked(desk: Path, play: Run) -> Path:
    """The desk after the first visits of its day."""
    day = (desk / "day.scans").read_text("utf-8").splitlines()[:60]
    assert play("\n".join(day) + "\n", "desk", "--plain")[0] == 0
    return desk


def first_swap(devswap: Run) -> dict[str, str]:
    job: dict[str, str] = json.loads(devswap("wipes", "--json")[1].splitlines()[0])
    return job


def test_a_device_is_found_by_serial_tag_and_what_its_label_says(worked: Path, devswap: Run) -> None:
    job = first_swap(devswap)
    entries = [json.loads(line) for line in devswap("journal", "show", "--json")[1].splitlines()]
    number = next(entry["number"] for entry in entries if entry["id"] == job["intake"])
    read_out = devswap("find", f"l1-{number:04}", "--json")[1]
    assert job["device"] in {json.loads(line).get("id") for line in read_out.splitlines()}
    for text in (job["serial"], job["serial"].lower(), job["asset_tag"]):
        code, said, _ = devswap("find", text, "--json")
        head, *story = [json.loads(line) for line in said.splitlines()]
        assert (code, head["found"], head["id"]) == (0, "device", job["device"])
        assert [one["kind"] for one in story] == ["device_taken_in", "device_issued"]
        assert {one["about"] for one in story} == {job["device"]}


def test_a_new_device_has_its_delivery_in_its_story(worked: Path, devswap: Run) -> None:
    serial = rows(worked, "stock.csv")[0]["serial"]
    _, said, _ = devswap("find", serial, "--json")
    assert json.loads(said.splitlines()[1])["kind"] == "stock_received"


def test_a_person_is_found_by_badge_number_and_name_and_that_is_noted(worked: Path, devswap: Run) -> None:
    someone = next(r for r in rows(worked, "recipients.csv") if r["kind"] == "person")
    for text in (someone["badge"], someone["number"]):
        code, said, _ = devswap("find", text, "--json")
        assert (code, json.loads(said.splitlines()[0])["found"]) == (0, "person")
    assert someone["number"] in devswap("find", someone["name"], "--json")[1]
    noted = [json.loads(line) for line in devswap("person", "look-ups", someone["number"], "--json")[1].splitlines()]
    assert [row["how"] for row in noted] == ["find"] * 3


def test_what_is_found_nowhere_is_1_and_says_so(devswap: Run) -> None:
    code, out, said = devswap("find", "=HYPERLINK(\x1b[2J)")
    assert (code, out) == (1, "")
    assert "Nothing and nobody" in said
    assert "\x1b" not in said


def test_a_device_is_found_beside_a_desk_at_work_and_a_person_is_not(
    worked: Path, devswap: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from devswap.cli.opening import writing
    from devswap.config import read

    someone = next(r for r in rows(worked, "recipients.csv") if r["kind"] == "person")
    job = first_swap(devswap)
    with writing(read(worked / "config.toml")):
        assert devswap("find", job["serial"])[0] == 0
        code, out, _ = devswap("find", someone["number"])
        assert (code, out) == (3, "")


@pytest.mark.parametrize("command", LISTS.values(), ids=LISTS)
def test_every_list_is_csv_with_the_columns_of_its_objects(
    worked: Path, devswap: Run, command: tuple[str, ...], tmp_path: Path
) -> None:
    objects = [json.loads(line) for line in devswap(*command, "--json")[1].splitlines()]
    code, said, _ = devswap(*command, "--csv", "-")
    found = list(csv.DictReader(io.StringIO(said)))
    assert code == 0
    assert len(found) == len(objects)
    if objects:
        assert list(found[0]) == list(objects[0])
    assert devswap(*command, "--csv", str(tmp_path / "list.csv"))[:2] == (0, "")
    assert (tmp_path / "list.csv").read_text("utf-8") == said


def test_formulas_are_disarmed_in_csv(worked: Path, devswap: Run) -> None:
    added = devswap("operator", "add", "900009", "--name", "=cmd|' /C calc'!A0", "--role", "bench", "--badge", "B99")
    assert added[0] == 0
    said = devswap("operator", "list", "--csv", "-")[1]
    assert "calc" in said
    assert not any(cell.startswith(("=", "+", "@")) for row in csv.reader(io.StringIO(said)) for cell in row)


def test_a_csv_that_cannot_be_written_is_said(worked: Path, devswap: Run) -> None:
    code, _, said = devswap("wipes", "--csv", str(worked / "none" / "list.csv"))
    assert code == 1
    assert "Name another file" in said


def test_a_note_by_command_stands_in_the_story(worked: Path, devswap: Run) -> None:
    job, who = first_swap(devswap), rows(worked, "operators.csv")[0]["number"]
    assert devswap("correct", "note", job["serial"], "Screen is cracked.", "--operator", who)[0] == 0
    assert "Note: Screen is cracked." in devswap("find", job["serial"])[1]
    assert devswap("audit")[0] == 0


def test_two_devices_that_are_one_have_one_story_and_take_two_people(
    worked: Path, devswap: Run, play: Run, boss: str
) -> None:
    job = first_swap(devswap)
    other = next(r["serial"] for r in rows(worked, "estate.csv")[::-1] if r["serial"] != job["serial"])
    who = next(o["number"] for o in rows(worked, "operators.csv") if o["role"] == "supervisor")
    words = ("correct", "same-device", job["serial"], other, "--reason", "typed wrong", "--operator", who)
    assert play(PIN, *words, "--authorised-by", who)[0] == 2
    assert play(PIN, *words, "--authorised-by", boss)[0] == 0
    code, _, said = play(PIN, *words, "--authorised-by", boss)
    assert (code, "one already" in said) == (2, True)
    for serial in (job["serial"], other):
        kinds = [json.loads(line).get("kind") for line in devswap("find", serial, "--json")[1].splitlines()[1:]]
        assert kinds == ["device_taken_in", "device_issued", "same_device"]
    assert devswap("journal", "verify")[0] == 0


def test_two_numbers_of_one_person_are_joined_by_two_people(worked: Path, play: Run, devswap: Run, boss: str) -> None:
    one, other = [r["number"] for r in rows(worked, "recipients.csv") if r["kind"] == "person"][-2:]
    who = next(o["number"] for o in rows(worked, "operators.csv") if o["role"] == "supervisor")
    words = ("correct", "same-person", one, other, "--reason", "married", "--operator", who, "--authorised-by", boss)
    assert play(PIN, *words)[0] == 0
    assert "same_person" in devswap("journal", "show", "--json")[1]
