"""What a customer does on the pages, in a real browser against the running example project."""

from __future__ import annotations

import re

import pytest

pytest.importorskip("axe_playwright_python")
pytest.importorskip("django_htmx")

from playwright.sync_api import expect

from browser.conftest import SECONDS
from browser.pages import (
    log_in,
    look_at,
    messages,
    open_ticket,
    ready,
    reload,
    violations,
    visit,
    write,
)
from demo.people import RAM, SITA

MEGABYTE = 1024 * 1024
# So slow that nothing arrives while the test looks at it.
SLOW = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 100_000}


@pytest.fixture
def portal(example, blank_page):
    """A page on which the customer is logged in; what its policy forbids fails the test."""
    refused = []
    blank_page.on("console", lambda said: "Content Security" in said.text and refused.append(said))
    log_in(blank_page, example.address, SITA)
    yield blank_page
    assert [said.text for said in refused] == []


@pytest.fixture
def opened(example, portal):
    """The portal on a ticket that was just opened."""
    open_ticket(portal, example.address)
    return portal


def ticket_id(page) -> str:
    return re.search(r"tickets/([^/]+)/", page.url)[1]


def test_a_customers_journey(example, portal, as_agent):
    look_at(portal, "tickets")
    portal.get_by_role("link", name="New ticket").first.click()
    portal.get_by_role("heading", name="New ticket").wait_for()
    look_at(portal, "new-ticket")
    open_ticket(portal, example.address, title="Broken tap", text="It drips.")
    look_at(portal, "ticket")

    write(portal, "All night.")
    expect(portal.locator(".is-pending")).to_have_count(0)
    assert messages(portal) == ["It drips.", "All night."]

    url = f"tickets/{ticket_id(portal)}/messages/"
    as_agent.post(url, json={"message_text": "We come at noon."}).raise_for_status()
    expect(portal.get_by_text("We come at noon.", exact=True)).to_be_visible()
    look_at(portal, "answered")

    portal.get_by_role("link", name="Close ticket").click()
    dialog = portal.get_by_role("dialog")
    assert violations(portal) == []
    dialog.get_by_role("link", name="Keep it open").click()
    expect(dialog).to_be_hidden()
    portal.get_by_role("link", name="Close ticket").click()
    dialog.get_by_role("button", name="Close ticket").click()
    expect(portal.get_by_text("This ticket is closed.")).to_be_visible()
    look_at(portal, "closed")
    portal.get_by_role("button", name="Reopen ticket").click()
    expect(portal.get_by_label("Your message")).to_be_visible()


def test_dark_pages_can_be_read(example, chromium):
    with chromium.new_context(color_scheme="dark") as context:
        page = context.new_page()
        log_in(page, example.address, SITA)
        look_at(page, "tickets-dark")
        open_ticket(page, example.address)
        look_at(page, "ticket-dark")


def test_what_is_sent_offline_waits_and_arrives_once(opened):
    opened.context.set_offline(True)
    write(opened, "Are you there?")
    failed = opened.locator(".is-failed")
    expect(failed).to_contain_text("There is no connection")
    assert violations(opened) == []
    opened.context.set_offline(False)
    failed.get_by_role("button", name="Retry").click()

    expect(opened.locator(".is-pending")).to_have_count(0)
    reload(opened)
    assert messages(opened) == ["Nobody came.", "Are you there?"]


def test_what_arrived_although_its_answer_was_lost_is_not_written_again(opened):
    def lose_the_answer(route):
        assert route.fetch().status == 201
        route.abort()

    # By a stream the page would hear of the message, and there would be nothing to retry.
    opened.route(re.compile("/stream/"), lambda route: route.abort())
    reload(opened)
    opened.route("**/messages/", lose_the_answer, times=1)
    write(opened, "Twice?")
    opened.get_by_role("button", name="Retry").click()
    expect(opened.locator(".is-pending")).to_have_count(0)
    reload(opened)
    assert messages(opened) == ["Nobody came.", "Twice?"]


