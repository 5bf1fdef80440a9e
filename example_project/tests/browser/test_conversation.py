"""A conversation in a real browser: long, with pictures, and with surprises for who writes."""

from __future__ import annotations

import re
from io import BytesIO

import httpx
import pytest

pytest.importorskip("axe_playwright_python")
pytest.importorskip("django_htmx")

from PIL import Image
from playwright.sync_api import expect

from browser.conftest import SECONDS
from browser.pages import log_in, look_at, messages, reload, visit, write
from demo.people import SITA

expect.set_options(timeout=SECONDS * 1000)


@pytest.fixture
def as_customer(example):
    headers = {"Authorization": f"Bearer {example.customer['access']}"}
    url = f"{example.address}/api/support/"
    with httpx.Client(base_url=url, headers=headers, timeout=SECONDS) as client:
        yield client


@pytest.fixture
def key(as_customer):
    """A new ticket of the customer's."""
    ticket = {"title": "Broken tap", "category": "booking", "message_text": "It drips."}
    return as_customer.post("tickets/", json=ticket).raise_for_status().json()["id"]


@pytest.fixture
def portal(example, blank_page):
    log_in(blank_page, example.address, SITA)
    return blank_page


def answer(person, key, text, **files) -> str:
    """Write a message; return its id."""
    url = f"tickets/{key}/messages/"
    content = {"data": {"message_text": text}, **files}
    return person.post(url, **content).raise_for_status().json()["id"]


def picture(colour) -> bytes:
    content = BytesIO()
    Image.new("RGB", (640, 360), colour).save(content, "PNG")
    return content.getvalue()


def test_all_that_was_missed_is_shown_however_much(example, portal, key, as_agent):
    portal.route(re.compile("/stream/"), lambda route: route.abort())
    visit(portal, f"{example.address}/support/tickets/{key}/")
    portal.context.set_offline(True)
    for n in range(60):
        answer(as_agent, key, f"Line {n}")
    portal.context.set_offline(False)
    expect(portal.locator(".support-message[data-sequence]")).to_have_count(61)
    expect(portal.get_by_text("Line 59", exact=True)).to_be_visible()


def test_what_is_removed_goes_from_a_long_page_too(example, portal, key, as_agent, as_customer):
    written = [answer(as_customer, key, f"Line {n}") for n in range(58)]
    visit(portal, f"{example.address}/support/tickets/{key}/")
    portal.get_by_role("link", name="Older messages").click()
    expect(portal.locator(".support-message[data-sequence]")).to_have_count(59)
    for n in (55, 0):
        url = f"tickets/{key}/messages/{written[n]}/redact/"
        as_agent.post(url, json={}).raise_for_status()
    for n in (55, 0):
        message = portal.locator(f"#message-{written[n]} .support-text")
        expect(message).to_have_class(re.compile("is-removed"))


def test_the_login_of_the_host_is_no_answer_to_a_message(example, portal, key):
    """A host may send there whoever is logged out, before a page of ours can say so."""
    login = {"Location": f"{example.address}/accounts/login/?next=/support/"}
    visit(portal, f"{example.address}/support/tickets/{key}/")
    portal.context.clear_cookies(name="sessionid")  # with it, the login leads on
    portal.route("**/messages/", lambda route: route.fulfill(status=302, headers=login), times=1)
    write(portal, "Keep me")
    failed = portal.locator(".is-failed")
    expect(failed).to_contain_text("Keep me")
    log_in(portal, example.address, SITA, f"/support/tickets/{key}/")
    expect(portal.locator(".is-pending")).to_have_count(0)
    reload(portal)
    assert messages(portal) == ["It drips.", "Keep me"]


def test_a_form_that_changes_under_the_writer_keeps_words_and_focus(example, portal, key, as_agent):
    visit(portal, f"{example.address}/support/tickets/{key}/")
    text = portal.get_by_label("Your message")
    text.fill("It is still")
    as_agent.patch(f"tickets/{key}/", json={"status": "resolved"}).raise_for_status()
    expect(portal.get_by_text("We think this is solved.")).to_be_visible()
    expect(text).to_be_focused()
    portal.keyboard.type(" dark")
    expect(text).to_have_value("It is still dark")


def test_pictures_open_large_in_place(example, portal, key, as_agent):
    names = {"tap.png": "teal", "pipe.png": "sienna"}
    files = [("files", (name, picture(names[name]), "image/png")) for name in names]
    answer(as_agent, key, "See the pictures.", files=files)
    visit(portal, f"{example.address}/support/tickets/{key}/")
    small = portal.get_by_role("link", name="tap.png").first
    small.click()
    dialog = portal.get_by_role("dialog", name="Picture")
    expect(dialog.get_by_role("img", name="tap.png")).to_have_js_property("naturalWidth", 640)
    expect(dialog.get_by_role("button", name="Close")).to_be_focused()
    look_at(portal, "picture")
    portal.keyboard.press("ArrowRight")
    expect(dialog.get_by_role("img", name="pipe.png")).to_be_visible()
    portal.keyboard.press("ArrowRight")
    expect(dialog.get_by_role("img", name="pipe.png")).to_be_visible()
    with portal.expect_download() as download:
        dialog.get_by_role("link", name="Download").click()
    assert download.value.suggested_filename == "pipe.png"
    portal.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(small).to_be_focused()
