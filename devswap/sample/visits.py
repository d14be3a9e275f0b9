"""What people do at a handover desk, a line of words each: the plain visits, and what goes wrong or is not quite plain.

The words of a visit, in the order of the scans:

    badge colleague stranger supervisor engineer    somebody's badge
    old new, old2 new2                              a device's label; the second pair is of another category
    again                                           the last label once more, at once
    serial tag                                      the old one's serial; its tag, which the list has wrong
    ean product                                     what else is on the new one's box
    caged issued foreign stray                      handed in before; issued before; another site's stock; on no list
    odd wifi                                        labels that mean nothing here
    /…                                              a command, its blanks written as `_`
"""

from typing import Literal, NamedTuple


class Visit(NamedTuple):
    """One visit as data, and what it needs and leaves."""

    what: str
    words: str
    who: Literal["person", "location", "at-check", "wrong-tag", "not-due"] = "person"
    category: str = "laptop"
    second: str = ""
    """The category of old2 and new2."""
    comes_from: Literal["", "unfinished", "to_collect"] = ""
    """Who left half-way, or handed in alone, earlier in the day; else somebody new."""
    leaves: Literal["", "unfinished", "to_collect"] = ""
    takes_in: bool = True
    hands_out: bool = True


PLAIN = (
    Visit("A laptop for a laptop.", "badge old new badge"),
    Visit("A laptop for a laptop.", "badge old new badge"),
    Visit("A laptop and a monitor, signed for once.", "badge old new old2 new2 badge", second="monitor"),
    Visit("A tablet for a tablet.", "badge old new badge", category="tablet"),
    Visit("A laptop for a laptop.", "badge old new badge"),
    Visit("A shared desktop: nobody's badge, so CONFIRM signs.", "badge old new /confirm", "location", "desktop"),
)

NOT_SO_PLAIN = (
    Visit("A new one, please, and nothing brought.", "badge new badge /cancel", takes_in=False, hands_out=False),
    Visit("The new one before the old one.", "badge new old badge"),
    Visit("The old one comes back out of the cage.", "badge caged old new badge"),
    Visit("The old one before any badge: the desk says whose it is.", "old badge new badge"),
    Visit("The box's EAN and product number before its serial.", "badge old ean product new badge"),
    Visit("The same label twice, at once and a little later.", "badge old again old new badge"),
    Visit("A colleague of the same unit brings it.", "colleague old /reason_shared_within_the_unit new colleague"),
    Visit("Somebody of another unit brings it.", "stranger old supervisor new stranger"),
    Visit("A new one that was issued this morning.", "badge old issued new badge"),
    Visit("A laptop for a monitor.", "badge old new2 badge /cancel badge old new badge", "person", "monitor", "laptop"),
    Visit("Called away half-way.", "badge old", leaves="unfinished", takes_in=False, hands_out=False),
    Visit("The old one today, the new one later.", "badge old /intake-only", leaves="to_collect", hands_out=False),
    Visit("Called away half-way.", "badge old", leaves="unfinished", takes_in=False, hands_out=False),
    Visit("The wrong box was opened: undone, and once more.", "badge old new2 badge /undo new2 old old new badge",
          second="laptop"),
    Visit("A leaver's laptop earns nothing.", "stranger /hand-in_leaver old stranger", hands_out=False),
    Visit("A laptop on no list; a supervisor takes it in.", "badge stray supervisor new badge", takes_in=False),
    Visit("The list has another tag than the label.", "badge tag /cancel serial new badge", "wrong-tag"),
    Visit("Not due yet, and no supervisor in reach: it goes back.", "badge old /cancel", "not-due", takes_in=False,
          hands_out=False),
    Visit("Assistive technology is tried before the swap closes.", "badge old new badge /confirm", "at-check"),
    Visit("One of laptop or tablet is allowed; the second waits, frozen.",
          "badge old new old2 new2 /confirm badge /confirm", second="tablet"),
    Visit("Back again: the badge resumes the visit.", "badge new badge", comes_from="unfinished"),
    Visit("It may hold evidence: kept until a day.", "badge old /keep_2031-12-31 new badge"),
    Visit("The old one today, the new one later.", "badge old /intake-only", leaves="to_collect", hands_out=False),
    Visit("Stock of another site.", "badge old foreign new badge"),
    Visit("Nobody serves themselves.", "engineer", takes_in=False, hands_out=False),
    Visit("Labels that mean nothing here.", "odd wifi", takes_in=False, hands_out=False),
    Visit("The new one is collected.", "badge new badge", comes_from="to_collect", takes_in=False),
)  # fmt: skip