def test_what_failed_is_there_after_a_reload_and_can_be_taken_back(opened):
    opened.route("**/messages/", lambda route: route.abort())
    write(opened, "Keep me")
    opened.locator(".is-failed").wait_for()
    reload(opened)
    failed = opened.locator(".is-failed")
    expect(failed).to_contain_text("Keep me")
    failed.get_by_role("button", name="Take back").click()
    expect(opened.get_by_label("Your message")).to_have_value("Keep me")
    expect(failed).to_have_count(0)


@pytest.mark.parametrize("status", [429, 500])
def test_a_server_that_refuses_is_heard_beside_the_message(opened, status):
    body = "<div class='support-notice'><span>Please wait.</span></div>" if status == 429 else "?"
    opened.route("**/messages/", lambda route: route.fulfill(status=status, body=body), times=1)
    write(opened, "Hello?")
    words = "Please wait." if status == 429 else "This did not work"
    expect(opened.locator(".is-failed")).to_contain_text(words)
    opened.get_by_role("button", name="Retry").click()
    expect(opened.locator(".is-pending")).to_have_count(0)


def test_a_double_click_sends_once(opened):
    opened.get_by_label("Your message").fill("Only once")
    opened.get_by_role("button", name="Send").dblclick()
    expect(opened.locator(".is-pending")).to_have_count(0)
    reload(opened)
    assert messages(opened) == ["Nobody came.", "Only once"]


def test_a_double_click_opens_one_ticket(example, portal):
    visit(portal, f"{example.address}/support/tickets/new/")
    portal.get_by_label("Title").fill("Clicked twice")
    portal.get_by_label("What happened?").fill("Quickly.")
    portal.get_by_role("button", name="Send").dblclick()
    portal.get_by_role("heading", name="Clicked twice").wait_for()
    visit(portal, f"{example.address}/support/tickets/?search=Clicked")
    expect(portal.get_by_role("link", name="Clicked twice")).to_have_count(1)


def test_a_draft_outlives_a_reload_and_goes_with_its_message(opened):
    opened.get_by_label("Your message").fill("Half a sent")
    reload(opened)
    expect(opened.get_by_label("Your message")).to_have_value("Half a sent")
    opened.get_by_label("Your message").press("Control+Enter")
    expect(opened.locator(".is-pending")).to_have_count(0)
    reload(opened)
    expect(opened.get_by_label("Your message")).to_have_value("")


def test_an_upload_shows_its_progress_and_can_be_cancelled(opened, tmp_path):
    network = opened.context.new_cdp_session(opened)
    network.send("Network.enable")
    network.send("Network.emulateNetworkConditions", SLOW)
    choose_large(opened, tmp_path / "long.txt", 9 * MEGABYTE)
    bar = opened.get_by_role("progressbar")
    expect(bar).to_be_visible()
    expect(bar).not_to_have_js_property("value", 0)
    assert violations(opened) == []
    with opened.expect_event("requestfailed", lambda sent: sent.url.endswith("/files/")):
        opened.get_by_role("button", name="Remove").click()
    expect(opened.locator(".support-upload")).to_have_count(0)
    reload(opened)
    expect(opened.locator(".support-upload")).to_have_count(0)


def test_an_upload_that_failed_is_tried_again_and_sent(opened):
    opened.route("**/files/", lambda route: route.abort(), times=1)
    choose(opened, "tap.txt", b"It drips.")
    opened.get_by_role("button", name="Try again").click()
    expect(opened.get_by_role("checkbox", name="tap.txt")).to_be_checked()
    write(opened, "See the file")
    expect(opened.get_by_role("link", name="tap.txt")).to_be_visible()
    expect(opened.get_by_role("checkbox", name="tap.txt")).to_have_count(0)


def test_files_that_do_not_fit_are_refused_before_they_are_sent(opened, tmp_path):
    sent = []
    opened.on("request", lambda request: request.method == "POST" and sent.append(request.url))
    choose(opened, "run.exe", b"MZ")
    expect(opened.locator(".is-refused")).to_contain_text("this type of file is not accepted")
    choose_large(opened, tmp_path / "big.txt", 11 * MEGABYTE)
    expect(opened.locator(".is-refused").last).to_contain_text("larger than 10")
    assert not [url for url in sent if "files" in url]


def choose(page, name, content) -> None:
    files = {"name": name, "mimeType": "text/plain", "buffer": content}
    page.locator("input[type=file]").set_input_files(files)


