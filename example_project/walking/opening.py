"""How a ticket begins, and the note that its customer must never notice."""

from __future__ import annotations

from .callers import Cast, expect
from .ticket import Walk, find_in_list, look_for_canary

# The smallest picture that is really one: the desk looks at the content, not only at the name.
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000b494441"
    "5478da636000020000050001e9fadcd80000000049454e44ae426082"
)

UNTOUCHED_BY_NOTES = (
    "message_count",
    "unread_count",
    "updated_at",
    "version",
    "last_message_snippet",
    "status",
)


def log_everybody_in(walk: Walk) -> None:
    """everybody gets a token"""
    walk.cast = Cast(walk.http)
    walk.cast.anonymous.call("GET", "meta/", wants=401)
    meta = walk.cast.customer.call("GET", "meta/")
    categories = [category["value"] for category in meta["categories"]]
    expect(
        "categories of the host", categories, wanted=["booking", "payment", "service", "general"]
    )
    expect("the customer is an agent", meta["user"]["is_agent"], wanted=False)


def open_ticket(walk: Walk) -> None:
    """customer opens a ticket with a file"""
    content = {
        "data": {
            "title": "Walk: the cleaner did not come",
            "category": "booking",
            "priority": "medium",
            "message_text": "Nobody came. See the picture.",
        },
        "files": [("files", ("door.png", PIXEL, "image/png"))],
    }
    walk.cast.anonymous.call("POST", "tickets/", wants=401, **content)
    walk.ticket = walk.cast.customer.call("POST", "tickets/", wants=201, **content)
    expect("status of a new ticket", walk.ticket["status"], wanted="open")
    (message,) = walk.ticket["messages"]
    expect("is_from_customer", message["is_from_customer"], wanted=True)
    (attachment,) = message["attachments"]
    expect("name of the file", attachment["filename"], wanted="door.png")
    expect("size of the file", attachment["file_size"], wanted=len(PIXEL))


def find_ticket(walk: Walk) -> None:
    """customer finds it in the list, another customer does not"""
    item = find_in_list(walk.cast.customer, walk.ticket["id"])
    expect("reference in the list", item["reference"], wanted=walk.ticket["reference"])
    walk.cast.anonymous.call("GET", "tickets/", wants=401)
    for path in ("tickets/", f"tickets/?search={walk.ticket['reference']}"):
        page = walk.cast.stranger.call("GET", path)
        ids = {item["id"] for item in page["results"]}
        expect("the ticket in another customer's list", walk.ticket["id"] in ids, wanted=False)


def write_note(walk: Walk) -> None:
    """agent writes an internal note"""
    walk.before_note = walk.customer("GET")
    note = {"message_text": f"Known no-show. {walk.canary}", "is_internal": True}
    message = walk.agent("POST", "messages/", wants=201, json=note)
    expect("is_internal", message["is_internal"], wanted=True)
    texts = [message["message_text"] for message in walk.agent("GET")["messages"]]
    expect("the note is there for the agent", note["message_text"] in texts, wanted=True)


def look_for_note(walk: Walk) -> None:
    """customer cannot see the note, nor that there is one"""
    after = walk.customer("GET")
    item = find_in_list(walk.cast.customer, walk.ticket["id"])
    for field in UNTOUCHED_BY_NOTES:
        expect(f"{field} after the note", after[field], wanted=walk.before_note[field])
        expect(f"{field} in the list after the note", item[field], wanted=walk.before_note[field])
    before = [message["id"] for message in walk.before_note["messages"]]
    expect(
        "messages after the note", [message["id"] for message in after["messages"]], wanted=before
    )
    look_for_canary(walk)
