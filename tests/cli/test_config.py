"""`config.toml`: what is left out keeps its default, and what is wrong is named, every place of it."""

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from devswap import cli, config, paths
from devswap.config import Config
from devswap.errors import ConfigError
from scanners.feedback import MAKES
from scanners.settings import KINDS

SHIPPED = Path(__file__).parents[2] / "config.toml"


def refusal(text: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        config.parse(text, "desk.toml")
    return str(caught.value).splitlines()


def leaves(document: dict[str, Any], path: tuple[str, ...] = ()) -> dict[tuple[str, ...], Any]:
    found: dict[tuple[str, ...], Any] = {}
    for key, value in document.items():
        found |= leaves(value, (*path, key)) if isinstance(value, dict) and value else {(*path, key): value}
    return found


def test_the_shipped_file_holds_every_key_with_its_default() -> None:
    shipped = leaves(tomllib.loads(SHIPPED.read_text("utf-8")))
    defaults = leaves(msgspec.json.decode(msgspec.json.encode(Config())))
    commented = {("scanner",), ("printer",), ("programme", "ends"), ("programme", "years")}
    assert shipped == {path: value for path, value in defaults.items() if path not in commented}


def test_the_keys_that_the_shipped_file_shows_in_comments_work_when_uncommented() -> None:
    text = re.sub(r"^# (?=\[\[|\w+ = )", "", SHIPPED.read_text("utf-8"), flags=re.MULTILINE)
    read = config.parse(text)
    assert read.scanner[0].name == "lane 1"
    assert read.printer[0].prints == ("cage_label",)
    assert read.programme.years[0].year == "2025/26"
    assert read.programme.ends is not None


def test_the_shipped_file_names_every_kind_and_make_of_scanner() -> None:
    text = SHIPPED.read_text("utf-8")
    assert " | ".join(KINDS) in text
    assert all(make in text for make in MAKES)


def test_nothing_at_all_is_a_configuration() -> None:
    assert config.parse("") == Config()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('[policy.wipe]\nkeep_days = "14"',
         'desk.toml: [policy.wipe] keep_days: expected a whole number from 0 to 36500, found "14".'),
        ("[policy.wipe]\nkeep_days = -1",
         "desk.toml: [policy.wipe] keep_days: expected a whole number from 0 to 36500, found -1."),
        ("[policy.visits]\nblocking_stop = 1",
         "desk.toml: [policy.visits] blocking_stop: expected true or false, found 1."),
        ('[policy.answers]\nout_of_scope = "maybe"',
         ('desk.toml: [policy.answers] out_of_scope: expected "accept" or "ask" or "supervisor" or "refuse", '
         'found "maybe".')),
        ('[policy.answers]\nown_swap = "accept"',
         'desk.toml: [policy.answers] own_swap: expected "refuse", found "accept".'),
        ("[policy.exemptions.lost]\nneeds = \"incident\"",
         'desk.toml: [policy.exemptions.lost] needs: expected a list of text, found "incident".'),
        ('[desk]\nnmae = "x"',
         ("desk.toml: [desk] nmae: expected one of name, site, store, papers, operator, theme, mouse, keyboard, "
         "found an unknown name. Did you mean name?")),
        ("policy = 5", "desk.toml: [policy]: expected a table, found 5."),
        ('[[scanner]]\nport = "/dev/x"', "desk.toml: [scanner 1] name: expected text, found nothing."),
        ('[[scanner]]\nname = "a"',
         "desk.toml: [scanner 1] scanner 'a': port is ''; expected the port, device or file to read."),
        ('[[scanner]]\nname = "a"\nport = "x"\n[[scanner]]\nname = "a"\nport = "y"',
         'desk.toml: [scanner] name: expected a name of its own for each scanner, found "a" twice.'),
        ("[policy.limits]\nperson = { laptpo = 1 }",
         ("desk.toml: [policy.limits] person: expected categories of [policy.earns] "
         '(desktop, laptop, monitor, tablet), joined by _or_, found "laptpo".')),
        ('[policy.owes]\nlaptop = ["desk"]',
         ("desk.toml: [policy.owes] laptop: expected categories of [policy.earns] (desktop, laptop, monitor, tablet), "
         'found ["desk"].')),
        ('[programme]\nends = "31/03/2024"',
         'desk.toml: [programme] ends: expected a day such as "2024-03-31", found "31/03/2024".'),
        ("[programme]\nends = 2024-03-31", "desk.toml: [programme] ends: expected text, found 2024-03-31."),
        ('[[programme.years]]\nyear = "2024/26"\napproved_pence = 1\ndecision = "x"',
         'desk.toml: [programme.years 1] year: expected a financial year such as "2025/26", found "2024/26".'),
        ('[policy.references]\ncrime = { form = "[0-9]+", like = "CR1" }',
         'desk.toml: [policy.references] crime: expected like: an example of form, found "CR1".'),
        ("[[programme.years]]\nyear = \"2024/25\"",
         "desk.toml: [programme.years 1] approved_pence: expected a whole number of at least 0, found nothing."),
    ],
)  # fmt: skip
def test_a_wrong_place_is_named_by_file_table_key_expected_and_found(text: str, sentence: str) -> None:
    assert refusal(text) == [sentence]


