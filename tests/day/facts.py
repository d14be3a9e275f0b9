"""What the entries of a day say of it, in a word or two each: an exception is one when the record says so."""

from collections.abc import Iterator, Sequence
from typing import Any

Event = dict[str, Any]


def facts(bodies: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Every fact of a record's entries; the desk's own are those of the first entry's desk."""
    own = bodies[0]["desk"]
    theirs = {body["id"] for body in bodies if body["desk"] != own}
    for body in bodies:
        if body["desk"] == own:
            yield from _event(body["event"], theirs, body["authorised_by"])


def _event(event: Event, theirs: set[str], second: str | None) -> Iterator[str]:
    yield from (f"{doubt['code']} {doubt['answer']}" for doubt in event.get("doubts") or ())
    yield from (f"{check['code']} {check['outcome']}" for check in event.get("checks") or ())
    match event["kind"]:
        case "device_taken_in":
            yield from _intake(event)
        case "intake_withdrawn":
            yield "intake withdrawn"
        case "exemption_granted" if second:
            yield f"exemption {event['reason']}"
        case "exemption_withdrawn" if second:
            yield "exemption taken back"
        case "device_issued":
            yield from ["owes"] if event.get("owes") else []
        case "issue_returned":
            yield f"return {event['reason']}"
            yield from [f"return {event['reason']} of another desk"] if event["issue"] in theirs else []
        case "counted" | "moved" | "note_added":
            yield from _behind(event)


def _intake(event: Event) -> Iterator[str]:
    if event.get("nothing"):
        yield f"nothing {event['nothing']['why']}"
    yield f"brought by {event['brought_by']['how']}"
    yield f"taken in {event['category']}"
    yield f"kept until {(event['keep_until'] or 'never')[:10]}"
    yield from (f"drive {drive['state']}" for drive in event["drives"])
    yield from ("typed" for read in event["identifiers"] if read["how"] == "typed")


def _behind(event: Event) -> Iterator[str]:
    match event["kind"]:
        case "moved":
            yield f"move {event['direction']}"
            yield from ["delivery damaged"] if event["destination"]["spot"] == "damaged" else []
        case "counted":
            spot = event["place"]["spot"]
            differs = event["not_listed"] or event["not_counted"]
            what = "delivery" if spot.startswith("delivery") else "round" if spot.startswith("trolley") else "count"
            yield {"delivery": "delivery short", "count": "count differs"}.get(what, "") if differs else f"{what} right"
            yield f"{what} counted"
            yield from ["counted again"] if event.get("recounts") and what == "count" else []
        case "note_added":
            yield event["code"].replace("_", " ")
