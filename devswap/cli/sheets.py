"""`devswap sheets`: what a desk has printed beside it."""

from pathlib import Path

import click

from devswap.cli.speech import put


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def sheets(folder: Path) -> None:
    """Write the desk's sheets to FOLDER, each as PDF and PNG: commands, keyboard calibration, scanner set-up.

    Every barcode on them was read back before it was written.
    """
    from devswap.printing.page import pdf
    from devswap.printing.setup_sheets import setup_sheets
    from devswap.printing.sheets import calibration_sheet, command_sheets

    folder.mkdir(parents=True, exist_ok=True)
    for name, pages in (
        ("commands", command_sheets()),
        ("calibration", [calibration_sheet()]),
        ("scanner-set-up", setup_sheets()),
    ):
        files = [(f"{name}.pdf", pdf(pages)), *((f"{page.name}.png", page.png()) for page in pages)]
        for file, content in files:
            (folder / file).write_bytes(content)
            put(str(folder / file))
