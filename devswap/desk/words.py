"""What the desk says: for each code a sentence of what happened to which thing, and what to do now.

Templates are data; `{…}` are facts, filled in as plain text. Every refusal ends with its cure.
"""

from collections.abc import Mapping

from msgspec import Struct

from devswap.desk.outcome import Choice, Verdict, Wants
from devswap.ledger.known import Device, Operator, Recipient


class Reply(Struct, frozen=True):
    """An answer before the visit is drawn beside it."""

    verdict: Verdict
    code: str
    message: str
    next: str
    recorded: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    asks_for: Wants = ""
    who: str = ""
    listed: tuple[str, ...] = ()
    """What is told besides, a line each."""


_ACCEPTED = {
    "job_known": ("{what}", "{then}"),
    "wipe_started": ("The wipe of {called} has begun: {what}.", "When the tool is done, its report: /evidence FILE."),
    "wipe_evidenced": ("{what}", "Have it accepted: /accept."),
    "evidence_in_doubt": ("{what}", "Wipe it again, or turn it down: /fail REASON."),
    "report_in_hand": ("{what} is in hand.", "{then}"),
    "report_set_aside": (
        "{what} is set aside; file and reason are kept.",
        "/review shows what waits besides.",
    ),
    "wipe_accepted": ("{called} is accepted: {what}.", "{then}"),
    "wipe_failed": ("The wipe of {called} is turned down.", "Wipe it again, or take the drive out."),
    "drive_recorded": ("{what}", "Scan the next, or go on with this one."),
    "device_graded": ("{what}", "{then}"),
    "hold_placed": ("A hold stands on {called}.", "Put it back."),
    "hold_lifted": ("The hold on {called} is lifted.", "Go on with it."),
    "consignment_opened": ("{called} is open, for {what}.", "Scan devices into it; then CLOSE."),
    "device_consigned": ("{called} is in {what}, {count} now.", "Scan the next, or CLOSE."),
    "consignment_closed": ("{called} is closed; /papers writes its papers.", "When it is collected: /hand-over WHO."),
    "consignment_left": ("{called} has left.", "/papers {called} writes its papers as signed; or scan the next."),
    "recipient_known": ("{who} is here{unit}.{open}", "Scan the old device."),
    "old_known": ("Old {device} is here: {called}.{whose}", "{then}"),
    "new_known": ("New {device} is here: {called}.", "{then}"),
    "swap_recorded": ("Swap recorded. Give {who} the new {what}.", "Serve the next person, or go on with this visit."),
    "issue_recorded": ("Issue recorded. Give {who} the new {what}.", "Serve the next person."),
    "intake_recorded": ("Taken in: {what}.{open}", "Put it in the cage."),
    "intake_withdrawn": ("Undone: {what}.", "Give the old device back{and_new}."),
    "issue_returned": ("Came back: {what}.{open}", "Put it {where}; scan the new one for {who}."),
    "exemption_granted": ("Exemption granted for {who}.", "Scan the new device."),
    "exemption_withdrawn": ("The exemption of {who} is withdrawn.", "Scan the old device, or the next badge."),
    "entitlement_given_up": (
        "{who} collects at desk {where}: {what}. Nothing is handed out here.",
        "Send {who} there; that desk knows once both have synced.",
    ),
    "cancelled": ("The desk is empty. {what}", "Give back what was not recorded."),
    "move_begun": ("{what}.", "Scan each device, then CONFIRM."),
    "count_begun": ("{what}.", "Scan everything that is there, then CONFIRM; what is listed is told after that."),
    "device_scanned": ("{called}: {count} scanned, {what}.", "Scan the next, or CONFIRM."),
    "move_sent": ("Sent: {what}.", "Hand it to the carrier; at {where} they say /receive and scan it."),
    "move_received": ("Received: {what}.{open}", "{then}"),
    "count_recorded": ("Counted: {what}.{open}", "{then}"),
    "trolley_loaded": ("{what}.", "Go to the first location: its badge, the old one, the new one; the next one signs."),
    "round_closed": ("The round is closed. {what}.", "Put the old ones in the cage, the new ones on the shelf."),
    "day_closed": ("The shift is closed: {what}.{open}", "{then}"),
    "note_recorded": ("Noted: {what}.", "{then}"),
    "signed_in": ("{who} is signed in.", "{then}"),
    "pin_kept": ("{who} has a new PIN.", "It works at this desk. It is written down nowhere."),
    "operator_unlocked": ("{who} may try again.", "{who} signs in with badge and PIN."),
    "signed_out": ("{who} is signed out.", "Scan an operator's badge to sign in."),
}

