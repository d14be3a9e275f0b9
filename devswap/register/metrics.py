"""What a worker has done and how the register stands, in the Prometheus text format 0.0.4."""

from collections import Counter

from sqlalchemy import Connection, func, select

from devswap.register import tables as t


class Metrics:
    """The counters of one process."""

    def __init__(self) -> None:
        self.requests: Counter[tuple[str, int]] = Counter()
        self.entries = 0
        """In acknowledged pushes, replays included."""

    def count(self, route: str, status: int) -> None:
        """One request was answered."""
        self.requests[route, status] += 1

    def exposition(self, connection: Connection) -> str:
        """The metrics page."""
        lines = ["# TYPE devswap_requests_total counter"]
        lines += [
            f'devswap_requests_total{{route="{route}",status="{status}"}} {count}'
            for (route, status), count in sorted(self.requests.items())
        ]
        position = connection.execute(select(t.register.c.position)).scalar_one()
        d = t.discrepancies.c
        states = connection.execute(select(d.state, func.count()).group_by(d.state).order_by(d.state))
        lines += ["# TYPE devswap_entries_pushed_total counter", f"devswap_entries_pushed_total {self.entries}"]
        lines += ["# TYPE devswap_log_position gauge", f"devswap_log_position {position}"]
        lines += ["# TYPE devswap_discrepancies gauge"]
        lines += [f'devswap_discrepancies{{state="{state}"}} {count}' for state, count in states]
        return "\n".join([*lines, ""])
