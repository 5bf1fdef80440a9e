"""What the steps of the walk share: the ticket, the callers, and a look for leaks."""

from __future__ import annotations

from typing import Any

import httpx

from .callers import Caller, Cast, expect

PAGE_SHAPE = {"count", "total_pages", "current_page", "next", "previous", "results"}


class Walk:
    """What the steps hand on to each other."""

    def __init__(self, http: httpx.Client, *, canary: str) -> None:
        self.http = http
        self.canary = canary  # in every internal text; a customer who sees it has found a leak
        self.cast: Cast
        self.ticket: dict[str, Any] = {}
        self.before_note: dict[str, Any] = {}
        self.answer: dict[str, Any] = {}

    @property
    def path(self) -> str:
        return f"tickets/{self.ticket['id']}/"

    def customer(self, method: str, path: str = "", **content: Any) -> Any:
        """Call about the ticket as its customer, after the outsiders have tried."""
        return self.cast.call(self.cast.customer, method, self.path + path, **content)

    def agent(self, method: str, path: str = "", **content: Any) -> Any:
        """Call about the ticket as the agent, after the outsiders have tried."""
        return self.cast.call(self.cast.agent, method, self.path + path, **content)

    def unread(self, caller: Caller) -> int:
        return find_in_list(caller, self.ticket["id"])["unread_count"]


def find_in_list(caller: Caller, ticket_id: str) -> dict[str, Any]:
    page = caller.call("GET", "tickets/")
    expect("shape of a page", set(page), wanted=PAGE_SHAPE)
    found = [item for item in page["results"] if item["id"] == ticket_id]
    expect("number of times that the ticket is on the first page", len(found), wanted=1)
    return found[0]


def look_for_canary(walk: Walk) -> None:
    """Fail if anything that the customer can read holds the canary."""
    own = ("", "messages/", "events/")
    paths = [walk.path + path for path in own] + ["tickets/", f"tickets/?search={walk.canary}"]
    for path in paths:
        text = walk.cast.customer.send("GET", path).text
        expect(f"the canary in GET {path}", walk.canary in text, wanted=False)
    found = walk.cast.customer.call("GET", paths[-1])["count"]
    expect("hits of a search for the canary", found, wanted=0)
