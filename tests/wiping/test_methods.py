"""What counts for what: the shipped profiles, the facts no profile may raise, and how a wrong one is refused."""

from pathlib import Path

import pytest

from devswap.errors import ConfigError
from devswap.wiping.methods import (
    CRYPTO,
    DESTRUCTIONS,
    METHODS,
    TECHNIQUES,
    demanded,
    is_sampled,
    load_profile,
    parse_profile,
    reached,
    shipped,
    shortfall,
)
from tests.wiping.logs import NIST, POLICE

SMALL = """
name = "small"
title = "Small"
source = "none"
crypto_erase = true
assumed = "low"
[media]
hdd = { type = "magnetic" }
ssd = { type = "flash" }
emmc = { type = "flash" }
[sensitivity.low]
demands = { hdd = "clear", ssd = "clear", emmc = "clear" }
[[accepts]]
technique = "overwrite"
media = ["hdd"]
tools = ["nwipe"]
reaches = "clear"
"""


def row(technique: str, media: str, reaches: str) -> str:
    return f'[[accepts]]\ntechnique = "{technique}"\nmedia = ["{media}"]\ntools = ["t"]\nreaches = "{reaches}"\n'


@pytest.mark.parametrize(
    ("media", "tool", "technique", "label", "method"),
    [
        ("hdd", "nwipe", "overwrite", "Fill With Zeros", "clear"),
        ("HDD", "NWIPE", "overwrite", "fill with zeros", "clear"),
        ("hdd", "nwipe", "overwrite", "DoD 5220.22-M", "clear"),
        ("ssd", "nwipe", "overwrite", "PRNG Stream", "clear"),
        ("hdd", "hdparm", "ata-secure-erase-enhanced", "", "purge"),
        ("ssd", "hdparm", "ata-secure-erase", "", "clear"),
        ("ssd", "hdparm", "ata-secure-erase-enhanced", "", "clear"),
        ("ssd", "hdparm", "ata-sanitize-block-erase", "", "purge"),
        ("nvme", "nvme-cli", "nvme-sanitize-block-erase", "sanitize action 2", "purge"),
        ("nvme", "nvme-cli", "nvme-sanitize-crypto-erase", "", "purge"),
        ("emmc", "dell data wipe", "emmc-erase-sanitize", "", "clear"),
        ("ufs", "dell data wipe", "ufs-erase-purge", "", "purge"),
        ("nvme", "recycler", "shred", "", "destroy"),
        ("floppy", "recycler", "shred", "", "destroy"),
        ("hdd", "nwipe", "overwrite", "Verify Zeros (0x00)", None),
        ("hdd", "nwipe", "overwrite", "Unraid Preclear", None),
        ("hdd", "rm", "overwrite", "", None),
        ("hdd", "", "overwrite", "", None),
        ("floppy", "nwipe", "overwrite", "Fill With Zeros", None),
        ("", "nwipe", "overwrite", "Fill With Zeros", None),
        ("ufs", "nwipe", "overwrite", "Fill With Zeros", None),
        ("hdd", "blkdiscard", "discard", "", None),
        ("hdd", "bitlocker", "key-discard", "", None),
        ("hdd", "recycler", "degauss", "", None),
    ],
)
def test_each_technique_reaches_on_each_media_what_nist_says(
    media: str, tool: str, technique: str, label: str, method: str | None
) -> None:
    got, why = reached(NIST, media, tool=tool, technique=technique, label=label)
    assert got == method
    assert "nist-800-88r2" in why


@pytest.mark.parametrize("technique", sorted(CRYPTO))
def test_the_police_profile_counts_no_crypto_erase_at_all(technique: str) -> None:
    for media in POLICE.media:
        assert reached(POLICE, media, tool="nvme-cli", technique=technique)[0] is None
    assert "crypto" in reached(POLICE, "nvme", tool="nvme-cli", technique=technique)[1]