_STAYS_OUT = (
    "no_evidence", "not_graded", "wrong_grade", "test_not_cleared", "bios_not_cleared", "mdm_not_cleared",
    "account_not_cleared", "sim_not_cleared", "below_minimum", "category_not_taken", "not_here", "clock_not_trusted",
    "already_consigned", "consignment_full",
)  # fmt: skip
"""Why a device may not go into a consignment, or leave with it, besides what stops it everywhere."""

_REFUSED = {
    **dict.fromkeys(_STAYS_OUT, ("{what}.", "{then}")),
    "no_entitlement": (
        "Nothing has been handed in for this one. New {what} stays on the desk.",
        "Scan the old one. Lost or stolen: /exemption, also under HAND IN.",
    ),
    "already_taken_in": ("{called} was taken in already, on {when}.", "Put it back in the cage; scan another device."),
    "already_issued": (
        "{called} was issued already, on {when}.",
        "Scan another one. Does it come back? /return and the reason first, also under HAND IN.",
    ),
    "not_in_stock": ("{called} is not in stock.", "Put it in quarantine; scan another new device."),
    "not_issued": (
        "No issue of {called} is known here: it cannot come back.",
        "Let the desk sync and say /return again; or scan it as an old device.",
    ),
    "bad_reference": ("{called} is no {what} number as the policy writes it.", "Ask for the number, as in {then}"),
    "advance_off": ("The programme hands out no new one before the old one.", "Scan the old device first."),
    "not_in_custody": ("{called} is not in custody.", "Leave it where it is; /find says what it is."),
    "not_stocked_here": ("{called} is stock of {where}, not of this site.", "Scan a device of this site's stock."),
    "wrong_category": (
        "What was handed in does not earn this one. New {what} stays on the desk.",
        "Scan a new {due}, or the old one that earns this.",
    ),
    "own_swap": ("Nobody serves themselves: {who} is signed in here.", "Ask a colleague to sign in and serve you."),
    "not_done": ("{what}", "{then}"),
    "held": ("{called} is held.", "Leave it where it is and ask a supervisor."),
    "too_soon": ("{what}", "Choose a later day."),
    "entitlement_of_another": ("This entitlement belongs to somebody else.", "Scan the badge of the person it is for."),
    "entitlement_elsewhere": (
        "{who}'s entitlement belongs to {whose}.{stays}",
        "{cure}",
    ),
    "entitlement_frozen": (
        "{who}'s entitlement is frozen until a person settles it. New {what} stays here.",
        "Ask a supervisor to have it settled.",
    ),
    "exemption_expired": ("{who}'s exemption has expired. New {what} stays here.", "Ask a supervisor for a new one."),
    "too_late_to_withdraw": (
        "{called} cannot be given back: what it earned is spent, or its wipe began.",
        "Keep it in the cage; take the new device back first with /return.",
    ),
    "not_signed_in": ("Nobody is signed in at this desk.", "Scan your operator's badge, or /sign-in NUMBER."),
    "wrong_pin": ("That is not the PIN of {who}: {left}", "Type it again; CANCEL leaves it."),
    "locked_out": (
        "{who} got the PIN wrong {count} times: no try before {until}.",
        "Wait, or have a supervisor sign in and say /unlock {number}.",
    ),
    "no_pin": (
        "{who} has no PIN, and this desk asks for one.",
        "A supervisor says /new-pin {number}, or `devswap operator pin {number}`.",
    ),
    "not_allowed": ("{what}", "Ask a colleague who may."),
    "not_recorded": ("NOT RECORDED: {what}. Hand nothing out.", "Free the disk or call for help, then scan again."),
    "unknown_old_device": ("No list knows {called}.", "Give it back: the programme does not take in such devices."),
    "device_of_another": ("{called} belongs to {owner}.", "Give it back: its own user must bring it."),
    "out_of_scope": ("{called} is not due for refresh.", "Give it back: it stays in service."),
    "recipient_over_limit": ("{who} has had as many new ones as the programme allows.", "Put the new one back."),
    "needs_supervisor": (
        "{who}'s entitlement was not collected in time, and no supervisor let it pass. {called} stays here.",
        "Ask a supervisor to come, then scan the new one again.",
    ),
    "typed_identifier": ("{called} was typed.", "Scan the label: typed identifiers are not taken here."),
}

