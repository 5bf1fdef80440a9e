"""Older messages at the desk come in place, and are not taken for an answer meanwhile."""

from __future__ import annotations

import pytest

pytest.importorskip("axe_playwright_python")
pytest.importorskip("django_htmx")

from playwright.sync_api import expect

from browser.at_the_desk import address_at_desk
from browser.pages import log_in, ready
from demo.people import GITA


@pytest.fixture
def long_ticket(as_agent, example):
    """The address at the desk of a ticket that needs more than one page of messages."""
    address = address_at_desk(as_agent, example, "VAT bill")
    key = address.split("/")[-2]
    for n in range(55):
        form = {"message_text": f"Line {n}", "is_internal": n % 2 == 0}
        as_agent.post(f"tickets/{key}/messages/", json=form).raise_for_status()
    return address


def test_older_messages_come_in_place_and_leave_the_draft_alone(long_ticket, example, blank_page):
    page = blank_page
    log_in(page, example.address, GITA, "/support/desk/")
    page.goto(long_ticket)
    ready(page)
    shown = page.locator(".support-message[data-sequence]")
    expect(shown).to_have_count(50)
    page.get_by_label("Your words").fill("A draft")
    page.get_by_role("link", name="Older messages").click()
    expect(shown.nth(50)).to_be_visible()
    expect(page).to_have_url(long_ticket)
    expect(page.locator(".support-message").first).to_be_focused()
    expect(page.get_by_label("Your words")).to_have_value("A draft")
    expect(page.locator("[data-meanwhile]")).to_be_hidden()
