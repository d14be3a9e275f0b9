"""devswap: the handover desk of a device-refresh programme."""
