"""From light to a Scan. Knows nothing of devices, swaps or devswap."""
