"""`devswap stock`: what is on hand per site and model; `stock correct`: a cost, year or order put right."""

import re
from dataclasses import asdict
from pathlib import Path

import click

from devswap.cli.acting import acting
from devswap.cli.listing import formats, rows
from devswap.cli.opening import reading, writing
from devswap.cli.settings import config_option, loaded
from devswap.cli.speech import say
from devswap.errors import ConfigError


@click.group(invoke_without_command=True)
@formats
@click.option("--site", metavar="SITE", help="Of this site alone.")
@click.option("--devices", is_flag=True, help="Each device, with order, unit cost and financial year.")
@config_option
@click.pass_context
def stock(context: click.Context, as_json: bool, csv_file: Path | None, site: str | None, devices: bool) -> None:
    """New devices on hand, by site and model; those that run low are marked."""
    if context.invoked_subcommand:
        return
    from devswap.desk.shelf import levels

    config = loaded().config
    with reading(config) as store:
        found = store.stock_at(site)
        policy = (store.rules() or config).policy.stock
    with rows(as_json, csv_file) as give:
        if devices:
            for row in found:
                cost = "-" if row.unit_cost is None else f"{row.unit_cost / 100:.2f}"
                line = f"{row.called:<21} {row.category:<9} {row.model:<28} {row.site} {row.spot} {row.order} {cost}"
                give(asdict(row), line)
            return
        for level in levels(found, policy):
            what = f"{level.site:<16} {level.category:<9} {f'{level.maker} {level.model}':<36}"
            line = f"{'!' if level.low else ' '} {what} {level.on_hand:>6} on hand {level.on_the_way:>5} on the way"
            give(asdict(level), line)


@stock.command()
@click.argument("identifier")
@click.option("--cost", type=click.IntRange(0, 10**12), metavar="PENCE", help="Unit cost, net, in pence.")
@click.option("--year", metavar="YEAR", help="Financial year, 2025/26.")
@click.option("--order", metavar="ORDER", help="Order reference.")
@click.option("--reason", required=True, metavar="REASON", help="Why, in a word or two.")
@click.option("--operator", "number", required=True, metavar="NUMBER", help="Who corrects it.")
@config_option
def correct(identifier: str, cost: int | None, year: str | None, order: str | None, reason: str, number: str) -> None:
    """Put right what a device of the stock cost, or which year and order bore it: as an entry, the old one stays."""
    from devswap.desk.shelf import correction
    from devswap.store import Recording

    if cost is None and year is None and order is None:
        raise click.UsageError("Say what to put right: --cost, --year or --order.")
    if year is not None and not re.fullmatch(r"20[0-9]{2}/[0-9]{2}", year):
        raise click.BadParameter("a financial year is written 2025/26", param_hint="--year")
    code = "_".join(reason.lower().split())
    if not re.fullmatch(r"[a-z0-9][a-z0-9_.-]{0,63}", code):
        raise click.BadParameter("a word or two, in letters and digits", param_hint="--reason")
    with writing(loaded().config) as store:
        operator = acting(store, loaded().config, number)
        found = {f.device.id: f.device for f in store.devices([("any", identifier)]) if f.device.listed_in == "stock"}
        event = correction(store, next(iter(found.values())), cost, year, order, code) if len(found) == 1 else None
        if event is None:
            raise ConfigError(f"{len(found)} devices of the stock are known by {identifier}. Name one.")
        store.record([Recording(event, operator.id)])
    say(f"{identifier}: {event.unit_cost} pence, {event.financial_year}, order {event.order}.")
