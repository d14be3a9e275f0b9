"""`devswap paths`: where things are."""

import click

from devswap.cli.settings import config_option, loaded
from devswap.cli.speech import put


@click.command("paths")
@click.option("--json", "as_json", is_flag=True, help="One object.")
@config_option
def places(as_json: bool) -> None:
    """Where things are: the configuration, the store, logs and crash files."""
    import json

    from devswap import paths

    read = loaded()
    found = {
        "config": str(read.file or ""),
        "own_config": str(paths.config_file()),
        "store": str(read.config.store),
        "state": str(paths.state_folder()),
    }
    if as_json:
        put(json.dumps(found, ensure_ascii=False))
        return
    put(f"configuration  {found['config'] or 'none: the defaults'}")
    put(f"your own       {found['own_config']}")
    put(f"store          {found['store']}")
    put(f"logs, crashes  {found['state']}")
