"""A TCP proxy that does to a connection what networks do: one toxic at a time."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Literal

Toxic = Literal["", "slow", "cut", "half_close", "black_hole", "reset"]
TOXICS: tuple[Toxic, ...] = ("slow", "cut", "half_close", "black_hole", "reset")
CUT_AFTER = 700
"""Bytes of an answer that pass before the cut: its head, and not all of its body."""


@dataclass
class Proxy:
    """Where it listens, and what it does to connections that are open from now on."""

    port: int = 0
    toxic: Toxic = ""
    met: dict[str, int] = field(default_factory=dict)


@contextmanager
def proxy(target: int) -> Iterator[Proxy]:
    """A proxy in front of a port of this machine, in a thread with a loop of its own."""
    made, loop = Proxy(), asyncio.new_event_loop()

    async def serve() -> None:
        server = await asyncio.start_server(lambda r, w: _connection(made, target, r, w), "127.0.0.1", 0)
        made.port = server.sockets[0].getsockname()[1]
        ready.set()

    ready = threading.Event()
    thread = threading.Thread(target=lambda: (loop.run_until_complete(serve()), loop.run_forever()), daemon=True)
    thread.start()
    ready.wait(10)
    try:
        yield made
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)


async def _connection(made: Proxy, target: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    toxic = made.toxic
    made.met[toxic] = made.met.get(toxic, 0) + 1
    there, to = await asyncio.open_connection("127.0.0.1", target)
    with suppress(ConnectionError):
        await asyncio.gather(_pipe(reader, to, ""), _pipe(there, writer, toxic))
    to.close()
    writer.close()


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, toxic: Toxic) -> None:
    passed = 0
    while data := await reader.read(4096):
        match toxic:
            case "slow":
                await asyncio.sleep(0.05)
            case "cut" if passed + len(data) > CUT_AFTER:
                writer.write(data[: CUT_AFTER - passed])
                await writer.drain()
                writer.close()
                return
            case "half_close":
                writer.write(data[:20])
                await writer.drain()
                writer.write_eof()
                return
            case "black_hole":
                continue
            case "reset":
                writer.transport.abort()
                return
        passed += len(data)
        writer.write(data)
        await writer.drain()
    with suppress(OSError):
        writer.write_eof()