def test_every_wrong_place_is_named_at_once() -> None:
    sentences = refusal('desc = 1\n[desk]\ntheme = "blue"\n[policy.checks]\ndamage = "x"')
    assert [s.split(":")[1].strip() for s in sentences] == ["[desc]", "[desk] theme", "[policy.checks] damage"]
    assert sentences[0].endswith("Did you mean desk?")


def test_what_is_not_toml_is_named_by_its_line() -> None:
    assert refusal("[desk]\nname = desk 1") == [
        "desk.toml: not TOML: Invalid value (at line 2, column 8). Correct that line."
    ]


def test_a_hostile_key_and_value_come_out_escaped_and_short() -> None:
    (sentence,) = refusal('[desk]\n"\\u001b[2Jx" = 1')
    assert "\x1b" not in sentence
    (sentence,) = refusal(f'[desk]\nmouse = "\\u001b[2J{"y" * 500}"')
    assert "\x1b" not in sentence
    assert len(sentence) < 200


def test_the_store_and_a_recording_are_relative_to_the_file_that_names_them(tmp_path: Path) -> None:
    file = tmp_path / "desk.toml"
    file.write_text(
        '[desk]\nstore = "data/desk.db"\n[[scanner]]\nname = "day"\nkind = "recording"\nport = "day.scans"\n'
        '[[scanner]]\nname = "lane"\nport = "COM5"\n'
    )
    read = config.read(file)
    assert read.store == tmp_path / "data" / "desk.db"
    assert [scanner.port for scanner in read.scanner] == [str(tmp_path / "day.scans"), "COM5"]


@pytest.mark.parametrize(
    ("content", "words"),
    [(None, "cannot be read"), (b"\xff\xfe[desk]", "not UTF-8"), (b"#" * 1_000_001, "larger than")],
)
def test_a_file_that_cannot_be_read_is_said_so(tmp_path: Path, content: bytes | None, words: str) -> None:
    file = tmp_path / "desk.toml"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(ConfigError, match=words):
        config.read(file)


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    file = tmp_path / "desk.toml"
    file.write_bytes(b'\xef\xbb\xbf[desk]\nsite = "Lambeth"')
    assert config.read(file).desk.site == "Lambeth"


def test_the_option_comes_before_the_variable_before_the_folder_before_the_users_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "own" / "config.toml"
    monkeypatch.setattr(paths, "config_file", lambda: own)
    monkeypatch.chdir(tmp_path)
    variable = {config.VARIABLE: "variable.toml"}
    assert config.find(None, {}) is None
    own.parent.mkdir()
    own.touch()
    assert config.find(None, {}) == own
    (tmp_path / "config.toml").touch()
    assert config.find(None, {}) == Path("config.toml")
    assert config.find(None, variable) == Path("variable.toml")
    assert config.find(Path("option.toml"), variable) == Path("option.toml")


def test_without_any_file_the_defaults_stand_and_the_store_is_the_users(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "config_file", lambda: tmp_path / "none.toml")
    monkeypatch.delenv(config.VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    loaded = config.load()
    assert loaded == config.Loaded(Config(), None)
    assert loaded.config.store == paths.store_file()


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ('kind = "zpl"', "expected one of address, folder and queue, found none of them"),
        (
            'kind = "pdf"\nfolder = "x"\nqueue = "y"',
            "expected one of address, folder and queue, found folder and queue",
        ),
        ('kind = "png"\naddress = "10.0.0.9"', "expected folder or queue for a printer of kind png, found address"),
        ('kind = "fax"\nqueue = "y"', 'expected "png" or'),
        ('folder = "x"\nsize = "57x32"\nprints = ["receipt"]', 'expected papers that fit on 57x32, found "receipt"'),
        ('folder = "x"\nprints = ["badge"]', "[printer 1] prints"),
    ],
)
def test_a_printer_that_cannot_be_is_refused_with_what_it_needs(table: str, sentence: str) -> None:
    (said,) = refusal(f'[[printer]]\nname = "p"\n{table}')
    assert sentence in said


