"""The configuration as commands get it: read when a command asks, so that `--help` never fails on a wrong file."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from devswap.errors import ConfigError

if TYPE_CHECKING:
    from devswap.config import Loaded

CommandT = TypeVar("CommandT", bound=Callable[..., Any])


def config_option(command: CommandT) -> CommandT:
    """`--config FILE`, understood before the command's name and behind it."""
    return click.option(
        "--config",
        "configuration",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        expose_value=False,
        callback=_remember,
        help="The configuration. Else DEVSWAP_CONFIG, ./config.toml, or the user's own.",
    )(command)


def _remember(context: click.Context, _: click.Parameter, file: Path | None) -> None:
    if file is not None:
        context.find_root().obj = file


def loaded() -> "Loaded":
    """The configuration of this run. Raises ConfigError."""
    from devswap import config

    found = config.load(click.get_current_context().find_root().obj)
    if found.config.keys:
        from devswap.tui.keys import faults

        if wrong := [f"{found.file}: {fault}" for fault in faults(found.config.keys)]:
            raise ConfigError("\n".join(wrong))
    return found
