"""What devswap prepares for a bench and never runs: settings for nwipe and ShredOS, commands for nvme, as text.

A person reads them, checks the drive's serial and starts the tool. Only ways that a profile offers can be prepared:
a label that merely counts where it comes in is refused.

References: nwipe(1) 0.34 and 0.42, `src/conf.c` (nwipe.conf is libconfig); ShredOS README; nvme-sanitize(1) 2.3.
"""

import re
import shlex
from collections.abc import Iterator
from typing import Final

from devswap.errors import DevswapError
from devswap.ledger.wipe_jobs import drives_without_acceptance
from devswap.wiping.evidence import as_told
from devswap.wiping.jobs import MEDIA, OpenJob
from devswap.wiping.methods import Offer, Profile

NWIPE_METHODS: Final = {"Fill With Zeros": "zero", "Fill With Ones": "one", "PRNG Stream": "random"}
"""nwipe's label → the word for its `--method`."""
SANITIZE_ACTIONS: Final = {
    "nvme-sanitize-block-erase": 2,
    "nvme-sanitize-overwrite": 3,
    "nvme-sanitize-crypto-erase": 4,
}
CONTROLLER: Final = re.compile(r"/dev/nvme\d{1,3}")


def for_job(job: OpenJob, profile: Profile, *, controller: str, organisation: str, keyboard: str) -> Iterator[str]:
    """For each drive that owes a wipe the settings or commands of the way it is offered first, line by line."""
    tag = job.device.asset_tag or job.called
    owing = set(drives_without_acceptance(job.state, job.custody))
    for drive in job.drives:
        if drive.id not in owing:
            continue
        demand, called = job.demand(profile, MEDIA.get(drive.media, "")), drive.serial or "without a serial"
        offer = demand.offers[0] if demand.offers and demand.method != "destroy" else None
        yield f"# Drive {called}: {demand.method}, for {demand.why}."
        if offer is None:
            yield "# Nothing is to be prepared: it is to be destroyed, or said what it is: /drive is SERIAL MEDIA."
        elif offer.tool == "nwipe":
            yield from ("# On ShredOS's kernel line:", shredos_kernel_line(offer, keyboard=keyboard))
            yield from ("# Or by hand:", f"nwipe {shlex.join(nwipe_options(offer, log=f'{file_name(tag)}.log'))}")
            yield from ("# /etc/nwipe/nwipe.conf:", *nwipe_conf(tag, organisation).splitlines())
        elif offer.tool == "nvme-cli":
            yield from nvme_commands(controller, called, tag, offer).splitlines()
        else:
            yield f"# {offer.tool}: {offer.label or offer.technique}. Its result comes in by CSV, or is typed there."


def nwipe_options(offer: Offer, *, log: str = "", unattended: bool = False) -> tuple[str, ...]:
    """nwipe's arguments for an offered way. `unattended` starts on every drive but USB ones without a question.

    Raises DevswapError where the offer is none of nwipe's.
    """
    if offer.tool != "nwipe" or offer.label not in NWIPE_METHODS:
        raise DevswapError(
            f"nwipe is not offered for “{offer.label or offer.technique}”: choose one the profile offers."
        )
    options = [f"--method={NWIPE_METHODS[offer.label]}", "--verify=last", "--rounds=1", "--noblank", "--nousb"]
    options += [f"--logfile={log}"] if log else []
    return (*options, *(("--autonuke", "--nogui", "--nowait") if unattended else ()))


def nwipe_conf(tag: str, organisation: str = "") -> str:
    """`/etc/nwipe/nwipe.conf` with the job's tag, which nwipe 0.41 and later prints on its PDF."""
    return (
        "Organisation_Details :\n{\n"
        f"  Business_Name = {_libconfig(organisation or 'Not Applicable (BN)')};\n"
        "};\nPDF_Certificate :\n{\n"
        '  PDF_Enable = "ENABLED";\n  PDF_Preview = "DISABLED";\n'
        '  PDF_Host_Visibility = "ENABLED";\n  PDF_tag = "ENABLED";\n'
        f"  User_Defined_Tag = {_libconfig(tag)};\n"
        "};\n"
    )


def shredos_kernel_line(offer: Offer, *, unattended: bool = False, keyboard: str = "uk") -> str:
    """What to append to ShredOS's kernel line. It names its own log file. Raises DevswapError as `nwipe_options`."""
    options = " ".join(nwipe_options(offer, unattended=unattended))
    return f'nwipe_options="{options}" shredos_exclude_boot_disc="yes" loadkeys={shlex.quote(keyboard)}'


def nvme_commands(controller: str, serial: str, tag: str, offer: Offer) -> str:
    """The commands for one NVMe drive, to be read and then typed; they end in the file that is imported.

    Raises DevswapError where the controller has no such name, or the offer is none of nvme-cli's sanitize commands.
    """
    if not CONTROLLER.fullmatch(controller):
        raise DevswapError(f"“{as_told(controller)}” is no NVMe controller: name one such as /dev/nvme0.")
    if offer.tool != "nvme-cli" or offer.technique not in SANITIZE_ACTIONS:
        raise DevswapError(f"nvme sanitize is not offered as {offer.technique}: choose a way the profile offers.")
    original = shlex.quote(f"{file_name(tag)}.nvme.json")
    return (
        f"# {as_told(tag)}. Go on only if the serial (sn) is {as_told(serial)}: the numbers of controllers change.\n"
        f"nvme id-ctrl {controller} | grep -w sn\n"
        f"nvme sanitize {controller} -a {SANITIZE_ACTIONS[offer.technique]}\n"
        "# Again until the status says completed; a drive may take hours.\n"
        f"nvme sanitize-log {controller}\n"
        "# Both into one file: the log itself holds no serial.\n"
        f"nvme id-ctrl {controller} -o json > {original}\n"
        f"nvme sanitize-log {controller} -o json >> {original}\n"
    )


def file_name(tag: str) -> str:
    """A tag as part of a file's name."""
    return re.sub(r"[^\w.-]", "_", as_told(tag))


def _libconfig(text: str) -> str:
    """A text as libconfig writes it: in quotes, with backslashes before quotes and backslashes, on one line."""
    escaped = as_told(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
