"""Lists into the store: estate, stock, recipients, operators and holds, from CSV files."""

from devswap.store.lists.checking import Bad
from devswap.store.lists.importing import KINDS, Kind, Report, import_list
from devswap.store.lists.sheet import Progress

__all__ = ["KINDS", "Bad", "Kind", "Progress", "Report", "import_list"]
