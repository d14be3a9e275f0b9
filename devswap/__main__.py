"""`python -m devswap`."""

from devswap.cli import main

main()
