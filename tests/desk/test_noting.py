"""Finding things line by line, notes on them, and the commands in words."""

from devswap.desk import correcting
from devswap.desk.helping import COMMANDS as HELPED
from devswap.desk.plain import json_line, spoken
from devswap.labels.commands import COMMANDS, encode
from devswap.ledger.events import NoteAdded
from devswap.ledger.known import Operator
from devswap.store.personal import held_about
from tests.desk.scenes import OKAFOR, Scene

REID = "B000104418"
OLD, NEW = "5CG7290HTW", "5CG2411RVD"
BENCH = {"start", "accept", "failed", "drive-out", "destroy", "consign"}


def test_help_has_a_line_for_every_command_that_has_a_barcode(scene: Scene) -> None:
    said = scene.say("/help")
    told = {line.partition(":")[0].removeprefix("/") for line in said.listed}
    assert told >= COMMANDS.keys() - BENCH
    assert told == {command for command, _, _ in HELPED}
    assert len(spoken(said).splitlines()) == len(HELPED) + 2


def test_help_is_given_to_whoever_is_not_signed_in_and_by_word(scene: Scene) -> None:
    scene.say("/lock")
    said = scene.say("/help pin")
    assert {line.split(":")[0] for line in said.listed} == {"/new-pin", "/unlock"}
    assert scene.say("/help zzz").listed == ()


def test_every_command_that_help_names_is_known(scene: Scene) -> None:
    for command, _, _ in HELPED:
        if command not in ("lock", "sign-out"):
            assert scene.say("/" + command).code != "unknown_command", command


def test_a_device_is_found_by_any_identifier_with_its_whole_story(scene: Scene) -> None:
    scene.say(OKAFOR, OLD, NEW, OKAFOR)
    for text in (NEW, NEW.lower(), "300001", "S" + NEW):
        said = scene.say(f"/find {text}")
        assert said.verdict == "told"
        assert said.message == "laptop HP EliteBook 840 G10."
        assert said.listed[0] == f"serial {NEW}, tag 300001"
        kinds = [line.partition("UTC: ")[2].split()[0] for line in said.listed if "UTC: " in line]
        assert kinds == ["Into", "Issued"]
    assert '"listed":["serial' in json_line(said)


def test_what_nobody_knows_is_said_to_be_found_nowhere(scene: Scene) -> None:
    assert scene.say("/find 5CG0000XXX").message == "Nothing and nobody is found by '5CG0000XXX'."


def test_a_person_is_found_by_badge_number_and_name_and_noted(scene: Scene) -> None:
    for text in (OKAFOR, "104417", "okafor"):
        assert scene.say(f"/find {text}").visit.recipient is not None
        scene.say("/park")
    looked = scene.store.rows("SELECT count(*) FROM look_ups")
    assert looked == [(3,)]


def test_a_note_stands_in_the_story_of_the_device_that_was_scanned_last(scene: Scene) -> None:
    scene.say(OKAFOR, OLD)
    said = scene.say("/note The lid is cracked; <b>glue</b> helps")
    assert (said.code, said.recorded) == ("note_recorded", ("note_added",))
    assert any("Note: The lid is cracked; <b>glue</b> helps" in line for line in scene.say(f"/find {OLD}").listed)


def test_a_note_is_about_what_was_scanned_even_where_it_was_refused(scene: Scene) -> None:
    scene.say(OKAFOR, OLD, NEW, OKAFOR, "/park", "5CG2411RVK", "/note wrong site, box is wet")
    assert any("box is wet" in line for line in scene.say("/find 5CG2411RVK").listed)


def test_the_words_of_a_note_go_with_the_person_and_the_entry_stays(scene: Scene) -> None:
    scene.say(OKAFOR, OLD, NEW, OKAFOR, "/note Mrs Okafor dropped it")
    person = scene.store.recipient_by_number("104417")
    assert person is not None
    scene.say("/park")
    scene.store.strip_person(person.id)
    lines = scene.say(f"/find {NEW}").listed
    assert any("Note (note)." in line for line in lines)
    assert not any("dropped" in line for line in lines)
    assert not list(scene.store.verify())


