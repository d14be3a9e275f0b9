"""What a failing device says, in words: what happened, and what to do next."""

import errno
from typing import Final, NamedTuple


class Fault(NamedTuple):
    """Why a scanner cannot be used. `kind` is `gone`, `denied`, `busy` or `broken`."""

    kind: str
    what: str
    next: str


ACCESS: Final = "Put this user in the group dialout (serial lines) or input (keyboards), and sign in again."

_BUSY = (errno.EBUSY, errno.EAGAIN, errno.EWOULDBLOCK)
_DENIED = (errno.EACCES, errno.EPERM)
_GONE = (errno.ENODEV, errno.ENOENT, errno.ENXIO, errno.EIO, errno.ECONNREFUSED, errno.ECONNRESET, errno.EPIPE)


def explain(error: BaseException, port: str) -> Fault:
    """The fault behind an exception of pyserial, evdev, termios or the system, for the scanner at `port`."""
    number = _number(error)
    if number in _BUSY:
        return Fault("busy", f"{port} is held by another program", "Close the other desk or program that uses it.")
    if number in _DENIED:
        groups = (
            "Let this user read it (group dialout for a line, input for a keyboard, or a udev rule), and sign in again."
        )
        return Fault("denied", f"this user may not open {port}", groups)
    if number == errno.ENOTUNIQ:
        return Fault("broken", f"more than one scanner answers to {port}", "Name it by its own path or serial number.")
    if number == errno.EINVAL:
        return Fault("broken", f"{port} does not take its settings", "Correct them, for example to 9600 8N1.")
    if number in _GONE or isinstance(error, OSError):
        return Fault("gone", f"{port} is not there", "Check its cable and its power; it is taken back by itself.")
    if isinstance(error, ImportError):
        return Fault(
            "broken", f"{port} needs a package that is not installed: {error.name}", "Install the `hid` extra."
        )
    what = f"{port} failed: {type(error).__name__}: {error}"
    return Fault("broken", what, "It is tried again by itself; unplug it and plug it in if it does not come back.")


def _number(error: BaseException) -> int | None:
    """The errno of an error, wherever pyserial put it: in `errno`, first among the arguments, or in the cause."""
    if isinstance(error, OSError) and error.errno is not None:
        return error.errno
    if error.args and isinstance(error.args[0], int):
        return error.args[0]
    return _number(error.__context__) if error.__context__ is not None else None
