"""A customer's list while it is open: what changes, what waits, and what the hand may rely on."""

from __future__ import annotations

import re

import httpx
import pytest

pytest.importorskip("axe_playwright_python")
pytest.importorskip("django_htmx")

from playwright.sync_api import expect

from browser.conftest import SECONDS
from browser.pages import PICTURES, log_in, ready, violations
from demo.people import SITA

expect.set_options(timeout=SECONDS * 1000)

TITLES = ["Third of three", "Second of three", "First of three"]


@pytest.fixture
def keys(example):
    """Three new tickets of the customer's, as the list shows them: the newest first."""
    headers = {"Authorization": f"Bearer {example.customer['access']}"}
    url = f"{example.address}/api/support/tickets/"
    keys = []
    for title in reversed(TITLES):
        ticket = {"title": title, "category": "booking", "message_text": "Nobody came."}
        answer = httpx.post(url, json=ticket, headers=headers, timeout=SECONDS)
        keys.insert(0, answer.raise_for_status().json()["id"])
    return keys


@pytest.fixture
def rows(example, keys, blank_page):
    log_in(blank_page, example.address, SITA)
    ready(blank_page)
    return blank_page.locator(".support-row")


def answer(as_agent, key, text) -> None:
    url = f"tickets/{key}/messages/"
    as_agent.post(url, json={"message_text": text}).raise_for_status()


def titles(rows) -> list[str]:
    return [rows.nth(n).locator(".support-row-link").inner_text() for n in range(3)]


def test_what_is_new_is_shown_without_being_asked_for_and_said(rows, keys, as_agent, blank_page):
    answer(as_agent, keys[2], "We come at noon.")
    expect(rows.first).to_contain_text("We come at noon.")
    expect(rows.first).to_contain_text("1 new")
    expect(blank_page.locator("#support-live")).to_have_text("First of three: 1 new")


def test_nothing_moves_under_the_pointer(rows, keys, as_agent, blank_page):
    rows.nth(2).hover()
    answer(as_agent, keys[2], "We come at noon.")
    expect(rows.nth(2)).to_contain_text("1 new")
    assert titles(rows) == TITLES
    blank_page.get_by_role("heading", name="My tickets").hover()
    expect(rows.first).to_contain_text("We come at noon.")


def test_nothing_moves_from_under_the_focus(rows, keys, as_agent, blank_page):
    link = rows.nth(2).get_by_role("link")
    link.focus()
    answer(as_agent, keys[2], "We come at noon.")
    expect(rows.nth(2)).to_contain_text("1 new")
    expect(link).to_be_focused()
    assert titles(rows) == TITLES
    blank_page.get_by_label("Search").focus()
    expect(rows.first).to_contain_text("We come at noon.")


def test_the_exact_time_is_shown_to_who_points_and_to_who_tabs(rows, blank_page):
    exact = rows.first.locator(".support-exact")
    expect(exact).to_be_hidden()
    before = rows.first.bounding_box()
    rows.first.locator("time").hover()
    expect(exact).to_be_visible()
    assert rows.first.bounding_box() == before
    blank_page.get_by_role("heading", name="My tickets").hover()
    expect(exact).to_be_hidden()
    blank_page.get_by_role("button", name="Show").focus()
    blank_page.keyboard.press("Tab")
    link = rows.first.get_by_role("link")
    expect(link).to_be_focused()
    expect(exact).to_be_visible()
    expect(link).to_have_accessible_description(re.compile(r"\d:\d\d"))
    assert violations(blank_page) == []


def test_a_list_that_takes_long_is_an_outline_in_its_place(rows, blank_page):
    waiting = []
    before = rows.nth(1).bounding_box()
    blank_page.route("**/tickets/?*", lambda route: waiting.append(route))  # noqa: PLW0108 - no built-in
    blank_page.get_by_label("Priority").select_option("medium")
    title = rows.nth(1).locator(".support-row-link")
    expect(title).to_have_css("color", "rgba(0, 0, 0, 0)")
    assert rows.nth(1).bounding_box() == before
    blank_page.screenshot(path=PICTURES / "tickets-waiting.png")
    waiting[0].continue_()
    expect(title).not_to_have_css("color", "rgba(0, 0, 0, 0)")
