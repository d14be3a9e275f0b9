"""What came back, as a message of the pinned register, or why it is none. Total: any status with any bytes is one.

Only a signed answer counts. A captive portal gives 200 and HTML; a proxy gives 502 in its own name; another server
under the same name signs with another key. All of them say nothing about what is stored.
"""

from dataclasses import dataclass
from typing import Literal

import msgspec

from devswap import wire
from devswap.sync.keys import answer_is_from

Why = Literal[
    "unreachable", "timeout", "expired", "early", "other_name", "authority", "certificate", "no_tls", "captive",
    "proxy", "proxy_login", "proxy_limit", "other_register", "error", "upgrade", "refused", "nonsense",
]  # fmt: skip


_PROXIES: dict[int, Why] = {407: "proxy_login", 413: "proxy_limit", 502: "proxy", 504: "proxy"}


@dataclass(frozen=True, slots=True)
class Unheard:
    """No answer of our register: whether it holds what was sent is unknown, and the same bytes are sent again."""

    why: Why
    what: str = ""


@dataclass(frozen=True, slots=True)
class Came:
    """A response as it arrived: the body as signed, before decompression of the transfer alone."""

    status: int
    body: bytes
    signature: str = ""
    content_type: str = ""
    redirect: bool = False


Answer = (
    wire.Welcome | wire.Pushed | wire.Gap | wire.Diverged | wire.JournalPage | wire.LogPage | wire.SnapshotPage
    | wire.Rewound | Unheard
)  # fmt: skip
Question = Literal["hello", "push", "own", "log", "snapshot"]
_Form = type[
    wire.Welcome | wire.Pushed | wire.Gap | wire.Diverged | wire.JournalPage | wire.LogPage | wire.SnapshotPage
    | wire.Rewound
]  # fmt: skip
_FORMS: dict[tuple[Question, int], tuple[_Form, ...]] = {
    ("hello", 200): (wire.Welcome,),
    ("push", 200): (wire.Pushed,),
    ("push", 409): (wire.Gap, wire.Diverged),
    ("own", 200): (wire.JournalPage,),
    ("log", 200): (wire.LogPage,),
    ("log", 409): (wire.Rewound,),
    ("snapshot", 200): (wire.SnapshotPage,),
    ("snapshot", 409): (wire.Rewound,),
}


def read(question: Question, came: Came, register: str, key: str, request: str) -> Answer:
    """The answer to a question of this request id, of the register of this id and pinned key."""
    if not answer_is_from(key, came.signature, request, came.status, came.body):
        return unsigned(came)
    for form in _FORMS.get((question, came.status), ()):
        try:
            answer = msgspec.json.decode(came.body, type=form)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            continue
        if getattr(answer, "register", register) != register:
            return Unheard("other_register")
        return answer
    return _refusal(came)


def unsigned(came: Came) -> Unheard:
    """What sort of stranger answered."""
    if came.redirect or (came.status in (200, 511) and "html" in came.content_type):
        return Unheard("captive")
    if came.status in (401, 403, 451) and "html" in came.content_type:  # a filter's page; a register speaks JSON
        return Unheard("proxy", str(came.status))
    if came.status in _PROXIES:
        return Unheard(_PROXIES[came.status], str(came.status))
    if came.status >= 500:
        return Unheard("error", str(came.status))
    if came.signature:
        return Unheard("other_register")
    return _refusal(came) if came.status >= 400 else Unheard("captive")


def _refusal(came: Came) -> Unheard:
    try:
        refusal = msgspec.json.decode(came.body, type=wire.Refusal)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return Unheard("nonsense", str(came.status))
    why: Why = "upgrade" if came.status == 426 else "error" if came.status >= 500 else "refused"
    return Unheard(why, f"{refusal.message} {refusal.next}".strip()[:500])
