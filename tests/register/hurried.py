"""devswap with little patience and small batches, so that a test of outages need not last as long as they do."""

import httpx

from devswap import cli, wire
from devswap.sync import client, core

client.TIMEOUTS = httpx.Timeout(2.0)
core.BETWEEN = 6.0
wire.BATCH_ENTRIES = 20
cli.main()
