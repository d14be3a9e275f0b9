"""What is to happen once, a moment from now.

Textual's own timers are no use for that: where a busy machine stops the program between two of their lines for longer
than the moment, they hold that it has been missed and never fire (Textual 8, `Timer._run` with `skip`).
"""

import asyncio
from collections.abc import Callable


def once(seconds: float, what: Callable[[], object]) -> asyncio.TimerHandle:
    """Call this on the app's loop, so many seconds from now or as soon after as it can be."""
    return asyncio.get_running_loop().call_later(seconds, what)