def test_crypto_erase_is_a_switch() -> None:
    on = (SMALL + row("nvme-sanitize-crypto-erase", "ssd", "purge")).replace('"t"', '"nvme-cli"')
    off = on.replace("crypto_erase = true", "crypto_erase = false")
    question = {"tool": "nvme-cli", "technique": "nvme-sanitize-crypto-erase"}
    assert reached(parse_profile(on, "on"), "ssd", **question)[0] == "purge"
    assert reached(parse_profile(off, "off"), "ssd", **question)[0] is None
    assert not any(offer.technique in CRYPTO for offer in demanded(parse_profile(off, "off"), "ssd", "").offers)


def test_the_stricter_profile_never_demands_less_than_the_other() -> None:
    for media in NIST.media:
        for sensitivity in ("OFFICIAL", "OFFICIAL-SENSITIVE", "SECRET", ""):
            lax, strict = demanded(NIST, media, sensitivity).method, demanded(POLICE, media, sensitivity).method
            assert METHODS.index(strict) >= METHODS.index(lax), (media, sensitivity)


@pytest.mark.parametrize("profile", [NIST, POLICE], ids=lambda profile: profile.name)
def test_media_and_sensitivities_that_a_profile_does_not_know_demand_destruction(profile: object) -> None:
    assert isinstance(profile, type(NIST))
    for media, sensitivity in (("floppy", "OFFICIAL"), ("", "OFFICIAL"), ("hdd", "OFICIAL")):
        demand = demanded(profile, media, sensitivity)
        assert demand.method == "destroy"
        assert demand.second_person is (sensitivity == "OFICIAL")
        assert {offer.reaches for offer in demand.offers} == {"destroy"}
        assert "find out" in demand.why or "correct it" in demand.why


@pytest.mark.parametrize("profile", [NIST, POLICE], ids=lambda profile: profile.name)
def test_whatever_is_offered_satisfies_what_is_demanded_and_old_names_are_never_offered(profile: object) -> None:
    assert isinstance(profile, type(NIST))
    for media in profile.media:
        for sensitivity in profile.sensitivity:
            demand = demanded(profile, media, sensitivity)
            assert demand.offers
            for offer in demand.offers:
                assert "DoD" not in offer.label
                assert not shortfall(
                    profile, media, sensitivity, tool=offer.tool, technique=offer.technique, label=offer.label
                )


def test_a_weaker_method_than_demanded_is_said_in_words() -> None:
    [why] = shortfall(NIST, "nvme", "OFFICIAL", tool="nwipe", technique="overwrite", label="PRNG Stream")
    assert "as clear on nvme" in why
    assert "purge is demanded" in why


def test_a_sample_is_the_same_every_time_and_of_about_the_size_that_is_asked() -> None:
    demand = demanded(POLICE, "hdd", "OFFICIAL")
    drives = [f"WD-{number:05}" for number in range(5_000)]
    taken = [drive for drive in drives if is_sampled(demand, drive)]
    assert taken == [drive for drive in drives if is_sampled(demand, drive)]
    assert 400 < len(taken) < 600
    assert not any(is_sampled(demanded(NIST, "hdd", "OFFICIAL"), drive) for drive in drives)


def test_two_profiles_are_shipped_and_every_file_is_read() -> None:
    assert shipped() == ("nist-800-88r2", "police")
    assert [load_profile(name).name for name in shipped()] == list(shipped())


def test_degaussing_destroys_nothing_and_every_technique_has_its_place() -> None:
    assert "degauss" not in DESTRUCTIONS
    assert DESTRUCTIONS | CRYPTO < TECHNIQUES


