"""What the main parts of the pages are to who does not see them."""

from __future__ import annotations

import pytest

pytest.importorskip("axe_playwright_python")
pytest.importorskip("django_htmx")

from playwright.sync_api import expect

from browser.at_the_desk import address_at_desk
from browser.conftest import SECONDS
from browser.pages import log_in, open_ticket, ready, visit
from demo.people import GITA, SITA


@pytest.fixture
def queue(example, blank_page):
    log_in(blank_page, example.address, GITA, "/support/desk/")
    return blank_page


@pytest.fixture
def at_desk(queue, as_agent, example):
    """The page of a ticket."""
    queue.goto(address_at_desk(as_agent, example, "Patan VAT bill"))
    ready(queue)
    return queue


def test_the_queue(queue):
    expect(queue.get_by_role("navigation", name="Views")).to_match_aria_snapshot(
        """
        - navigation "Views":
          - heading "Views" [level=2]
          - list:
            - listitem:
              - link /Unassigned \\d+ tickets/
            - listitem:
              - link /Mine \\d+ tickets/
        """
    )
    expect(queue.get_by_role("search")).to_match_aria_snapshot(
        """
        - search:
          - searchbox "Search"
          - button "Search"
          - group:
            - combobox "Status"
            - combobox "Priority"
            - combobox "Assignee"
            - combobox "Category"
            - textbox "Tag"
            - combobox "Order"
            - checkbox "Waiting for us"
            - checkbox "Escalated"
            - button "Show"
        """
    )


def test_folded_filters_are_one_switch(queue):
    queue.set_viewport_size({"width": 360, "height": 800})
    expect(queue.locator(".desk-filters")).to_match_aria_snapshot(
        """
        - search:
          - searchbox "Search"
          - button "Search"
          - group: Filters (1)
        """
    )
    queue.locator(".desk-fold > summary").click()
    expect(queue.get_by_role("combobox", name="Category")).to_be_visible()


def test_the_help_of_the_keyboard(queue):
    queue.get_by_role("button", name="Keyboard shortcuts").click()
    expect(queue.get_by_role("dialog")).to_match_aria_snapshot(
        """
        - dialog "Keyboard shortcuts":
          - heading "Keyboard shortcuts" [level=2]
          - term: j k
          - definition: next ticket, previous ticket
          - checkbox "Shortcuts of one letter are on" [checked]
          - button "Done"
        """
    )


def test_the_question_before_a_change_in_bulk(queue):
    queue.locator("[name=ids]").first.check()
    queue.locator(".desk-bulk [name=priority]").select_option("high")
    queue.get_by_role("button", name="Change…").click()
    expect(queue.get_by_role("dialog")).to_match_aria_snapshot(
        """
        - dialog "Change 1 ticket?":
          - heading "Change 1 ticket?" [level=2]
          - list:
            - listitem: Set the priority to High
          - paragraph:
            - button "Change 1 ticket"
            - link "Cancel"
        """
    )


def test_a_ticket_at_the_desk(at_desk):
    expect(at_desk.get_by_role("region", name="Conversation")).to_match_aria_snapshot(
        """
        - region "Conversation":
          - list:
            - listitem
            - listitem:
              - paragraph
              - paragraph:
                - time
        """
    )
    expect(at_desk.locator(".desk-composer")).to_match_aria_snapshot(
        """
        - group "Who reads it":
          - radio "Reply to the customer" [checked]
          - radio "Internal note"
        - paragraph: /.+ will read this\\./
        - textbox "Your words 0 of 5000 characters"
        - list "Files to send"
        - button "Files Up to 5 files of 10.0 MB each."
        - button "Send reply"
        - group: Canned responses
        """
    )
    panel = at_desk.get_by_role("complementary", name="About this ticket")
    parts = ["Customer", "From the site", "Properties", "History"]
    expect(panel.get_by_role("heading", level=2)).to_have_text(parts)
    expect(panel).to_match_aria_snapshot(
        """
        - combobox "Assignee"
        - combobox "Status"
        - combobox "Priority"
        - textbox "Tags, with commas between"
        - button "Save"
        - list:
          - listitem:
            - time
        """
    )


def test_the_dashboard(queue, example):
    visit(queue, f"{example.address}/support/desk/dashboard/")
    expect(queue.locator(".desk")).to_match_aria_snapshot(
        """
        - navigation "Desk":
          - link "Queue"
          - link "Dashboard"
        - heading "Dashboard" [level=1]
        - textbox "From"
        - textbox "To"
        - button "Show"
        - link "CSV file"
        - list:
          - listitem: /Open now \\d+/
        - region "Each day":
          - group: The same as a table
        - table "Open now, by priority":
          - rowgroup:
            - row "Priority Number"
        - region "Agents (times are medians)":
          - table "Agents (times are medians)"
        """
    )


def test_the_customers_list(example, blank_page):
    page = blank_page
    page.set_default_timeout(SECONDS * 1000)
    log_in(page, example.address, SITA)
    expect(page.locator("#support-tickets")).to_match_aria_snapshot(
        """
        - list:
          - listitem:
            - link
            - paragraph
        """
    )


def test_a_customers_conversation(example, blank_page):
    page = blank_page
    log_in(page, example.address, SITA)
    open_ticket(page, example.address, title="Heard, not seen", text="It drips.")
    expect(page.get_by_role("region", name="Conversation")).to_match_aria_snapshot(
        """
        - region "Conversation":
          - list:
            - listitem
            - listitem:
              - paragraph: You
              - text: It drips.
              - paragraph:
                - time
        """
    )
    page.get_by_role("link", name="Close ticket").click()
    expect(page.get_by_role("dialog")).to_match_aria_snapshot(
        """
        - dialog "Close this ticket?":
          - heading "Close this ticket?" [level=2]
          - button "Close ticket"
          - link "Keep it open"
        """
    )
