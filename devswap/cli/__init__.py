"""The command line. Standard output is data, standard error is talk, the exit code is the contract's.

    0 done · 1 failed · 2 usage or configuration · 3 store · 4 register out of reach · 5 scanner
    6 a check found something wrong · 130 interrupted

Each command is a file of its own and imports what is slow inside its function, so that no command waits for another's
parts.
"""

import contextlib
import os
import sys
from enum import IntEnum

import click

from devswap.cli.speech import say
from devswap.errors import DevswapError


class ExitCode(IntEnum):
    """What the shell is told; errors carry theirs (`DevswapError.exit_code`)."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    INTERRUPTED = 130


def main() -> None:
    """The `devswap` command: one of the exit codes above, and never a traceback."""
    if sys.stdout is not None:
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")  # type: ignore[union-attr]
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Carry out a command line; what went wrong is said on standard error. Returns the exit code."""
    from devswap.cli.root import devswap

    try:
        code = devswap.main(arguments, prog_name="devswap", standalone_mode=False)
        if sys.stdout is not None:
            sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        return ExitCode.USAGE if isinstance(error, click.UsageError) else ExitCode.FAILED
    except (click.Abort, KeyboardInterrupt):
        say("Interrupted.")
        return ExitCode.INTERRUPTED
    except DevswapError as error:
        say(str(error))
        return error.exit_code
    except BrokenPipeError:
        _let_go_of_standard_output()
        return ExitCode.FAILED
    except OSError as error:
        say(f"{error.strerror or error}{f': {error.filename}' if error.filename else ''}.")
        _let_go_of_standard_output()
        return ExitCode.FAILED
    except Exception as error:
        _crashed(error)
        return ExitCode.FAILED
    return code if isinstance(code, int) else ExitCode.DONE


def _crashed(error: Exception) -> None:
    from datetime import UTC, datetime

    from devswap import crash, paths

    say(crash.report(error, paths.state_folder(), (), datetime.now(UTC)).sentence)


def _let_go_of_standard_output() -> None:
    """Nobody reads any more: what is still buffered must not fail a second time when the interpreter ends."""
    with contextlib.suppress(OSError, AttributeError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
