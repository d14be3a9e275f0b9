"""The rows that an import left out, as a file that can be corrected and imported again."""

import csv
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from devswap.errors import ImportRefused
from devswap.store.lists.sheet import Sheet, armed, disarmed


def write_rejected(path: Path, header: Sequence[str], lines: Iterable[int]) -> Path:
    """Write these lines' rows to `FILE.rejected.csv`, formulas disarmed; its path. Raises ImportRefused."""
    target = path.with_name(f"{path.name}.rejected.csv")
    draft = target.with_name(f"{target.name}.part")
    wanted = set(lines)
    sheet = Sheet(path, header)
    try:
        with draft.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(map(disarmed, header))
            for line, row in sheet.rows():
                if line in wanted:
                    writer.writerow([disarmed(armed(cell)) for cell in row])
        os.replace(draft, target)
    except OSError as error:
        raise ImportRefused(f"{target}: cannot be written ({error.strerror}), so nothing was taken.") from None
    finally:
        sheet.close()
    return target
