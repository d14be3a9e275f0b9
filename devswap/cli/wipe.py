"""`devswap wipe`: evidence in, accepted or turned down, drive by drive, and the certificates that come of it."""

import json
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from devswap.cli.acting import acting
from devswap.cli.listing import formats, rows
from devswap.cli.opening import reading, settings_of, writing
from devswap.cli.settings import config_option, loaded
from devswap.cli.speech import harmless, put, say
from devswap.errors import CheckFailed, ConfigError, StoreInUse

if TYPE_CHECKING:
    from devswap.wiping.importing import Importing, Taken
    from devswap.wiping.jobs import Bench

_operator = click.option(
    "--operator", "number", default="", metavar="NUMBER", help="Who does it; else [desk] operator."
)
_second = click.option("--authorised-by", "second", default="", metavar="NUMBER", help="The second person.")
_media = click.option(
    "--media", default="", metavar="MEDIA", help="What the drives are, where the record says nothing."
)
_json = click.option("--json", "as_json", is_flag=True, help="One object a line.")

AT_THE_BENCH = "/evidence FILE takes a report in, and the folder of [wiping] logs is watched on the terminal"


@click.group()
def wipe() -> None:
    """The wipe bench, by command: evidence of erasure tools, acceptance, drives, certificates."""


@contextmanager
def _bench(number: str, *, profile: str = "") -> "Iterator[Bench]":
    from devswap.wiping.jobs import Bench
    from devswap.wiping.methods import load_profile

    config = loaded().config
    with ExitStack() as stack:
        try:
            store = stack.enter_context(writing(config))
        except StoreInUse as error:
            raise StoreInUse(f"{error} Where it is a bench, do it there: {AT_THE_BENCH}.") from None
        who = number or config.desk.operator
        if not who:
            raise ConfigError("Who does it? Name one of the operators' list: --operator NUMBER.")
        operator = acting(store, config, who)
        standing = store.standing()
        site = standing.site if standing else config.desk.site
        early = settings_of(store, config).policy.wipe.early
        yield Bench(store, load_profile(profile or config.wiping.profile), site, operator, early)


def _importing(
    bench: "Bench", media: str, device: str = "", mapping: Path | None = None, companion: Path | None = None
) -> "Importing":
    from devswap.wiping.importing import Importing, log_zone
    from devswap.wiping.jobs import job_named
    from devswap.wiping.mappings import load_mapping
    from devswap.wiping.originals import kept_files

    host = job_named(bench.store, device).device.serial if device else ""
    made = load_mapping(mapping) if mapping else None
    zone = log_zone(loaded().config.wiping.log_zone)
    return Importing(bench, kept_files(bench.store.path), media, host, made, companion, zone)


@wipe.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE…", type=click.Path(path_type=Path, exists=True))
@_operator
@_media
@click.option("--device", default="", metavar="IDENTIFIER", help="The computer, for formats that name none.")
@click.option("--profile", default="", help="Another profile than the configuration's.")
@click.option(
    "--mapping", type=click.Path(path_type=Path, exists=True), help="How a CSV of another tool is read (TOML)."
)
@_json
@config_option
def import_(
    files: tuple[Path, ...], number: str, media: str, device: str, profile: str, mapping: Path | None, as_json: bool
) -> None:
    """Take evidence in: nwipe and ShredOS logs, nvme sanitize logs, Blancco reports, UEFI reports, CSV.

    Success is never taken from a tool's last sentence. What matches no job, or leaves a doubt, waits for a person
    (`devswap wipe review`); its file is kept all the same. A sanitize log and the `id-ctrl` of its drive may be one
    file, or the two files of one command.
    """
    files, companion = _paired(files)
    with _bench(number, profile=profile) as bench:
        for taken in _importing(bench, media, device, mapping, companion).take(_files(files)):
            _tell(taken, as_json)


@wipe.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@_operator
@_media
@click.option("--once", is_flag=True, help="Take what lies there, then stop.")
@_json
@config_option
def watch(folder: Path, number: str, media: str, once: bool, as_json: bool) -> None:
    """Take in every log that comes to lie in a folder, once it is no longer written to.

    The store is opened for each batch alone, so that a desk or bench may be opened meanwhile; while one is, logs wait.
    """
    from devswap.wiping.watching import LOOK, still

    seen: dict[Path, tuple[int, int]] = {}
    free, opened = True, False
    while True:
        files = list(still(folder, seen))
        try:
            if files or not opened:
                with _bench(number) as bench:
                    for taken in _importing(bench, media).take(files):
                        _tell(taken, as_json)
                free = opened = True
        except StoreInUse as error:
            for file in files:
                seen.pop(file)
            if once:
                raise
            if free:
                say(f"{error} Until then {len(files)} reports wait in {folder}.")
            free = False
        if once:
            return
        time.sleep(LOOK)


