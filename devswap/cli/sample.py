"""`devswap sample`: believable data to try things on."""

from pathlib import Path

import click

from devswap.cli.progress import bar
from devswap.cli.speech import say


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--devices", default=2000, show_default=True, type=click.IntRange(1, 5_000_000), help="Devices in service."
)
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0), help="The same seed, the same bytes.")
def sample(folder: Path, devices: int, seed: int) -> None:
    """Write a force's lists, a configuration that works, and a day's recording.

    \b
    estate.csv stock.csv recipients.csv operators.csv    for `devswap import`
    config.toml                                          a desk that stands alone, an engineer signed in
    day.scans                                            a busy day, mistakes and all, for `devswap desk --plain`
    """
    from devswap import sample as data

    with bar("devices", devices) as told:
        data.write(folder, devices, seed, told=told)
    say(f"Wrote {', '.join(data.FILES)} to {folder}.")
