"""What can go wrong, as one tree. A docstring is the default message; every message ends with what to do next.

DevswapError            exit 1
├── ConfigError         exit 2   a setting is wrong: file, table, key, expected and found
├── StoreError          exit 3   the desk's store cannot be used
│   └── NotRecorded     exit 3   a commit failed: nothing was recorded
├── RegisterError       exit 4   the register cannot be reached, or is not ours
├── ScannerFault        exit 5   a scanner cannot be used
├── ImportRefused       exit 1   a file was refused whole
└── CheckFailed         exit 6   a check found something wrong
"""


class DevswapError(Exception):
    """Something went wrong. See the log for its code."""

    exit_code = 1

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or self.__doc__)


class ConfigError(DevswapError):
    """The configuration is wrong. Correct config.toml and start again."""

    exit_code = 2


class StoreError(DevswapError):
    """The store cannot be used. Run `devswap doctor`."""

    exit_code = 3


class StoreInUse(StoreError):
    """Another process works on the store."""


class NotRecorded(StoreError):
    """NOT RECORDED: the store failed. Hand nothing out."""


class RegisterError(DevswapError):
    """The register is out of reach. Carry on; what is queued is sent later."""

    exit_code = 4


class ScannerFault(DevswapError):
    """The scanner cannot be used. Check its cable, or choose another."""

    exit_code = 5


class ImportRefused(DevswapError):
    """The file was refused whole. Correct the rows that are named, or use --skip-bad."""


class CheckFailed(DevswapError):
    """The check found something wrong; what it found is listed above."""

    exit_code = 6