def _paired(files: tuple[Path, ...]) -> tuple[tuple[Path, ...], Path | None]:
    """A sanitize log and the controller that it came from, where just these two are named; else the files."""
    from devswap.wiping.readers import LARGEST, nvme

    if len(files) == 2 and all(file.is_file() and file.stat().st_size < LARGEST for file in files):
        parts = {nvme.part_in(file.read_bytes()): file for file in files}
        if parts.keys() == {"log", "controller"}:
            return (parts["log"],), parts["controller"]
    return files, None


def _files(named: tuple[Path, ...]) -> Iterator[Path]:
    for path in named:
        yield from sorted(f for f in path.iterdir() if f.is_file()) if path.is_dir() else (path,)


def _tell(taken: "Taken", as_json: bool) -> None:
    if as_json:
        from dataclasses import asdict

        put(json.dumps(asdict(taken), ensure_ascii=False))
        return
    marks = {"passed": "OK", "failed": "FAILED", "review": "REVIEW", "known": "..."}
    said = f"{marks[taken.outcome]} {taken.file}: drive {taken.drive or '?'} of {taken.device or 'no device'}"
    put(harmless("; ".join((said, *taken.reasons)) + f". {taken.next}"))


@wipe.command()
@click.option("--all", "everything", is_flag=True, help="What was set aside too, with the reason.")
@formats
@config_option
def review(everything: bool, as_json: bool, csv_file: Path | None) -> None:
    """What came in and matched no job, or left a doubt; each by a name that `attach` and `set-aside` take."""
    import msgspec

    from devswap.wiping.importing import aside_of, told_of
    from devswap.wiping.originals import kept_files
    from devswap.wiping.reviewing import SHORT

    with reading(loaded().config) as store, rows(as_json, csv_file) as give:
        for row in store.waiting_evidence() + (store.evidence_aside() if everything else []):
            told, aside, kept = told_of(row), aside_of(row), str(kept_files(store.path) / row.digest)
            shown = {"result": row.result, "file": row.file, "digest": row.digest, "run": row.run, "at": row.at}
            shown |= {"kept": kept, "set_aside": msgspec.to_builtins(aside)}
            what = f"drive {told.drive or '?'}, {'; '.join(told.reasons)}"
            then = f"set aside: {aside.why}" if aside else f"next: {told.next}"
            words = f"{row.result[:SHORT]}  {row.at[:16]}  {row.file} run {row.run}: {what}\n  {then}"
            give(shown | msgspec.to_builtins(told), words)


@wipe.command()
@click.argument("result")
@click.argument("identifier")
@_operator
@_media
@_json
@config_option
def attach(result: str, identifier: str, number: str, media: str, as_json: bool) -> None:
    """Say which device a result of the review belongs to; whether it passes is judged by the whole rule."""
    from devswap.wiping.jobs import job_named
    from devswap.wiping.reviewing import result_named

    with _bench(number) as bench:
        saved = result_named(bench.store, result)
        _tell(_importing(bench, media).attach(saved, job_named(bench.store, identifier).device), as_json)


@wipe.command("set-aside")
@click.argument("result")
@click.argument("reason")
@_operator
@config_option
def set_aside(result: str, reason: str, number: str) -> None:
    """Set a result of the review aside, with the reason; its file stays kept."""
    from devswap.wiping import reviewing

    with _bench(number) as bench:
        saved = reviewing.result_named(bench.store, result)
        reviewing.set_aside(bench, saved, reason)
    say(f"{saved.file} is set aside. `devswap wipe review --all` shows it, with the reason.")


@wipe.command()
@click.argument("identifier")
@_json
@config_option
def show(identifier: str, as_json: bool) -> None:
    """A device's job: its age, its drives, what each must have, and how it stands."""
    from devswap.wiping.jobs import job_named
    from devswap.wiping.methods import load_profile
    from devswap.wiping.showing import lines, told

    config = loaded().config
    profile = load_profile(config.wiping.profile)
    with reading(config) as store:
        job = job_named(store, identifier)
        if as_json:
            put(json.dumps(told(job, profile), ensure_ascii=False))
            return
        for line in lines(job, profile):
            put(harmless(line))


@wipe.command()
@click.argument("identifier")
@_operator
@_second
@_media
@config_option
def start(identifier: str, number: str, second: str, media: str) -> None:
    """Record that the wipe of a device begins; not while it is held, and before its day on a supervisor's word only."""
    from devswap.wiping import accepting
    from devswap.wiping.jobs import job_named

    with _bench(number) as bench:
        job = job_named(bench.store, identifier)
        by = acting(bench.store, loaded().config, second) if second else None
        for begun in accepting.start(bench, job, media, by):
            say(f"{job.called}: {begun.method} by {begun.technique} ({begun.tool}) has begun.")