def test_the_words_about_a_device_that_no_list_gives_to_anybody_go_with_whose_it_was(scene: Scene) -> None:
    """With nobody on screen: a new one that was issued, an old one that nobody listed, and by command."""
    scene.say(OKAFOR, OLD, NEW, OKAFOR, "/park")
    scene.say(NEW, "/note dropped on the way home", "/cancel", "/park")
    correcting.note(scene.store, "device", correcting.device_named(scene.store, NEW), "lent to a brother", moss(scene))
    assert texts(scene) == {"dropped on the way home", "lent to a brother"}
    assert {text["text"] for text in held_about(scene.store, okafor(scene))["texts"]} == texts(scene)
    scene.store.strip_person(okafor(scene))
    assert texts(scene) == set()
    assert not list(scene.store.verify())


def test_words_about_nobody_in_particular_go_with_whom_they_name(scene: Scene) -> None:
    for words in ("badge B000104417 lay in it", "of r. okafor, they say", "ask 104417", "lid cracked", "order 1044178"):
        correcting.note(scene.store, "device", correcting.device_named(scene.store, NEW), words, moss(scene))
    held = {text["text"] for text in held_about(scene.store, okafor(scene))["texts"]}
    assert held == texts(scene) - {"lid cracked", "order 1044178"}
    scene.store.strip_person(okafor(scene))
    assert texts(scene) == {"lid cracked", "order 1044178"}


def okafor(scene: Scene) -> str:
    person = scene.store.recipient_by_number("104417")
    assert person is not None
    return person.id


def moss(scene: Scene) -> Operator:
    operator = scene.store.operator_by_number("200001")
    assert operator is not None
    return operator


def texts(scene: Scene) -> set[str]:
    return {text for (text,) in scene.store.rows("SELECT text FROM texts")}


def test_a_note_without_words_or_device_says_what_it_needs(scene: Scene) -> None:
    assert scene.say("/note hello").next == "Scan it, or their badge, then /note TEXT."
    scene.say(OKAFOR, OLD)
    assert scene.say(encode("command", "note")).next == "/note TEXT"


def test_the_wipe_queue_is_told_line_by_line(scene: Scene) -> None:
    scene.say(OKAFOR, OLD, NEW, OKAFOR)
    said = scene.say("/wipes")
    assert said.message == "1 wait to be wiped, oldest first."
    assert said.listed == ("0 days: laptop HP EliteBook 840 G5, 5CG7290HTW, Lambeth, not due",)


def test_a_note_behind_a_badge_is_about_the_person_and_stands_in_their_story(scene: Scene) -> None:
    scene.say(OKAFOR, OLD, NEW, OKAFOR, REID)
    said = scene.say("/note will come on Friday")
    assert (said.code, said.recorded) == ("note_recorded", ("note_added",))
    assert said.message.startswith("Noted: T. Reid: will come on Friday")
    assert any("Note: will come on Friday" in told for told in scene.say("/find reid").listed)
    assert not any("Friday" in told for told in scene.say(f"/find {NEW}").listed)
    assert not any("Friday" in told for told in scene.say("/find okafor").listed)


def test_a_note_on_a_person_is_theirs_by_export_and_gone_with_them(scene: Scene) -> None:
    scene.say(OKAFOR, "/note asked for a lighter one")
    person = scene.store.recipient_by_number("104417")
    assert person is not None
    assert [held["text"] for held in held_about(scene.store, person.id)["texts"]] == ["asked for a lighter one"]
    scene.say("/park")
    scene.store.strip_person(person.id)
    assert b"lighter" not in b"".join(path.read_bytes() for path in scene.folder.glob("desk.db*"))
    assert not list(scene.store.verify())
    assert any(e.event.subject == person.id for e in scene.store.history() if isinstance(e.event, NoteAdded))


def test_the_words_on_a_listed_device_go_with_whom_it_is_listed_for(scene: Scene) -> None:
    scene.say(OKAFOR, OLD, "/park", OLD, "/note left in the rain by Rita")
    person = scene.store.recipient_by_number("104417")
    assert person is not None
    assert [held["text"] for held in held_about(scene.store, person.id)["texts"]] == ["left in the rain by Rita"]
