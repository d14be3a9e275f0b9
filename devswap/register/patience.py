"""How long the register's server waits for whoever is slow: a connection that does not get on is let go.

uvicorn has no limit but for the pause between two requests, and counts connections that it keeps: two hundred clients
that send a header's byte a second would keep every desk out. The limits hold before anything is known of who asks.
"""

import asyncio
import logging
from typing import Any, Final

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from devswap.wire import LARGEST_BODY

log = logging.getLogger(__name__)
HEADERS: Final = 10.0
"""Seconds that a request's line and headers may take, from the connection or from the end of the idle time on."""
EXCHANGE: Final = 60.0
"""Seconds from a request's headers to the last byte of its answer, as slowly as it may be read."""


class Patient(H11Protocol):
    """A connection whose every step has an end. What it had under way is unknown to its desk, which sends it again."""

    headers_within = HEADERS
    exchange_within = EXCHANGE
    _end: asyncio.TimerHandle | None = None
    _spilt = 0
    """Bytes of a body that came after its answer: so many are let pass that the answer is read, and no more."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """The first request is to come."""
        super().connection_made(transport)
        self._within(self.headers_within)

    def data_received(self, data: bytes) -> None:
        """Bytes came; of what was refused already no more than a whole body is read."""
        if self.conn.our_state is h11.DONE and self.conn.their_state is h11.SEND_BODY:
            self._spilt += len(data)
            if self._spilt > LARGEST_BODY:
                self._give_up("sends on what was refused")
                return
        super().data_received(data)

    def handle_events(self) -> None:
        """With a request's headers the time for the whole of it begins."""
        before = self.cycle
        super().handle_events()
        if self.cycle is not before:
            self._within(self.exchange_within)

    def on_response_complete(self) -> None:
        """The next request may take its time to begin (uvicorn's own limit), and then its time to come."""
        self._within(self.timeout_keep_alive + self.headers_within)
        super().on_response_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing more is waited for."""
        if self._end is not None:
            self._end.cancel()
        super().connection_lost(exc)

    def _within(self, seconds: float) -> None:
        if self._end is not None:
            self._end.cancel()
        self._end = self.loop.call_later(seconds, self._give_up)

    def _give_up(self, why: str = "is too slow") -> None:
        client: Any = self.client or ("?", 0)
        log.info("%s:%s %s: let go", *client, why)
        self.transport.abort()
