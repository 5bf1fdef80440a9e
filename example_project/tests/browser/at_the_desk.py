"""The console of the running example project, as agents come to it."""

from __future__ import annotations

from playwright.sync_api import expect

from demo.people import GITA, PASSWORD


def enter_desk(page, address, person=GITA) -> None:
    """Log in and stand before the queue, with its scripts at work where there are any."""
    page.goto(f"{address}/support/desk/")
    page.get_by_label("Email").fill(person.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="Queue")).to_be_visible()


def address_at_desk(as_agent, example, words: str) -> str:
    """Return the address at the desk of the ticket with these words in its title."""
    found = as_agent.get("tickets/", params={"search": words}).raise_for_status().json()
    key = found["results"][0]["id"]
    return f"{example.address}/support/desk/tickets/{key}/"