def choose_large(page, file, size: int) -> None:
    """Choose a file that the browser reads from the disk; to hand it over takes seconds."""
    file.write_bytes(b"x" * size)
    page.locator("input[type=file]").set_input_files(file)


def test_a_new_ticket_brings_its_files_and_shows_what_is_wrong_beside_the_field(example, portal):
    visit(portal, f"{example.address}/support/tickets/new/")
    portal.get_by_label("Title").fill("   ")
    portal.get_by_label("What happened?").fill("See the file.")
    choose(portal, "tap.txt", b"It drips.")
    portal.get_by_role("button", name="Send").click()
    expect(portal.locator("#error-title")).to_be_visible()
    expect(portal.get_by_label("Title")).to_be_focused()
    assert violations(portal) == []
    portal.get_by_label("Title").fill("With a file")
    portal.get_by_role("button", name="Send").click()
    expect(portal.get_by_role("link", name="tap.txt")).to_be_visible()


def test_two_browsers_of_one_ticket_see_each_other(opened, chromium, example):
    with chromium.new_context() as context:
        other = context.new_page()
        other.set_default_timeout(SECONDS * 1000)
        log_in(other, example.address, SITA)
        visit(other, opened.url)
        write(opened, "From the first")
        expect(other.get_by_text("From the first", exact=True)).to_be_visible()
        write(other, "From the second")
        expect(opened.get_by_text("From the second", exact=True)).to_be_visible()
        assert messages(opened)[1:] == ["From the first", "From the second"]


def test_support_is_seen_typing(opened, as_agent):
    url = f"tickets/{ticket_id(opened)}"
    as_agent.post(f"{url}/messages/", json={"message_text": "Well"}).raise_for_status()
    # Signs are kept for nobody: once this has come, the page listens.
    expect(opened.get_by_text("Well", exact=True)).to_be_visible()
    expect(opened.get_by_text("New since your last visit")).to_have_count(0)  # it is this one
    as_agent.post(f"{url}/presence/", json={"state": "typing"}).raise_for_status()
    expect(opened.get_by_text("Support is typing…")).to_be_visible()


def test_a_reader_who_is_elsewhere_is_told_and_not_moved(opened, as_agent):
    opened.set_viewport_size({"width": 800, "height": 500})
    url = f"tickets/{ticket_id(opened)}/messages/"
    for n in range(12):
        as_agent.post(url, json={"message_text": f"Line {n}"}).raise_for_status()
    expect(opened.get_by_text("Line 11", exact=True)).to_be_attached()
    opened.evaluate("scrollTo(0, 0)")
    as_agent.post(url, json={"message_text": "Down here"}).raise_for_status()
    button = opened.get_by_role("button", name="New messages")
    expect(button).to_be_visible()
    assert opened.evaluate("scrollY") == 0
    button.click()
    expect(button).to_be_hidden()
    expect(opened.get_by_text("Down here", exact=True)).to_be_in_viewport()


def test_what_was_read_is_marked_by_reading_and_by_no_get(opened, as_agent, example):
    visit(opened, f"{example.address}/support/tickets/")
    ticket = opened.get_by_role("link", name="Cleaner did not come").first.get_attribute("href")
    key = re.search(r"tickets/([^/]+)/", ticket)[1]
    as_agent.post(f"tickets/{key}/messages/", json={"message_text": "News"}).raise_for_status()
    reload(opened)
    expect(opened.locator(".support-unread").first).to_be_visible()
    with opened.expect_response("**/read/"):
        visit(opened, f"{example.address}{ticket}")
    expect(opened.get_by_text("New since your last visit")).to_be_visible()
    expect(opened.get_by_role("button", name="Mark as read")).to_have_count(0)
    assert as_agent.get(f"tickets/{key}/messages/").json()["results"][-1]["read_by_customer"]


def test_the_list_narrows_while_one_types(portal):
    expect(portal.locator(".support-row")).not_to_have_count(1)
    portal.get_by_label("Search").fill("VAT bill")
    expect(portal.locator(".support-row")).to_have_count(1)
    expect(portal).to_have_url(re.compile("search=VAT"))
    portal.route("**/tickets/?*", lambda route: route.abort())
    portal.get_by_label("Status").select_option("closed")
    expect(portal.get_by_role("alert")).to_contain_text("There is no connection")