def test_a_profile_may_be_a_file_anywhere(tmp_path: Path) -> None:
    file = tmp_path / "force.toml"
    file.write_text(SMALL, "utf-8")
    assert load_profile(file).name == "small"
    assert load_profile(str(file)).name == "small"


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ('name = "small"\n', "", "[name]: expected text of 1 to 64 characters, found nothing."),
        ('assumed = "low"', 'assumed = "none"', '[assumed]: expected one of low, found "none".'),
        ('reaches = "clear"', 'reaches = "erase"', '[accepts 1] reaches: expected "clear" or "purge" or "destroy"'),
        ('technique = "overwrite"', 'technique = "polish"', '[accepts 1] technique: expected "overwrite"'),
        ("crypto_erase = true", "crypto_erase = 1", "[crypto_erase]: expected true or false, found 1."),
        ("crypto_erase = true", "crypto_erase = true\ncrypto = 1", "[crypto]: expected one of name,"),
        ('hdd = "clear", ', "", "[sensitivity.low.demands] hdd: expected clear or purge or destroy, found nothing."),
        ('hdd = "clear", ', 'hdd = "clear", tape = "clear", ', "[sensitivity.low.demands] tape: expected one of"),
        ('media = ["hdd"]', 'media = ["tape"]', '[accepts 1] media: expected some of hdd, ssd, emmc, found "tape".'),
        ('media = ["hdd"]', "media = []", "[accepts 1] media: expected at least one, found none."),
        ('tools = ["nwipe"]', "tools = []", "[accepts 1] tools: expected at least one, found none."),
        ('{ type = "magnetic" }', '{ type = "magnetic", words = ["ssd"] }', '[media] words: expected a word for one'),
        ('type = "magnetic"', 'type = "tape"', '[media.hdd] type: expected "magnetic" or "flash" or "hybrid"'),
        ("[media]", "[media", "not TOML"),
    ],
)  # fmt: skip
def test_a_wrong_profile_is_refused_with_file_table_key_expected_and_found(was: str, now: str, said: str) -> None:
    assert was in SMALL
    with pytest.raises(ConfigError) as refused:
        parse_profile(SMALL.replace(was, now, 1), "force.toml")
    assert str(refused.value).startswith("force.toml: ")
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("technique", "media", "reaches", "most"),
    [
        ("overwrite", "ssd", "purge", "clear"),
        ("ata-secure-erase", "ssd", "purge", "clear"),
        ("emmc-erase-sanitize", "emmc", "purge", "clear"),
        ("key-discard", "hdd", "purge", "clear"),
        ("degauss", "hdd", "destroy", "purge"),
        ("nvme-sanitize-block-erase", "ssd", "destroy", "purge"),
    ],
)
def test_no_profile_may_count_a_technique_for_more_than_it_can_do(
    technique: str, media: str, reaches: str, most: str
) -> None:
    with pytest.raises(ConfigError, match=f"expected at most {most} for {technique} on {media}"):
        parse_profile(SMALL + row(technique, media, reaches), "force.toml")
    assert parse_profile(SMALL + row(technique, media, most), "force.toml")


def test_destruction_cannot_be_counted_as_less() -> None:
    with pytest.raises(ConfigError, match="expected destroy for shred, found clear"):
        parse_profile(SMALL + row("shred", "hdd", "clear"), "force.toml")


def test_every_wrong_place_is_named_at_once() -> None:
    with pytest.raises(ConfigError) as refused:
        parse_profile(SMALL.replace('"magnetic"', '"tape"').replace("crypto_erase = true", "crypto_erase = 2"), "f")
    assert len(str(refused.value).splitlines()) == 2


def test_a_file_that_cannot_be_a_profile_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="one of: nist-800-88r2, police"):
        load_profile("no-such-profile")
    odd = tmp_path / "odd.toml"
    odd.write_bytes(b'name = "\xff"')
    with pytest.raises(ConfigError, match="not UTF-8 at byte 8"):
        load_profile(odd)
    odd.write_bytes(b"#" * 1_000_001)
    with pytest.raises(ConfigError, match="larger than 1000000 bytes"):
        load_profile(odd)


@pytest.mark.parametrize("text", ["x = " + "[" * 5000 + "]" * 5000, f"x = {'9' * 5000}"])
def test_a_profile_that_no_parser_can_read_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match=r"own\.toml: expected TOML, found"):
        parse_profile(text, "own.toml")
