"""What an event is about: the ids by which its entry is found again.

The store keeps these as links, so that a desk folds a handful of entries instead of its whole journal. Recipients are
not among them: a location may have hundreds of entries that have nothing to do with each other. A person is a subject
only of what is about that person alone: a hold, or two ids that turn out to be one.
"""

from devswap.ledger import events as ev
from devswap.ledger.parts import FromReturn, FromStock, IssueLife, Life, Source, UnknownLife

USING = (ev.DeviceIssued, ev.ExemptionWithdrawn, ev.EntitlementGivenUp, ev.IntakeWithdrawn, ev.ExemptionGranted)
"""The kinds of events that may use an entitlement."""


def uses_of(event: ev.Event | ev.Unread) -> str | None:
    """The entitlement that this event uses, or None."""
    match event:
        case ev.DeviceIssued() | ev.ExemptionWithdrawn() | ev.EntitlementGivenUp() | ev.IntakeWithdrawn():
            return event.uses
        case ev.ExemptionGranted():
            return event.regrants
    return None


def subjects(event: ev.Event | ev.Unread) -> tuple[str, ...]:
    """The devices, entitlements, intakes, issues and discrepancies that the event is about, each once."""
    return tuple(filter(None, dict.fromkeys(_subjects(event))))


def _subjects(event: ev.Event | ev.Unread) -> tuple[str | None, ...]:
    match event:  # the usual ones first, as each case is a question of its own
        case ev.DeviceTakenIn():
            nothing = event.nothing
            behind = (nothing.issue, nothing.exemption) if nothing else ()
            return (event.device, *_life(event.ends), *behind)
        case ev.DeviceIssued():
            owed = tuple(o.device for o in event.owes)
            return (event.device, event.uses, event.origin, *_source(event.source), *owed)
        case ev.WipeStarted():
            return (event.intake, *event.drives)
        case ev.WipeEvidenced() | ev.WipeAccepted():
            return (event.intake, event.drive)
        case ev.IntakeWithdrawn():
            return (event.device, event.intake, event.uses)
        case ev.ExemptionGranted():
            references = tuple(r.match for r in event.references)
            return (event.device, event.regrants, event.origin, *_life(event.replaces), *references)
        case ev.ExemptionWithdrawn():
            return (event.exemption, event.uses)
        case ev.IssueReturned():
            return (event.device, event.issue, event.origin)
        case ev.EntitlementGivenUp():
            return (event.uses, event.origin)
        case ev.StockReceived():
            return tuple(s for d in event.devices for s in (d.device, d.ends))
        case ev.CostCorrected():
            return (event.device, event.receipt, event.corrects)
        case ev.Moved():
            return (event.sent, *event.devices)
        case ev.Counted():
            return (event.recounts, *event.not_listed, *event.not_counted)
        case ev.HoldPlaced():
            return (event.subject,)
        case ev.HoldLifted():
            return (event.hold, event.subject)
        case ev.WipeFailed() | ev.DriveMissing() | ev.DriveRemoved() | ev.DriveDestroyed():
            return (event.intake, event.drive)
        case ev.DriveFound():
            return (event.intake, event.drive.id)
        case ev.DeviceGraded():
            return (event.device, event.custody, event.regrades)
        case ev.DeviceReleased():
            return (event.device, event.custody)
        case ev.AttemptRefused():
            return event.devices
        case ev.SameDevice():
            return (event.device, event.other)
        case ev.SamePerson():
            return (event.person, event.other)
        case ev.NoteAdded():
            return (event.subject,)
        case ev.DiscrepancySettled():
            return (event.discrepancy, *event.entries)
    return ()


def _life(life: Life | None) -> tuple[str | None, ...]:
    match life:
        case IssueLife():
            return (life.issue,)
        case UnknownLife():
            return (life.after,)
    return ()


def _source(source: Source) -> tuple[str | None, ...]:
    match source:
        case FromStock():
            return (source.receipt,)
        case FromReturn():
            return (source.issue_returned,)
    return ()
