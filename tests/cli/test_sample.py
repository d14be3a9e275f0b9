"""`devswap sample`: believable data, a function of the seed alone."""

import csv
import itertools
import os
import re
import subprocess
import sys
import tracemalloc
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devswap import config, sample
from devswap.errors import DevswapError
from devswap.sample import serials, visits
from scanners import recording

SIZE = 1500
MAKERS = {
    ("laptop", "HP"): r"[0-9A-Z][A-Z][0-9A-Z]\d(0[1-9]|[1-4]\d|5[0-3])[0-9B-DF-HJ-NP-TV-Z]{4}",
    ("desktop", "HP"): r"[0-9A-Z][A-Z][0-9A-Z]\d(0[1-9]|[1-4]\d|5[0-3])[0-9B-DF-HJ-NP-TV-Z]{4}",
    ("monitor", "HP"): r"[0-9A-Z][A-Z][0-9A-Z]\d(0[1-9]|[1-4]\d|5[0-3])[0-9B-DF-HJ-NP-TV-Z]{4}",
    ("laptop", "Dell"): r"(?=.*\d)(?=.*[A-Z])[0-9A-Z]{7}",
    ("desktop", "Dell"): r"(?=.*\d)(?=.*[A-Z])[0-9A-Z]{7}",
    ("monitor", "Dell"): r"[A-Z]{2}0[0-9A-Z]{5}[0-9A-Z]{5}\d[1-9A-C][1-9A-V][0-9A-Z]{4}",
    ("laptop", "Lenovo"): r"(PF|MP)[0-9A-Z]{6}",
    ("laptop", "Getac"): r"R[A-Z]\d{3}[A-Z]\d{4}",
    ("tablet", "Microsoft"): r"\d{12}",
    ("monitor", "Samsung"): r"H[0-9A-Z]{4}\d{5}",
}
"""The makers' shapes, written here again so that the sample is checked against them and not against itself."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("sample")
    sample.write(made, SIZE, seed=3)
    return made


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def digest(folder: Path) -> str:
    return sha256(b"".join((folder / name).read_bytes() for name in sample.FILES)).hexdigest()


def test_the_same_seed_gives_the_same_bytes_in_another_process(folder: Path, tmp_path: Path) -> None:
    code = (
        f"from pathlib import Path; from devswap import sample; sample.write(Path({str(tmp_path)!r}), {SIZE}, seed=3)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, env=os.environ | {"PYTHONHASHSEED": "77"})
    assert digest(tmp_path) == digest(folder)


def test_another_seed_gives_another_force(folder: Path, tmp_path: Path) -> None:
    sample.write(tmp_path, SIZE, seed=4)
    ours, theirs = rows(folder, "estate.csv"), rows(tmp_path, "estate.csv")
    assert not {r["serial"] for r in ours} & {r["serial"] for r in theirs}


@pytest.mark.parametrize("devices", [1, 2, 49, 500])
def test_the_estate_has_as_many_devices_as_asked_for(tmp_path: Path, devices: int) -> None:
    sample.write(tmp_path, devices)
    assert len(rows(tmp_path, "estate.csv")) == devices
    recording.read(tmp_path / "day.scans")


def test_every_serial_has_its_makers_shape_and_is_the_only_one(folder: Path) -> None:
    devices = rows(folder, "estate.csv") + rows(folder, "stock.csv")
    for device in devices:
        assert re.fullmatch(MAKERS[device["category"], device["maker"]], device["serial"]), device
    assert len({(d["maker"], d["serial"]) for d in devices}) == len(devices)
    assert {(d["category"], d["maker"]) for d in devices} == MAKERS.keys()


def test_numbers_badges_and_tags_are_everybodys_own(folder: Path) -> None:
    people = rows(folder, "recipients.csv")
    for column in ("number", "badge"):
        assert len({p[column] for p in people}) == len(people)
    tags = [d["asset_tag"] for d in rows(folder, "estate.csv") + rows(folder, "stock.csv") if d["asset_tag"]]
    assert len(set(tags)) == len(tags)
    assert not set(tags) & ({p["number"] for p in people} | {p["badge"] for p in people})


def test_the_force_has_shared_desktops_several_devices_each_and_devices_that_are_not_due(folder: Path) -> None:
    estate, people = rows(folder, "estate.csv"), rows(folder, "recipients.csv")
    locations = {p["number"] for p in people if p["kind"] == "location"}
    assert any(d["category"] == "desktop" and d["assigned_to"] in locations for d in estate)
    each = [d["assigned_to"] for d in estate]
    assert max(each.count(number) for number in set(each)) >= 3
    assert 0.01 < sum(not "" < d["end_of_life"] <= "2027-03-31" for d in estate) / SIZE < 0.1
    assert any(p["at_check"] == "yes" for p in people)
    assert set(each) <= {p["number"] for p in people}


def test_operators_are_staff_and_one_engineer_is_signed_in_by_the_configuration(folder: Path) -> None:
    people = {p["number"]: p for p in rows(folder, "recipients.csv")}
    operators = {o["number"]: o for o in rows(folder, "operators.csv")}
    assert all(people[number]["badge"] == operator["badge"] for number, operator in operators.items())
    assert {o["role"] for o in operators.values()} == {"engineer", "supervisor", "bench"}
    read = config.read(folder / "config.toml")
    assert operators[read.desk.operator]["role"] == "engineer"
    assert read.store == folder / "desk.db"


def test_the_day_holds_every_mistake_that_the_visits_know(folder: Path) -> None:
    lines = recording.read(folder / "day.scans")
    commands = {line.text.partition(" ")[0] for line in lines if line.is_command}
    known = {w.partition("_")[0] for v in visits.NOT_SO_PLAIN for w in v.words.split() if w.startswith("/")}
    assert commands == known
    listed = {d["serial"] for d in rows(folder, "estate.csv") + rows(folder, "stock.csv")}
    scanned = [line.text for line in lines if not line.is_command]
    assert any(text.startswith("]E0") for text in scanned)
    assert any(a == b for a, b in itertools.pairwise(scanned))
    strays = {t[3:] for t in scanned if re.fullmatch(r"\]C0(S?[0-9A-Z]{10}|PF\w{6}|MP\w{6})", t)}
    assert any(t not in listed and t.removeprefix("S") not in listed for t in strays)


def test_the_day_goes_on_in_time_within_a_shift(folder: Path) -> None:
    times = [line.at or 0.0 for line in recording.read(folder / "day.scans")]
    assert times == sorted(times)
    assert times[-1] < 9 * 3600


def test_a_larger_force_takes_no_more_memory(tmp_path: Path) -> None:
    peaks = []
    for size in (2_000, 8_000):
        tracemalloc.start()
        sample.write(tmp_path / str(size), size)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] * 1.5


def test_somebodys_own_configuration_is_never_written_over(tmp_path: Path) -> None:
    own = tmp_path / "config.toml"
    own.write_text('[desk]\nname = "mine"\n')
    with pytest.raises(DevswapError, match="of your own"):
        sample.write(tmp_path, 10)
    assert own.read_text() == '[desk]\nname = "mine"\n'
    assert [p.name for p in tmp_path.iterdir()] == ["config.toml"]


def test_a_sample_may_be_written_over_by_another(tmp_path: Path) -> None:
    sample.write(tmp_path, 20, seed=1)
    first = digest(tmp_path)
    sample.write(tmp_path, 20, seed=2)
    sample.write(tmp_path, 20, seed=1)
    assert digest(tmp_path) == first


@given(st.lists(st.sampled_from(["ab", "abc", serials.DIGITS, ("x", "yz")]), min_size=1, max_size=4), st.randoms())
def test_a_shape_gives_everything_it_has_before_it_repeats(positions: list[str], random: object) -> None:
    made = serials.shape(tuple(positions), random)  # type: ignore[arg-type]
    given_out = [made.next() for _ in range(made.size)]
    assert len(set(given_out)) == made.size


def test_check_digits_are_the_standards() -> None:
    assert serials.luhn("49015420323751") == "490154203237518"
    assert serials.ean("400638133393") == "4006381333931"
    assert serials.express_service_code("8XKQ2M3") == "19444451259"