_ASKED = {
    "unknown_old_device": (
        "No list knows {called}.",
        "A supervisor's badge takes it in; CONFIRM takes it in with its entitlement frozen; CANCEL gives it back.",
    ),
    "device_of_another": ("This is {owner}'s {device}, {called}{same}. Why is {who} bringing it?", "{answer}"),
    "out_of_scope": ("{called} is not due for refresh{life}.", "{answer}"),
    "recipient_over_limit": (
        "{who} has had as many new ones as the programme allows. {called} would be one more.",
        "A supervisor's badge lets it pass; CONFIRM puts the new one back.",
    ),
    "not_in_stock": (
        "{called} is in quarantine, not in stock. Why does {who} get it?",
        "{answer}",
    ),
    "old_left_over": (
        "An old one has no new one: {what}.",
        "CONFIRM takes it in alone, to collect later; CANCEL gives it back; or scan the new one.",
    ),
    "checks_missing": ("Not confirmed yet: {what}.", "CONFIRM when it is done; hand nothing out before."),
    "ambiguous": ("Several match {called}.", "Choose: /choose N."),
    "typed_identifier": (
        "{called} was typed, not scanned.",
        "Type it once more, or compare it with the label and CONFIRM. It is printed elsewhere too: {elsewhere}.",
    ),
    "set_aside": (
        "{called} is set aside for {owner}.",
        "Say why {who} gets it: /reason TEXT, or CANCEL and scan another one.",
    ),
    "round_differs": (
        "The round does not close: {what}.",
        "Look again and scan it; /explain TEXT closes it with the difference in the record.",
    ),
    "scan_to_undo": ("Undo: {what}", "{then}"),
    "evidence_in_doubt": ("{what}", "Look at what is in doubt: /review."),
    "drive_more": (
        "One drive more than was taken in. {called} came with {what}; the report tells of {drive}. Add it as found?",
        "CONFIRM adds it, and it needs its own wipe; CANCEL keeps the report for review.",
    ),
    "media_wanted": ("Nobody recorded what drive {drive} of {called} is.", "Choose: /choose N."),
    "review_wanted": ("{what}", "{then}"),
    "second_wanted": ("{what}", "A supervisor scans a badge, and types a PIN where they have one: not {operator}."),
    "pin_wanted": ("{what}", "Type the PIN and ENTER; CANCEL leaves it."),
    "needs_supervisor": ("{what}", "A supervisor scans a badge: not {operator}, and not {who}."),
    "visit_left_open": ("Visits are open: {what}.", "Finish or cancel them, or CONFIRM to leave them for the next."),
    "count_due": (
        "Before the shift ends, {what}.",
        "{then} and scan all of it; or CONFIRM carries it over, /explain TEXT says why.",
    ),
    "count_differs": (
        "Counted and listed differ: {what}.",
        "Look again, then count again; /explain TEXT says why; CONFIRM carries it over.",
    ),
    "balance_differs": (
        "What came and what went do not agree: {what}.",
        "devswap audit names the entries; /explain TEXT says why; CONFIRM carries it over.",
    ),
    "day_ends": ("{what}.{open}", "CONFIRM closes the shift and writes the day's sheet."),
}