def test_two_printers_of_one_name_are_refused() -> None:
    printer = '[[printer]]\nname = "p"\nfolder = "x"\n'
    assert "a name of its own for each printer" in refusal(printer + printer)[0]


def test_a_printers_folder_is_relative_to_the_file(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('[[printer]]\nname = "p"\nfolder = "out"\n')
    assert config.read(tmp_path / "config.toml").printer[0].folder == str(tmp_path / "out")


def uncommented() -> dict[str, Any]:
    """The shipped file with all that it shows in comments."""
    return tomllib.loads(re.sub(r"^# (?=\[\[|\w+ = )", "", SHIPPED.read_text("utf-8"), flags=re.MULTILINE))


def places(document: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every table and every key of a document."""
    if path:
        yield path
    inner = document.items() if isinstance(document, dict) else enumerate(document) if _tables(document) else ()
    for key, value in inner:
        yield from places(value, (*path, key))


def _tables(value: object) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


WRONG = {
    "text": '"nonsense of no key"', "control": '"a\\u0007b"', "zero byte": '"a\\u0000b"', "long": f'"{"x" * 5000}"',
    "number": "-7", "huge": "9" * 40, "endless": "0x" + "f" * 6000, "fraction": "1.5", "nan": "nan", "inf": "-inf",
    "truth": "true", "day": "2026-11-28", "time": "10:00:00", "moment": "2026-11-28T10:00:00Z", "list": "[[1]]",
    "lists": "[[[[]]]]", "table": '{"nonsense of no key" = [1]}', "tables": "[{a = 1}]",
}  # fmt: skip
"""No key takes any of these, but for the texts that a key takes for what they are."""
ANY_TEXT = {
    "name", "site", "store", "papers", "operator", "ca", "database", "schemes", "logs", "decision", "says", "port",
    "terminators",
}  # fmt: skip


@pytest.mark.parametrize("path", list(places(uncommented())), ids=lambda path: ".".join(map(str, path)))
def test_every_key_refuses_every_value_that_is_none_of_its_own_in_a_sentence(path: tuple[str | int, ...]) -> None:
    for what, value in WRONG.items():
        document = uncommented()
        table: Any = document
        for key in path[:-1]:
            table = table[key]
        if _may_be(path[-1], what, table[path[-1]]):
            continue
        table[path[-1]] = Written(value)
        sentences = refusal(toml(document))
        assert all(one.startswith("desk.toml: ") and "expected" in one for one in sentences), what
        assert all(one.isprintable() and len(one) < 500 for one in sentences), what


def _may_be(key: str | int, what: str, now: object) -> bool:
    """Whether this key takes even that."""
    if what == "truth":
        return isinstance(now, bool)
    takes = ANY_TEXT if what == "text" else {"terminators"} if what in ("control", "zero byte", "long") else ()
    return key in takes


class Written(str):
    """A value as the file has it."""


def toml(value: Any, *, top: bool = True) -> str:
    """A document as TOML, its tables inline."""
    if isinstance(value, Written):
        return value
    if isinstance(value, dict):
        pairs = [f"{json.dumps(key)} = {toml(inner, top=False)}" for key, inner in value.items()]
        return "\n".join(pairs) if top else f"{{{', '.join(pairs)}}}"
    if isinstance(value, list):
        return f"[{', '.join(toml(inner, top=False) for inner in value)}]"
    return json.dumps(value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[policy.visits]\ntables = 0", "[policy.visits] tables: expected a whole number of at least 1, found 0."),
        ("[policy.sign_in]\ndigits = 3", "[policy.sign_in] digits: expected a whole number from 4 to 12, found 3."),
        ("[policy.sign_in]\nattempts = 0", "attempts: expected a whole number from 1 to 10, found 0."),
        ("[badges]\nwidth = 33", "[badges] width: expected a whole number from 0 to 32, found 33."),
        ("[policy.limits]\nlocation = { laptpo = 1 }", "[policy.limits] location: expected categories of ["),
        ('[policy.earns]\n"" = ["laptop", "desktop", "tablet", "monitor"]', "[policy] earns: expected categories by"),
        ("[policy.references]\ncrime = { form = 'a{99999999999999999999}', like = 'a' }", "form: a regular expression"),
        ("[policy.references]\ncrime = { form = '(', like = '(' }", "form: a regular expression, found"),
        ('[desk]\nsite = " "', "[desk] site: expected a name, found blanks."),
        ('[register]\nurl = "register.example.org"', "[register] url: expected an address such as https://"),
        ('[register]\nurl = "https://r:99999"', "[register] url: expected an address"),
        ('[register.service]\nlisten = "8440"', "[register.service] listen: expected HOST:PORT"),
        ('[register.service]\nlisten = "[::1]:0"', "[register.service] listen: expected HOST:PORT"),
        ('[wiping]\nlog_zone = "Europe/Londn"', "[wiping] log_zone: expected a time zone such as Europe/London"),
        ('[wiping]\nlog_zone = "../../etc/passwd"', "[wiping] log_zone: expected a time zone"),
        ('[wiping]\nprofile = "nist"', '[wiping] profile: expected "nist-800-88r2" or "police" or the path of a .toml'),
        (f"[[programme.years]]\nyear = '2025/26'\napproved_pence = {10**16}", "_pence: expected a whole number"),
        (2 * "[[programme.years]]\nyear = '2025/26'\napproved_pence = 1\n", "a year of its own for each year"),
        ("[[scanner]]\nname = 'a'\nport = 'x'\n[[scanner]]\nname = 'b'\nport = 'x'", "a port of its own for each"),
        ("[[scanner]]\nname = 'a'\nport = 'x'\nidle_ms = 0", "idle_ms is 0; expected 10 to 5000"),
        ("[[printer]]\nname = 'a'\nkind = 'zpl'\naddress = '10.0.0.9:99999'", "[printer 1] address: expected host or"),
        ("[[printer]]\nname = 'a'\nkind = 'zpl'\naddress = 'no host'", "[printer 1] address: expected host or"),
        ("[[printer]]\nname = 'a'\ndpi = 200\nfolder = 'x'", "[printer 1] dpi: expected 203 or 300, found 200."),
        ("x = " + "[" * 5000 + "]" * 5000, "brackets too deep"),
        (f"[policy.visits]\ntables = {'9' * 5000}", "a number without an end"),
        ('[desk]\nname = "a"\nname = "b"', "not TOML"),
        ("[programme]\nends = 2026-13-45", "not TOML"),
    ],
)  # fmt: skip
def test_a_value_that_makes_no_sense_is_refused_though_its_type_is_right(text: str, words: str) -> None:
    (sentence,) = refusal(text)
    assert words in sentence


@pytest.mark.parametrize(
    "text",
    ["[policy.wipe]\nkeep_days = 0", "[policy.sign_in]\nidle_minutes = 0", "[policy.stock]\nlow = 0",
     "[policy.limits]\nperson = { laptop = 0 }",
     "[[printer]]\nname = 'a'\nkind = 'zpl'\naddress = '[fe80::1%eth0]:9100'",
     "[wiping]\nlog_zone = 'Europe/London'\nprofile = 'police'", "[register.service]\nlisten = '[::]:8440'",
     "[register]\nurl = 'http://127.0.0.1:8440/'"],
)  # fmt: skip
def test_a_zero_and_an_address_that_make_sense_are_taken(text: str) -> None:
    config.parse(text)


def test_a_home_of_nobody_is_a_folder_of_that_name(tmp_path: Path) -> None:
    (tmp_path / "desk.toml").write_text('[desk]\nstore = "~nobody at all/desk.db"\n')
    assert config.read(tmp_path / "desk.toml").store == tmp_path / "~nobody at all" / "desk.db"


@pytest.mark.parametrize("command", ["doctor", "audit", "paths", "wipes", "desk"])
def test_every_command_refuses_an_action_and_a_key_that_there_are_not(
    command: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "desk.toml"
    file.write_text('[keys]\nfnd = "f3"\nfind = "x"\nundo = "F4"\n')
    assert cli.run(["--config", str(file), command]) == 2
    first, second = capfd.readouterr().err.splitlines()
    assert first.startswith(f"{file}: [keys] fnd: expected one of accept, cancel")
    assert second == f'{file}: [keys] find: expected f1 to f12, found "x".'
