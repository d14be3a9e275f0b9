"""Where things are: configuration, store, logs. Each folder is made when it is first written to, for its owner alone.

The store is the record and lives with the user's data; logs and crash files are state (XDG Base Directory 0.8).
"""

from pathlib import Path
from typing import Final

import platformdirs

NAME: Final = "devswap"


def config_file() -> Path:
    """The user's `config.toml`, whether or not there is one."""
    return platformdirs.user_config_path(NAME, appauthor=False) / "config.toml"


def store_file() -> Path:
    """The desk's store where no configuration names one."""
    return platformdirs.user_data_path(NAME, appauthor=False) / "desk.db"


def state_folder() -> Path:
    """Where logs and crash files go."""
    return platformdirs.user_state_path(NAME, appauthor=False)


def made(folder: Path) -> Path:
    """The folder, made if need be, open to its owner alone. Raises OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
