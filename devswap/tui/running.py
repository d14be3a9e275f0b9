"""From a configuration to an app at work on this terminal."""

from collections.abc import Callable
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

from devswap import paths
from devswap.tui.app import DeskApp
from devswap.tui.keys import chosen

if TYPE_CHECKING:
    from devswap.config import Config
    from devswap.desk.desk import Desk
    from devswap.wiping.bench import BenchVerbs


def _utc() -> datetime:
    return datetime.now(UTC)


def opening_app(
    open_desk: "Callable[[], Desk]",
    config: "Config",
    *,
    clock: Callable[[], datetime] = _utc,
    zone: tzinfo | None = None,
    practice: bool = False,
) -> DeskApp:
    """The app as its configuration wants it, which opens its desk once it is painted.

    So a screen is there before SQLAlchemy is imported. What `open_desk` raises of `DevswapError` ends the app, and
    `run` raises it again. `clock` gives UTC; `zone` is where times are shown, by default the machine's own. In
    `practice` every screen says so. Raises ConfigError for keys that cannot be.
    """
    return DeskApp(
        open_desk,
        config.scanner,
        theme=config.desk.theme,
        keys=chosen(config.keys),
        state_folder=paths.state_folder(),
        clock=clock,
        zone=zone,
        practice=practice,
        ca=config.register.ca,
    )


def bench_app(
    open_bench: "Callable[[], tuple[Desk, BenchVerbs]]",
    config: "Config",
    *,
    clock: Callable[[], datetime] = _utc,
    zone: tzinfo | None = None,
) -> DeskApp:
    """The bench's app, which opens its bench once it is painted. Raises ConfigError for keys that cannot be."""
    from devswap.tui.bench.app import BenchApp
    from devswap.tui.keys import BENCH_KEYS

    return BenchApp(
        open_bench,
        config.scanner,
        theme=config.desk.theme,
        keys=chosen(config.keys, BENCH_KEYS),
        state_folder=paths.state_folder(),
        clock=clock,
        zone=zone,
        ca=config.register.ca,
        logs=Path(config.wiping.logs) if config.wiping.logs else None,
    )


def make_app(desk: "Desk", config: "Config", *, practice: bool = False) -> DeskApp:
    """The app of a desk that is open already. Raises ConfigError for keys that cannot be."""
    return opening_app(lambda: desk, config, practice=practice)


def run(app: DeskApp, *, mouse: bool = False) -> int:
    """Run the app on this terminal; the exit code of the process. Raises DevswapError where no desk could be opened."""
    app.run(mouse=mouse)
    if app.failure is not None:
        raise app.failure
    return app.return_code or 0
