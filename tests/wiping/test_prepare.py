"""What is prepared for a bench: only what a profile offers, as text that no tag or serial can break out of."""

import re
import shlex
import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devswap.errors import DevswapError
from devswap.wiping.methods import Offer, demanded
from devswap.wiping.prepare import nvme_commands, nwipe_conf, nwipe_options, shredos_kernel_line
from tests.wiping.logs import NIST, POLICE

ZEROS = Offer("overwrite", "nwipe", "Fill With Zeros", "clear")
BLOCKS = Offer("nvme-sanitize-block-erase", "nvme-cli", "", "purge")


def test_every_way_that_a_shipped_profile_offers_with_nwipe_or_nvme_can_be_prepared() -> None:
    prepared = 0
    for profile in (NIST, POLICE):
        for media in profile.media:
            for offer in demanded(profile, media, "OFFICIAL").offers:
                if offer.tool == "nwipe":
                    prepared += bool(nwipe_options(offer))
                elif offer.tool == "nvme-cli" and "sanitize" in offer.technique:
                    prepared += bool(nvme_commands("/dev/nvme0", "S1", "MPS-1", offer))
    assert prepared > 4


def test_nwipe_verifies_the_last_pass_and_starts_by_itself_only_where_asked() -> None:
    options = nwipe_options(ZEROS, log="MPS-1.log")
    assert "--verify=last" in options
    assert "--method=zero" in options
    assert "--logfile=MPS-1.log" in options
    assert "--autonuke" not in options
    assert "--autonuke" in nwipe_options(ZEROS, unattended=True)


@pytest.mark.skipif(shutil.which("nwipe") is None, reason="nwipe is not installed")
def test_nwipe_itself_knows_every_option_that_is_prepared() -> None:
    known = subprocess.run(["nwipe", "--help"], capture_output=True, check=False, text=True).stdout
    for option in nwipe_options(ZEROS, log="x", unattended=True):
        assert option.partition("=")[0] in known


@pytest.mark.parametrize("label", ["DoD 5220.22-M", "DoD Short", "Gutmann Wipe", "", "Verify Zeros (0x00)"])
def test_a_label_that_is_not_offered_is_not_prepared(label: str) -> None:
    with pytest.raises(DevswapError):
        nwipe_options(Offer("overwrite", "nwipe", label, "clear"))


def test_shredos_gets_one_line() -> None:
    line = shredos_kernel_line(ZEROS, unattended=True)
    assert line.startswith('nwipe_options="--method=zero --verify=last')
    assert 'shredos_exclude_boot_disc="yes" loadkeys=uk' in line
    assert "\n" not in line


@given(st.text(max_size=60))
def test_no_tag_breaks_out_of_its_setting(tag: str) -> None:
    text = nwipe_conf(tag)
    [line] = [line for line in text.splitlines() if "User_Defined_Tag" in line]
    assert re.fullmatch(r'  User_Defined_Tag = "(?:[^"\\]|\\["\\])*";', line)
    assert len(text.splitlines()) == len(nwipe_conf("MPS-1").splitlines())


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_tag_or_serial_becomes_a_command(tag: str, serial: str) -> None:
    text = nvme_commands("/dev/nvme0", serial, tag, BLOCKS)
    commands = [line for line in text.splitlines() if not line.startswith("#")]
    assert [shlex.split(command)[:2] for command in commands] == [
        ["nvme", word] for word in ("id-ctrl", "sanitize", "sanitize-log", "id-ctrl", "sanitize-log")
    ]
    assert len(shlex.split(commands[-1])) == 7


@pytest.mark.parametrize(("technique", "action"), [("block-erase", 2), ("overwrite", 3), ("crypto-erase", 4)])
def test_the_action_is_the_one_that_the_reader_reads_back(technique: str, action: int) -> None:
    offer = Offer(f"nvme-sanitize-{technique}", "nvme-cli", "", "purge")  # type: ignore[arg-type]
    assert f"nvme sanitize /dev/nvme0 -a {action}\n" in nvme_commands("/dev/nvme0", "S1", "MPS-1", offer)


@pytest.mark.parametrize("controller", ["/dev/sda", "/dev/nvme0n1", "/dev/nvme0; rm", "nvme0", ""])
def test_only_a_controller_is_sanitised(controller: str) -> None:
    with pytest.raises(DevswapError, match="no NVMe controller"):
        nvme_commands(controller, "S1", "MPS-1", BLOCKS)
    with pytest.raises(DevswapError, match="not offered"):
        nvme_commands("/dev/nvme0", "S1", "MPS-1", ZEROS)
