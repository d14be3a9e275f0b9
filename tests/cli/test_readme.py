"""The README is true: its commands exist, its pictures are there, its codes are those that the desk answers with."""

import re
import shlex
from pathlib import Path

import click

from devswap.cli.root import devswap
from devswap.desk import words

TOP = Path(__file__).parents[2]
README = (TOP / "README.md").read_text("utf-8")


def command_of(head: str) -> str:
    found = re.search(rf"^# {head}\n(.+)$", README, re.MULTILINE)
    assert found
    return found[1]


def test_the_table_of_commands_is_that_of_the_program() -> None:
    named = {line.split("`")[1].split()[1] for line in README.splitlines() if line.startswith("| `devswap ")}
    assert named == devswap.commands.keys()


def test_every_command_line_that_it_shows_is_understood() -> None:
    blocks = "\n".join(re.findall(r"```sh\n(.*?)```", README, re.DOTALL))
    shown = re.findall(r"(?:^|&& |/)(devswap [^&<#\n]+)", blocks, re.MULTILINE)
    assert len(shown) >= 7
    for line in shown:
        command: click.Command = devswap
        context = click.Context(devswap)
        arguments = shlex.split(line)[1:]
        while isinstance(command, click.Group) and arguments and arguments[0] in command.commands:
            command = command.commands[arguments.pop(0)]
        assert command is not devswap, line
        command.make_context("devswap", arguments, parent=context, resilient_parsing=False)


def test_its_two_commands_begin_with_a_bare_python() -> None:
    for head in ("The desk", "Tests"):
        assert command_of(head).startswith("python3 -m venv .venv && .venv/bin/pip install ")
    assert command_of("The desk").endswith("devswap demo")


def test_its_pictures_and_files_are_there() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", README)
    assert any(link.endswith(".svg") for link in links)
    assert all((TOP / link).is_file() for link in links if "://" not in link)


def test_the_codes_that_it_promises_are_those_that_the_desk_has_words_for() -> None:
    section = README[README.index("Codes are stable") : README.index("**`labels read --json`**")]
    promised = set(re.findall(r"`([a-z]+_[a-z_]+|held|cancelled|ambiguous)`", section))
    known = {code for said in words._SAID.values() for code in said}
    assert promised <= known
    assert known - promised <= {"unknown_command", "shown"}


def test_the_exit_codes_that_it_promises_are_those_of_the_program() -> None:
    assert re.findall(r"^\| (\d+) \|", README, re.MULTILINE) == ["0", "1", "2", "3", "4", "5", "6", "130"]