def test_all_of_it_without_a_mouse(example, portal):
    visit(portal, f"{example.address}/support/tickets/")
    portal.keyboard.press("Tab")
    expect(portal.get_by_role("link", name="Skip to content")).to_be_focused()
    portal.keyboard.press("Enter")
    expect(portal).to_have_url(re.compile("#"))
    portal.keyboard.press("Tab")
    expect(portal.get_by_role("main").get_by_role("link", name="New ticket")).to_be_focused()
    portal.keyboard.press("Enter")
    portal.get_by_role("heading", name="New ticket").wait_for()
    ready(portal)
    portal.get_by_label("Title").focus()
    portal.keyboard.type("By keyboard")
    for keys in ("Tab", "Tab", "Tab"):
        portal.keyboard.press(keys)
    portal.keyboard.type("No mouse here.")
    portal.keyboard.press("Control+Enter")
    portal.get_by_role("heading", name="By keyboard").wait_for()
    ready(portal)
    close = portal.get_by_role("link", name="Close ticket")
    close.focus()
    portal.keyboard.press("Enter")
    expect(portal.get_by_role("dialog")).to_be_visible()
    portal.keyboard.press("Escape")
    expect(close).to_be_focused()


def test_the_same_journey_without_javascript(example, chromium, as_agent):
    with chromium.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        log_in(page, example.address, RAM)
        open_ticket(page, example.address, title="No script", text="Plain.")
        choose(page, "tap.txt", b"It drips.")
        write(page, "With a file")
        expect(page.get_by_text("With a file", exact=True)).to_be_visible()
        ready(page)
        assert messages(page) == ["Plain.", "With a file"]
        key = ticket_id(page)
        as_agent.post(f"tickets/{key}/messages/", json={"message_text": "Hi"}).raise_for_status()
        reload(page)
        page.get_by_role("button", name="Mark as read").click()
        expect(page.get_by_text("New since your last visit")).to_have_count(0)
        page.get_by_role("link", name="Close ticket").click()
        page.get_by_role("button", name="Close ticket").click()
        expect(page.get_by_text("This ticket is closed.")).to_be_visible()
        page.get_by_role("button", name="Reopen ticket").click()
        expect(page.get_by_label("Your message")).to_be_visible()


def test_without_a_stream_the_page_asks_now_and_then(example, portal, as_agent):
    portal.clock.install()
    portal.route("**/stream/**", lambda route: route.fulfill(status=501))
    open_ticket(portal, example.address)
    url = f"tickets/{ticket_id(portal)}/messages/"
    as_agent.post(url, json={"message_text": "Slowly"}).raise_for_status()
    portal.clock.run_for(16_000)
    expect(portal.get_by_text("Slowly", exact=True)).to_be_visible()


def test_older_messages_come_on_demand_and_reading_goes_on_there(opened, as_agent):
    url = f"tickets/{ticket_id(opened)}/messages/"
    for n in range(55):
        as_agent.post(url, json={"message_text": f"Line {n}"}).raise_for_status()
    reload(opened)
    shown = opened.locator(".support-message[data-sequence]")
    expect(shown).to_have_count(50)
    opened.get_by_role("link", name="Older messages").click()
    expect(shown).to_have_count(56)
    expect(opened.locator(".support-day")).to_have_count(1)
    expect(opened.locator(".support-message").first).to_be_focused()


def test_the_way_back_from_a_search_is_a_whole_page(example, portal):
    visit(portal, f"{example.address}/support/tickets/")
    portal.get_by_label("Search").fill("VAT bill")
    expect(portal).to_have_url(re.compile("search=VAT"))
    portal.go_back()
    expect(portal.get_by_role("heading", name="My tickets")).to_be_visible()
    expect(portal.locator(".support-row")).not_to_have_count(1)


def test_pages_read_from_right_to_left(opened):
    opened.evaluate("document.documentElement.dir = 'rtl'")
    look_at(opened, "ticket-rtl")


def test_pages_fit_a_narrow_screen(opened, example):
    opened.set_viewport_size({"width": 320, "height": 640})
    for path in ("", "tickets/new/"):
        assert opened.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        visit(opened, f"{example.address}/support/{path}")
