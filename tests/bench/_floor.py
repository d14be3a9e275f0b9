"""The floor of `push`: an HTTP worker that only copies. `python -m tests.bench._floor DATABASE PORT`.

On the same HTTP server as the register's. It is given the rows of each batch beforehand, as PostgreSQL writes them in
its binary COPY format, with the answer that the register gave. Then, for each batch: it reads a request with the very
body that the desk sent, unpacks what the transfer packed, copies the batch's rows into tables with the same columns,
keys and indexes, commits with fsync, and gives that answer back. It checks nothing, decodes nothing, reads nothing,
hashes nothing and signs nothing.
"""

import gzip
import sys
from collections import defaultdict
from typing import Any

import psycopg
import uvicorn

TABLES = ("entries", "about", "discrepancies", "shares")
"""What a push adds rows to."""


class Floor:
    """An ASGI application."""

    def __init__(self, database: str) -> None:
        self._database = database
        self._connection: psycopg.Connection[Any] | None = None
        self._given: dict[str, dict[str, bytes]] = defaultdict(dict)
        """By batch: its rows by table, and the answer to it."""

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        body, more = bytearray(), True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        _, batch, *what = scope["path"].split("/")
        if what:
            self._given[batch][what[0]] = bytes(body)
        elif batch != "ready":
            gzip.decompress(body)
            self._copy(self._given[batch])
        answer = b"" if what or batch == "ready" else self._given[batch]["answer"]
        headers = [(b"content-length", str(len(answer)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": answer})

    def _copy(self, rows: dict[str, bytes]) -> None:
        if self._connection is None:
            self._connection = psycopg.connect(self._database)
        with self._connection.cursor() as cursor:
            for table in TABLES:
                if table in rows:
                    with cursor.copy(f"COPY raw_{table} FROM STDIN (FORMAT binary)") as copy:
                        copy.write(rows[table])
        self._connection.commit()


if __name__ == "__main__":
    uvicorn.run(Floor(sys.argv[1]), host="127.0.0.1", port=int(sys.argv[2]), log_level="warning")  # type: ignore[arg-type]
