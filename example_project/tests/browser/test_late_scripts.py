"""What people do before the scripts of a page are there is neither lost nor changed."""

from __future__ import annotations

from contextlib import contextmanager

import pytest

pytest.importorskip("axe_playwright_python")
pytest.importorskip("django_htmx")

from playwright.sync_api import expect

from browser.pages import log_in, messages, open_ticket, ready, reload, visit, write
from demo.people import GITA, HARI, SITA


@pytest.fixture
def opened(example, blank_page):
    """A customer on a ticket that was just opened."""
    log_in(blank_page, example.address, SITA)
    open_ticket(blank_page, example.address)
    return blank_page


@pytest.fixture
def at_desk(example, chromium, opened):
    """An agent on the same ticket."""
    with chromium.new_context() as context:
        page = context.new_page()
        log_in(page, example.address, GITA, "/support/desk/")
        visit(page, opened.url.replace("/support/", "/support/desk/"))
        yield page


@contextmanager
def held(*pages, requests: str):
    """Let these requests wait for the end of the block."""
    waiting, is_over = [], False

    def hold(route):
        if is_over:
            route.continue_()
        else:
            waiting.append(route)

    for page in pages:
        page.route(requests, hold)
    yield
    is_over = True
    for route in waiting:
        route.continue_()


def test_what_is_sent_before_is_sent_by_the_form(opened):
    with held(opened, requests="**/pages/*.js"):
        opened.reload()
        opened.get_by_label("Your message").fill("Early")
        opened.get_by_role("button", name="Send").click()
        expect(opened.get_by_text("Early", exact=True)).to_be_visible()
    ready(opened)
    assert messages(opened) == ["Nobody came.", "Early"]


def test_what_is_typed_and_chosen_before_is_kept(opened):
    with held(opened, requests="**/pages/*.js"):
        opened.reload()
        opened.get_by_label("Your message").fill("Half a sent")
        file = {"name": "tap.txt", "mimeType": "text/plain", "buffer": b"It drips."}
        opened.locator("input[type=file]").set_input_files(file)
    ready(opened)
    expect(opened.get_by_role("checkbox", name="tap.txt")).to_be_checked()
    reload(opened)
    expect(opened.get_by_label("Your message")).to_have_value("Half a sent")
    write(opened, "See the file")
    expect(opened.get_by_role("link", name="tap.txt")).to_be_visible()


def test_what_is_begun_as_a_note_before_stays_a_note(at_desk):
    with held(at_desk, requests="**/pages/modes*.js"):
        at_desk.reload()  # where a reply was the last choice
        at_desk.get_by_label("Internal note").check()
    ready(at_desk)
    expect(at_desk.get_by_label("Internal note")).to_be_checked()


def test_the_draft_of_a_note_never_stands_in_an_answer(at_desk):
    at_desk.get_by_label("Internal note").check()
    at_desk.get_by_label("Your words").fill("He li")
    with held(at_desk, requests="**/pages/modes*.js"):
        at_desk.reload()
        text = at_desk.get_by_label("Your words")
        address = at_desk.locator("[data-support-module*='/text']").get_attribute(
            "data-support-module"
        )
        at_desk.evaluate("(address) => import(address)", address)
        assert text.input_value() == ""
    ready(at_desk)
    expect(text).to_have_value("He li")
    expect(at_desk.get_by_label("Internal note")).to_be_checked()


def test_agents_who_come_at_once_see_each_other(example, chromium, blank_page):
    with chromium.new_context() as context:
        gita, hari = blank_page, context.new_page()
        for page, person in ((gita, GITA), (hari, HARI)):
            log_in(page, example.address, person, "/support/desk/")
        row = gita.locator(".support-row-link").last.get_attribute("href")
        with held(gita, hari, requests="**/stream/*"):
            for page in (gita, hari):
                with page.expect_response("**/presence/"):
                    visit(page, f"{example.address}{row}")
        expect(gita.get_by_text("Also looking at this ticket: Hari")).to_be_visible(timeout=15_000)
        expect(hari.get_by_text("Also looking at this ticket: Gita")).to_be_visible()