_TOLD = {
    "not_an_identity": ("This is {kind}: {called}. It says what the thing is, not which one.", "Scan the serial."),
    "unknown_scan": ("Nothing is known by this label; it is kept: {called}", "Scan the serial, or a badge first."),
    "damaged_scan": ("This scan is damaged: {what}", "Scan it again."),
    "same_scan_again": ("{called} again: nothing changed.", "{then}"),
    "recipient_changed": ("{who} is on screen now{parked}.{open}", "Scan the old device."),
    "scan_to_undo": ("Nothing has been recorded in this visit.", "CANCEL empties what lies on the desk."),
    "paper_queued": ("Queued for the printer{who}: {what}, marked as a reprint where it was printed before.", "{then}"),
    "no_choice": ("There is no choice {what}.", "Choose one that is shown."),
    "unknown_command": ("There is no command {called}.", "F1 shows the commands."),
    "shown": ("{what}", "{then}"),
}

_SAID: Mapping[Verdict, dict[str, tuple[str, str]]] = {
    "accepted": _ACCEPTED,
    "refused": _REFUSED,
    "ask": _ASKED,
    "told": _TOLD,
}


class _Facts(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return ""


def reply(
    verdict: Verdict,
    code: str,
    facts: Mapping[str, str] | None = None,
    *,
    recorded: tuple[str, ...] = (),
    choices: tuple[Choice, ...] = (),
    asks_for: Wants = "",
    listed: tuple[str, ...] = (),
    **more: str,
) -> Reply:
    """The sentence for this code, with its facts."""
    message, then = _SAID[verdict][code]
    filled = _Facts({**(facts or {}), **more})
    return Reply(
        verdict, code, message.format_map(filled).strip(), then.format_map(filled).strip(), recorded, choices, asks_for,
        filled["who"], listed,
    )  # fmt: skip


def elsewhere(who: str, new: str, *, lost: bool, desk: str = "") -> dict[str, str]:
    """The facts of `entitlement_elsewhere`: whose it is, and what cures it; `lost`: that desk is no more.

    `new` is the new device that was to be handed out for it, empty where none was; `desk` the desk's name, if known.
    """
    stays = f" New {new} stays here." if new else ""
    if lost:
        cure = "A supervisor grants it again here, stock count in hand: /grant-again."
        return {"who": who, "whose": "a desk that is no more", "stays": stays, "cure": cure}
    named_so = desk if desk.casefold().startswith("desk") else f"desk {desk}"
    there = named_so if desk else "the desk that took the old one in"
    cure = f"Send {who} to {there}; there /give-up brings it to this desk." if new else f"Undo it at {there}."
    return {"who": who, "whose": named_so if desk else "another desk", "stays": stays, "cure": cure}


def device_words(device: Device) -> str:
    """What it is, as people say it: `laptop HP EliteBook 840 G5`."""
    model = device.model if device.model.upper().startswith(device.maker.upper()) else f"{device.maker} {device.model}"
    return f"{device.category} {model}".strip()


def called(device: Device) -> str:
    """The serial, or the tag of what has none."""
    return device.serial or device.asset_tag or device.imei or device.id[:8]


def tail(device: Device) -> str:
    """Category and the last three characters: what is said across a desk."""
    return f"{device.category}, {called(device)[-3:]}"


def named(recipient: Recipient | Operator | None, names: bool) -> str:
    """The person's name, or the number where names stay off the screen."""
    if recipient is None:
        return "nobody"
    return recipient.name if names and recipient.name else recipient.number
