"""What the main parts of the pages are to who does not see them."""

from __future__ import annotations

import pytest

pytest.importorskip("axe_playwright_python")
pytest.importorskip("django_htmx")

from playwright.sync_api import expect

from browser.at_the_desk import address_at_desk, enter_desk
from browser.conftest import SECONDS
from browser.pages import log_in, ready
from demo.people import SITA


@pytest.fixture
def queue(example, blank_page):
    enter_desk(blank_page, example.address)
    ready(blank_page)
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
