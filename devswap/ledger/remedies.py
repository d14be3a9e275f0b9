"""What each discrepancy and each fault means, and what a person can do about it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Remedy:
    """What happened, and what to do now: one sentence each."""

    says: str
    next: str


_SETTLE = "then settle it at the register: both stand, void, or written off."

REMEDIES: dict[str, Remedy] = {
    "taken_in_twice": Remedy(
        "One device was taken in twice within one life; what is unused behind it is frozen.",
        f"Look at both devices and their labels, {_SETTLE}",
    ),
    "issued_twice": Remedy(
        "One device was handed out twice from the same place in stock.",
        f"Ask both recipients for the serial of what they hold, {_SETTLE}",
    ),
    "issued_not_in_stock": Remedy(
        "A device was handed out that no stock list holds.",
        f"Find its delivery note and import the stock, or {_SETTLE.removeprefix('then ')}",
    ),
    "issued_not_here": Remedy(
        "A device was handed out at a site whose stock does not hold it.",
        f"Record the move that brought it here, or {_SETTLE.removeprefix('then ')}",
    ),
    "unknown_old_device": Remedy(
        "An old device that nobody could vouch for was taken in; its entitlement is frozen.",
        "A supervisor identifies the device and settles it.",
    ),
    "old_device_of_another": Remedy(
        "Somebody else's old device was taken in without a supervisor; its entitlement is frozen.",
        "A supervisor asks its owner and settles it.",
    ),
    "old_device_not_in_scope": Remedy(
        "An old device that the programme does not refresh was taken in; its entitlement is frozen.",
        "A supervisor decides whether it counts and settles it.",
    ),
    "recipient_over_limit": Remedy(
        "A recipient has more new devices than the policy allows, and nobody answered for it.",
        "A supervisor approves it or asks for a device back, and settles it.",
    ),
    "used_twice": Remedy(
        "One entitlement was used twice; what else stands behind its origin is frozen.",
        f"Find which of the uses happened, {_SETTLE}",
    ),
    "used_elsewhere": Remedy(
        "An entitlement was used at a desk, for a recipient or for a device that it was not given for.",
        f"Check how that desk came by it, {_SETTLE}",
    ),
    "no_entitlement": Remedy(
        "A new device was handed out on an entitlement that is not in this journal.",
        "Sync, and audit again; where it still stands, ask the device back or have a supervisor grant an exemption.",
    ),
    "returned_twice": Remedy(
        "One issue was returned twice; what is unused behind it is frozen.",
        f"Look at both devices, {_SETTLE}",
    ),
    "replaced_twice": Remedy(
        "One device, or one reference, has earned more than one new device; what is unused is frozen.",
        f"Ask the recipient, withdraw the exemption or the intake, or {_SETTLE.removeprefix('then ')}",
    ),
    "custody_ended_twice": Remedy(
        "A device left custody twice.",
        f"Find where it went, {_SETTLE}",
    ),
    "withdrawn_after_wipe": Remedy(
        "A device was given back after its wipe had begun.",
        f"Tell the recipient that its data is gone, {_SETTLE}",
    ),
    "taken_in_not_in_service": Remedy(
        "A device was taken in that nobody had; what it earned is frozen.",
        f"Find where the device came from, {_SETTLE}",
    ),
    "exemption_expired": Remedy(
        "A new device was handed out on an exemption that had run out.",
        "A supervisor confirms the exemption and settles it.",
    ),
    "wiped_too_soon": Remedy(
        "A device was wiped, destroyed or released before its keep-until date, or under a hold.",
        f"Tell whoever placed the hold or asked for the date, {_SETTLE}",
    ),
    "counted_not_listed": Remedy(
        "Devices were counted that the list of this place does not hold.",
        "Count again, or record how they came here, and settle it.",
    ),
    "listed_not_counted": Remedy(
        "Devices of this place's list were not found when it was counted.",
        "Count again, or look for them, and settle it.",
    ),
    "released_without_evidence": Remedy(
        "A device left with a drive that no accepted evidence answers for.",
        f"Call it back at once, or bring the evidence, {_SETTLE}",
    ),
    "chain_broken": Remedy(
        "The journal was changed: an entry is missing, added or altered.",
        "Stop work on this desk, keep its store as it is, and run `devswap journal verify`.",
    ),
    "number_reused": Remedy(
        "Two entries bear one number: the store was copied, or went back in time.",
        "Stop work on this desk and its copies, and enrol one of them again.",
    ),
    "clock_implausible": Remedy(
        "The clock was wrong when this was recorded.",
        "Set the clock of this desk; a supervisor notes the true time and settles it.",
    ),
    "kept_unjudged": Remedy(
        "An entry was written by a newer devswap and is not understood here.",
        "Upgrade this desk, and audit again.",
    ),
}
"""By code."""