@wipe.command()
@click.argument("identifier")
@click.option("--controller", default="/dev/nvme0", metavar="PATH", help="Of an NVMe drive, as the bench names it.")
@click.option("--keyboard", default="uk", metavar="LAYOUT", help="ShredOS's.")
@_operator
@config_option
def prepare(identifier: str, controller: str, keyboard: str, number: str) -> None:
    """The settings for nwipe and ShredOS, or the nvme commands, of each drive: text to check; nothing is erased."""
    from devswap.wiping.jobs import job_named, may_begin
    from devswap.wiping.prepare import for_job

    with _bench(number) as bench:
        job, named = job_named(bench.store, identifier), settings_of(bench.store, loaded().config).programme.name
        may_begin(bench, job)
        for line in for_job(job, bench.profile, controller=controller, organisation=named, keyboard=keyboard):
            put(harmless(line))


@wipe.command()
@click.argument("identifier")
@_operator
@_second
@_media
@click.option("--read-back", is_flag=True, help="Drives of the sample were read back with a second tool.")
@config_option
def accept(identifier: str, number: str, second: str, media: str, read_back: bool) -> None:
    """Accept the evidence of every drive of a device that waits: the second of the two steps."""
    from devswap.wiping import accepting, certificates
    from devswap.wiping.jobs import job_named

    with _bench(number) as bench:
        job = job_named(bench.store, identifier)
        organisation = settings_of(bench.store, loaded().config).programme.name
        by = acting(bench.store, loaded().config, second) if second else None
        job = accepting.with_media(bench, job, media)
        for accepted in accepting.accept(bench, job, by, read_back=read_back):
            certificates.sign(bench.store, accepted.certificate, organisation)
            put(accepted.certificate)
    say(f"{job.called} is accepted. `devswap wipe certificate {job.called}` prints what proves it.")


@wipe.command()
@click.argument("identifier")
@click.argument("reason")
@click.option("--drive", default="", metavar="SERIAL", help="One of its drives.")
@_operator
@config_option
def fail(identifier: str, reason: str, drive: str, number: str) -> None:
    """Turn evidence down, or record a wipe that did not do it; REASON is a word such as read-errors."""
    from devswap.wiping import accepting
    from devswap.wiping.jobs import job_named

    with _bench(number) as bench:
        job = job_named(bench.store, identifier)
        count = accepting.fail(bench, job, reason, drive)
    say(f"{job.called}: {count} turned down. Wipe it again, or take the drive out and have it destroyed.")


@wipe.command()
@click.argument("identifier")
@click.argument("what", type=click.Choice(["found", "is", "missing", "removed", "destroyed"]))
@click.argument("serial")
@click.argument("words", nargs=-1, metavar="[MEDIA | REASON | SPOT | TECHNIQUE CONTRACTOR CERTIFICATE]")
@_operator
@config_option
def drive(identifier: str, what: str, serial: str, words: tuple[str, ...], number: str) -> None:
    """What a drive is; one more or less than was taken in; taken out, or destroyed with its own record."""
    from devswap.wiping import accepting
    from devswap.wiping.jobs import job_named

    needs = {
        "found": "MEDIA", "is": "MEDIA", "missing": "REASON", "removed": "SPOT",
        "destroyed": "TECHNIQUE CONTRACTOR CERTIFICATE",
    }  # fmt: skip
    wanted = needs[what].split()
    if len(words) != len(wanted):
        raise click.UsageError(f"{what} takes {needs[what]} after the serial.")
    with _bench(number) as bench:
        job = job_named(bench.store, identifier)
        if what == "is":
            accepting.identified(bench, job, accepting.drive_named(job, serial), *words)
        else:
            getattr(accepting, what)(bench, job, serial, *words)
    say(f"{job.called}: drive {serial} {what}.")


@wipe.command()
@click.argument("identifier")
@click.option("--out", default=".", type=click.Path(path_type=Path, file_okay=False), help="The folder to write to.")
@config_option
def certificate(identifier: str, out: Path) -> None:
    """Write the certificates of a device, one for each drive, and its host sheet, as PDF; the same bytes each time."""
    from devswap.wiping import certificates
    from devswap.wiping.jobs import job_named
    from devswap.wiping.papers import kept

    config = loaded().config
    with reading(config) as store:
        job, organisation = job_named(store, identifier), settings_of(store, config).programme.name
        for file in kept(out, certificates.files(store, job, organisation)):
            put(str(file))


@wipe.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@config_option
def check(file: Path) -> None:
    """Whether a certificate, or a host sheet, is genuine, altered or unknown; exit 6 unless it is genuine."""
    from devswap.wiping import certificates

    config = loaded().config
    with reading(config) as store:
        organisation = settings_of(store, config).programme.name
        found = certificates.check(store, file.read_bytes(), organisation)
    put(found)
    if found != "genuine":
        raise CheckFailed(f"{file} is {found}: it is not what the record prints.")
