"""`devswap enrol` and `devswap sync`: a desk and its register."""

import json
import time
from datetime import datetime
from typing import TYPE_CHECKING

import click

from devswap.cli.opening import writing
from devswap.cli.settings import config_option, loaded
from devswap.cli.speech import harmless, put, say
from devswap.errors import RegisterError

if TYPE_CHECKING:
    from devswap.standing import Standing
    from devswap.store import Store
    from devswap.sync.exchange import Exchange

KEPT = "Carry on; what waits is kept, and sent later."


@click.command()
@click.argument("url")
@click.argument("code")
@config_option
def enrol(url: str, code: str) -> None:
    """Join the register at URL with the one-time CODE that `devswap register code` printed.

    The desk makes a key of its own and keeps the register's. Policy, operators and lists come from there from then on.
    Enrolling again begins a new life of this desk's journal; what was recorded before stays, and is still sent.
    """
    config = loaded().config
    with writing(config) as store:
        standing = join(store, url, code, config.register.ca)
    say(harmless(f"Enrolled as {standing.name} at {standing.site}. `devswap sync --once` brings the lists."))


def join(store: "Store", url: str, code: str, ca: str = "") -> "Standing":
    """Have the register at this address let the store's desk in; `ca` as in `Client`.

    Raises RegisterError, ConfigError, StoreError.
    """
    from devswap import wire
    from devswap.standing import Standing
    from devswap.sync.client import Client
    from devswap.sync.keys import Key

    client = Client(url, ca)
    private = store.dice(256).to_bytes(32, "big")
    key = Key(private)
    asked = wire.Enrol(code, *store.owner, key.public)
    said = client.enrol(asked, key, f"{store.dice(128):032x}")
    client.close()
    address = url.rstrip("/")
    standing = Standing(address, said.register, said.register_key, private.hex(), said.name, said.site, said.epoch)
    store.enrol(standing, said.policy)
    return standing


@click.command()
@click.option("--once", is_flag=True, help="Until all is in step, then stop.")
@click.option("--json", "as_json", is_flag=True, help="One object for each time all is in step.")
@config_option
def sync(once: bool, as_json: bool) -> None:
    """Exchange with the register: send what it does not have, read what others did.

    Exit 4 where it is out of reach; what waits is kept. A working desk does this by itself: this is for a desk that
    nobody has open.
    """
    from devswap.sync import driving
    from devswap.sync.client import Client, said
    from devswap.sync.exchange import Exchange

    config = loaded().config
    with writing(config) as store:
        standing = _standing(store)
        client = Client(standing.url, config.register.ca)
        exchange = Exchange(store, standing)
        try:
            while True:
                unheard = driving.once(exchange, client.carry)
                _tell(exchange, store.clock.now(), as_json)
                if once:
                    break
                time.sleep(exchange.pause())
        finally:
            client.close()
        if unheard is not None:
            raise RegisterError(f"{standing.url}: {exchange.status().words(store.clock.now())}. {said(unheard)}{KEPT}")


def _standing(store: "Store") -> "Standing":
    standing = store.standing()
    if standing is None:
        raise RegisterError("This desk stands alone. Join a register: `devswap enrol URL CODE`.")
    return standing


def _tell(exchange: "Exchange", now: datetime, as_json: bool) -> None:
    standing, counted = exchange.standing, exchange.counted
    if not as_json:
        say(f"{exchange.status().words(now)}: {counted.sent} sent, {counted.received} received")
        return
    put(json.dumps({
        "sent": counted.sent,
        "received": counted.received,
        "position": standing.cursor.position if standing.cursor else None,
        "epoch": standing.epoch,
        "waiting": exchange.waiting(),
        "discrepancies": standing.discrepancies,
    }))  # fmt: skip
