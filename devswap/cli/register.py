"""`devswap register`: the central service and its keeping."""

import json
import logging
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from devswap.cli.listing import formats, rows
from devswap.cli.opening import collect_seldom
from devswap.cli.registering import database, opened
from devswap.cli.settings import config_option, loaded
from devswap.cli.speech import harmless, put, say
from devswap.errors import CheckFailed, ConfigError

if TYPE_CHECKING:
    from devswap.register.imports import Kind

KINDS: "tuple[Kind, ...]" = ("estate", "stock", "recipients", "operators")
DECISIONS = ("both_stand", "void", "written_off")
LOOPBACK = ("127.0.0.1", "::1", "localhost")


@click.group()
def register() -> None:
    """The central register, where all journals meet, and its keeping."""


@register.command()
@click.option("--listen", metavar="HOST:PORT", help="Else [register.service] listen.")
@click.option("--certificate", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="For TLS, PEM.")
@click.option("--key", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Its private key, PEM.")
@click.option("--plain-http", is_flag=True, help="Without TLS beyond this machine, as behind a proxy that does it.")
@config_option
def serve(listen: str | None, certificate: Path | None, key: Path | None, plain_http: bool) -> None:
    """Serve desks until interrupted; any number of these work beside each other on one database."""
    from datetime import UTC, datetime

    import uvicorn

    from devswap.ledger.clocks import can_be
    from devswap.register.catalogue import put_policy
    from devswap.register.patience import Patient
    from devswap.register.service import make_app
    from devswap.register.upgrading import judge_kept

    config, now = loaded().config, datetime.now(UTC)
    if not can_be(now):
        say(f"This machine's clock says {now:%Y-%m-%d %H:%M} UTC, which cannot be right. Set it.")
    host, port = _place(listen or config.register.service.listen)
    if (certificate is None) != (key is None):
        raise click.UsageError("TLS takes both --certificate and --key.")
    if certificate is None and host not in LOOPBACK and not plain_http:
        raise ConfigError(
            f"{host} is not this machine alone, and there is no certificate. Give --certificate and --key, or say "
            "--plain-http where a proxy in front does TLS."
        )
    if certificate is not None and key is not None:
        from devswap.register.tls import looked_at

        say(looked_at(certificate, key, now))
    _can_listen(host, port)
    with database() as address:
        app = make_app(address)
        with opened(address) as connection:
            put_policy(connection, config.policy, config.programme)
            judge_kept(connection, now)
        logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s: %(message)s")
        logging.getLogger("devswap").setLevel(logging.INFO)
        # uvicorn ends its work and raises the signal again; leave by the front door, so that PostgreSQL stops too
        signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
        collect_seldom()
        say(f"The register listens on {host}:{port}. End it with Ctrl-C.")
        uvicorn.run(
            app,
            host=host,
            port=port,
            http=Patient,
            log_level="warning",
            ssl_certfile=certificate,
            ssl_keyfile=key,
            timeout_keep_alive=30,
            limit_concurrency=200,
        )


@register.command()
@click.option("--site", required=True, help="Where the desk stands.")
@click.option("--desk", required=True, help="What the desk is called.")
@click.option("--json", "as_json", is_flag=True, help="One object: code, expires.")
@config_option
def code(site: str, desk: str, as_json: bool) -> None:
    """Make a code that lets one desk in, once: `devswap enrol URL CODE`."""
    from datetime import UTC, datetime
    from random import SystemRandom

    from devswap.ledger.ids import instant
    from devswap.register.enrolment import make_code

    with database() as address, opened(address) as connection:
        made, expires = make_code(connection, site, desk, datetime.now(UTC), SystemRandom().getrandbits)
    if as_json:
        put(json.dumps({"code": made, "expires": instant(expires)}))
    else:
        put(made)
        say(f"It lets {desk} at {site} in once, until {expires:%Y-%m-%d %H:%M} UTC.")


@register.command("import")
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("files", nargs=-1, required=True, metavar="FILE…", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One object for each file.")
@click.option("--operator", metavar="NUMBER", help="Who does it; named in the entry.")
@config_option
def import_(kind: "Kind", files: tuple[Path, ...], as_json: bool, operator: str | None) -> None:
    """Import lists from CSV files, all or nothing; desks are told with their next contact."""
    from datetime import UTC, datetime
    from random import SystemRandom

    from devswap.register import fleet
    from devswap.register.imports import import_list

    policy = loaded().config.policy
    categories = policy.categories | set(policy.no_data_storage)
    with database() as address:
        for file in files:
            with opened(address) as connection:
                who = fleet.operator(connection, operator)
                now, dice = datetime.now(UTC), SystemRandom().getrandbits
                done = import_list(connection, kind, file, categories, now, dice, who)
            if as_json:
                put(json.dumps({"kind": kind, "file": str(file), "rows": done.rows, "changed": done.changed}))
            say(f"{file}: {done.rows} rows, {done.changed} changed.")


@register.group(invoke_without_command=True)
@formats
@click.option("--all", "everything", is_flag=True, help="Settled and closed ones too.")
@config_option
@click.pass_context
def discrepancies(context: click.Context, as_json: bool, csv_file: Path | None, everything: bool) -> None:
    """What a person must settle, oldest first."""
    if context.invoked_subcommand:
        return
    from devswap.register.settling import listed, sides

    states = ("open", "settled", "closed") if everything else ("open",)
    with database() as address, opened(address) as connection, rows(as_json, csv_file) as give:
        for found in listed(connection, states):
            words = f"{found['id']}  {found['raised'][:16]}  {found['state']:<7}  {found['kind']}"
            rests_on = () if as_json or csv_file else sides(connection, found["id"])
            give(found, "\n  ".join((words, *rests_on, found["next"])))


@discrepancies.command("list")
@formats
@click.option("--all", "everything", is_flag=True, help="Settled and closed ones too.")
@config_option
@click.pass_context
def list_(context: click.Context, as_json: bool, csv_file: Path | None, everything: bool) -> None:
    """The same list."""
    assert context.parent is not None
    context.parent.invoked_subcommand = None
    context.parent.invoke(discrepancies, as_json=as_json, csv_file=csv_file, everything=everything)


@discrepancies.command()
@click.argument("name", metavar="ID")
@config_option
def show(name: str) -> None:
    """One discrepancy with both sides' evidence, as one JSON object."""
    from devswap.register.settling import shown

    with database() as address, opened(address) as connection:
        put(json.dumps(shown(connection, name), ensure_ascii=False, indent=2))


@discrepancies.command()
@click.argument("name", metavar="ID")
@click.argument("decision", type=click.Choice(DECISIONS))
@click.option("--operator", metavar="NUMBER", help="Who does it; named in the entry.")
@config_option
def settle(name: str, decision: str, operator: str | None) -> None:
    """Settle a discrepancy as it stands; a further entry opens it again.

    both_stand: both facts hold, what was frozen is free. void: what is unused behind it stays void. written_off: the
    same, at the programme's loss.
    """
    from datetime import UTC, datetime
    from random import SystemRandom

    from devswap.register import fleet
    from devswap.register.settling import settle as settled

    with database() as address, opened(address) as connection:
        who = fleet.operator(connection, operator, "supervisor")
        settled(connection, name, decision, datetime.now(UTC), SystemRandom().getrandbits, who)  # type: ignore[arg-type]
    say(f"Settled: {decision}. The desks are told with their next contact.")


@register.command()
@click.option("--json", "as_json", is_flag=True, help="One object on one line.")
@config_option
def report(as_json: bool) -> None:
    """How the programme stands, as one JSON object: swaps, entitlements, wipe queue, desks, discrepancies.

    Swaps by the site that they were made at, issues and their net cost by the financial year of the stock.
    """
    from datetime import UTC, datetime

    from devswap.register.reports import report as made

    with database() as address, opened(address) as connection:
        put(json.dumps(made(connection, datetime.now(UTC)), ensure_ascii=False, indent=None if as_json else 2))


@register.command()
@click.option("--json", "as_json", is_flag=True, help="One object.")
@config_option
def check(as_json: bool) -> None:
    """Recompute everything from the entries' bytes; exit 6 where anything is not as it must be."""
    from devswap.register.checking import faults

    with database() as address, opened(address) as connection:
        found = list(faults(connection))
    if as_json:
        put(json.dumps({"whole": not found, "faults": found}))
    else:
        for fault in found:
            put(harmless(fault))
        put("WRONG" if found else "whole")
    if found:
        raise CheckFailed(
            "The register is not what was stored. Keep it as it is, restore a copy, and let desks say HELLO."
        )


def _can_listen(host: str, port: int) -> None:
    """Find out before a database is started for nothing. Raises ConfigError."""
    import socket

    try:
        socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET).close()
    except OSError as error:
        why = (error.strerror or str(error)).partition(" (")[0]
        raise ConfigError(
            f"[register.service] listen: {host}:{port} cannot be had ({why}). Write another, or end what has it."
        ) from None


def _place(listen: str) -> tuple[str, int]:
    host, _, port = listen.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise ConfigError(f"[register.service] listen: {listen} is no address. Write HOST:PORT, as 127.0.0.1:8440.")
    return host.strip("[]"), int(port)
