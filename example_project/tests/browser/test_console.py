"""What an agent does in the console, in a real browser against the running example project."""

from __future__ import annotations

import re

import pytest

pytest.importorskip("axe_playwright_python")
pytest.importorskip("django_htmx")

from playwright.sync_api import expect

from browser import pages
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
)
from demo.people import GITA, HARI, SITA


def enter(page, address, person) -> None:
    """Log in and stand before the queue."""
    page.set_default_timeout(SECONDS * 1000)
    log_in(page, address, person, "/support/desk/")


@pytest.fixture
def console(example, blank_page):
    """The queue with an agent before it; what the host's policy forbids fails the test."""
    refused = []
    blank_page.on("console", lambda said: "Content Security" in said.text and refused.append(said))
    enter(blank_page, example.address, GITA)
    yield blank_page
    assert [said.text for said in refused] == []


@pytest.fixture
def customer(example, chromium):
    """A page of a customer, who has just opened a ticket."""
    with chromium.new_context() as context:
        page = context.new_page()
        page.set_default_timeout(SECONDS * 1000)
        log_in(page, example.address, SITA)
        open_ticket(page, example.address, title="The tap again", text="It drips.")
        yield page


@pytest.fixture
def colleague(example, chromium):
    with chromium.new_context() as context:
        page = context.new_page()
        enter(page, example.address, HARI)
        yield page


def desk_address(example, page) -> str:
    key = re.search(r"tickets/([^/]+)/", page.url)[1]
    return f"{example.address}/support/desk/tickets/{key}/"


def open_at_desk(page, example, customer) -> None:
    visit(page, desk_address(example, customer))


def write(page, text, button="Send reply") -> None:
    pages.write(page, text, field="Your words", button=button)
    expect(page.locator(".is-pending")).to_have_count(0)


def test_an_agents_journey(example, console, customer):
    look_at(console, "queue")
    visit(console, f"{example.address}/support/desk/?search=tap+again")
    console.get_by_role("link", name="The tap again").first.click()
    console.locator(".desk-composer").wait_for()
    ready(console)
    look_at(console, "desk-ticket")
    console.get_by_role("button", name="Assign to me").click()
    expect(console.get_by_text("Assigned to Gita Karki")).to_be_visible()
    write(console, "We come at noon.")
    expect(customer.get_by_text("We come at noon.", exact=True)).to_be_visible()
    console.get_by_label("Internal note").check()
    look_at(console, "desk-note")
    write(console, "She was angry.", "Keep internal note")
    expect(console.locator(".support-message.is-note")).to_contain_text("She was angry.")
    write(console, "Another note.", "Keep internal note")
    assert messages(customer) == ["It drips.", "We come at noon."]
    console.get_by_label("Priority").select_option("high")
    console.get_by_role("button", name="Save").click()
    expect(console.get_by_text("Priority: High")).to_be_visible()
    console.get_by_role("link", name="Escalate…").click()
    console.get_by_role("heading", name="Escalate this ticket?").wait_for()
    look_at(console, "escalate")
    console.get_by_label("Why").fill("A flat under water")
    console.get_by_role("button", name="Escalate").click()
    expect(console.get_by_text("A flat under water")).to_be_visible()
    console.get_by_role("button", name="Close").click()
    expect(console.get_by_text("This ticket is closed.")).to_be_visible()
    look_at(console, "desk-closed")
    console.get_by_role("button", name="Reopen").click()
    expect(console.get_by_label("Your words")).to_be_visible()


def test_an_answer_and_a_note_cannot_be_mistaken(example, console, customer):
    open_at_desk(console, example, customer)
    form = console.locator(".desk-composer")

    reply = form.evaluate("(form) => getComputedStyle(form).backgroundColor")
    expect(console.get_by_placeholder("Write to Sita Sharma…")).to_be_visible()
    expect(form.get_by_text("will read this.")).to_be_visible()
    console.keyboard.press("n")
    expect(console.get_by_label("Internal note")).to_be_checked()
    expect(console.get_by_placeholder("Only colleagues will read this…")).to_be_focused()
    expect(console.get_by_role("button", name="Send reply")).to_be_hidden()
    expect(console.get_by_role("button", name="Keep internal note")).to_be_visible()
    expect(form).not_to_have_css("background-color", reply)


def test_a_double_click_escalates_once(example, console, customer):
    open_at_desk(console, example, customer)
    console.get_by_role("link", name="Escalate…").click()
    console.get_by_label("Why").fill("A flat under water")
    sent = []
    console.on("request", lambda request: sent.append((request.method, request.url)))
    console.get_by_role("button", name="Escalate").dblclick()
    expect(console.get_by_text("A flat under water")).to_have_count(1)
    assert len([url for method, url in sent if method == "POST" and "escalate" in url]) == 1


@pytest.mark.parametrize("again", ["by a reload", "by Retry"])
def test_a_note_that_failed_never_becomes_an_answer(example, console, customer, again):
    open_at_desk(console, example, customer)
    console.route("**/messages/", lambda route: route.abort())
    console.get_by_label("Internal note").check()
    console.get_by_label("Your words").fill("He lies.")
    console.get_by_role("button", name="Keep internal note").click()
    console.locator(".is-failed").wait_for()
    console.get_by_label("Reply to the customer").check()
    console.unroute("**/messages/")
    if again == "by Retry":
        console.get_by_role("button", name="Retry").click()
        expect(console.locator(".is-pending")).to_have_count(0)
    reload(console)
    expect(console.locator(".support-message.is-note")).to_contain_text("He lies.")
    reload(customer)
    assert messages(customer) == ["It drips."]


def test_a_draft_of_a_note_comes_back_as_a_note(example, console, customer):
    open_at_desk(console, example, customer)
    console.get_by_label("Internal note").check()
    console.get_by_label("Your words").fill("He li")
    reload(console)
    expect(console.get_by_label("Your words")).to_have_value("He li")
    expect(console.get_by_label("Internal note")).to_be_checked()


@pytest.mark.parametrize("again", ["Retry", "Take back"])
def test_two_agents_answer_at_once(example, console, colleague, customer, again):
    open_at_desk(console, example, customer)
    open_at_desk(colleague, example, customer)
    expect(console.get_by_text("Also looking at this ticket: Hari")).to_be_visible()
    console.get_by_label("Your words").fill("My answer")
    write(colleague, "I have it already.")
    expect(console.get_by_text("Somebody answered meanwhile")).to_be_visible()
    expect(console.get_by_text("I have it already.", exact=True)).to_be_visible()
    assert violations(console) == []
    console.get_by_role("button", name="Send reply").click()
    failed = console.locator(".is-failed")
    expect(failed).to_contain_text("Somebody answered meanwhile: review before sending.")
    assert violations(console) == []
    failed.get_by_role("button", name=again).click()
    if again == "Take back":
        expect(console.get_by_label("Your words")).to_have_value("My answer")
        console.get_by_role("button", name="I have read it").click()
        console.get_by_role("button", name="Send reply").click()
    expect(console.locator(".is-pending")).to_have_count(0)
    expect(customer.get_by_text("My answer", exact=True)).to_be_visible()


def test_a_customer_writes_while_the_agent_reads(example, console, customer):
    open_at_desk(console, example, customer)
    customer.get_by_label("Your message").fill("Are you there?")
    customer.get_by_role("button", name="Send").click()
    expect(console.get_by_text("Are you there?", exact=True)).to_be_visible()
    write(console, "Yes.")  # nothing was typed before, so there is nothing to review
    expect(customer.get_by_text("Yes.", exact=True)).to_be_visible()


def test_the_queue_offers_what_has_changed_and_moves_no_row(console, customer):
    changed = console.get_by_text(re.compile("tickets? changed"))
    # Once this has been told, so has all that other tests have done.
    listen(console)
    pages.write(customer, "First")
    expect(changed).to_be_visible()
    listen(console)
    before = console.locator(".support-row-link").all_inner_texts()
    pages.write(customer, "News")
    expect(customer.locator(".is-pending")).to_have_count(0)
    expect(console.get_by_text("1 ticket changed.")).to_be_visible()
    assert console.locator(".support-row-link").all_inner_texts() == before
    assert violations(console) == []
    ticked = console.locator(".desk-row").nth(1)
    ticked = console.locator(f"[data-id='{ticked.get_attribute('data-id')}']")
    ticked.get_by_role("checkbox").check()
    console.get_by_role("button", name="Refresh").click()
    expect(console.get_by_text("1 ticket changed.")).to_be_hidden()
    expect(console.locator(".desk-row").first).to_contain_text("The tap again")
    expect(console.locator(".desk-row").first).to_contain_text("3 new")
    expect(ticked.get_by_role("checkbox")).to_be_checked()


def listen(page) -> None:
    """Load the page anew, and wait until it is told of what happens."""
    with page.expect_response(lambda answer: "stream" in answer.url):
        reload(page)


def test_many_tickets_change_after_a_question(example, console):
    visit(console, f"{example.address}/support/desk/?assigned_agent=none&status=open")
    for box in console.get_by_role("checkbox", name=re.compile("^Tick [A-Z0-9]")).all()[:2]:
        box.check()
    expect(console.get_by_text("Ticked: 2")).to_be_visible()
    console.locator(".desk-bulk [name=add_tags]").fill("spring")
    console.get_by_role("button", name="Change…").click()
    dialog = console.get_by_role("dialog", name="Change 2 tickets?")
    expect(dialog).to_contain_text("Add the tags: spring")
    look_at(console, "bulk-question")
    dialog.get_by_role("link", name="Cancel").click()
    expect(dialog).to_be_hidden()
    console.get_by_role("button", name="Change…").click()
    dialog.get_by_role("button", name="Change 2 tickets").click()
    expect(console.get_by_role("heading", name="2 tickets changed")).to_be_visible()
    look_at(console, "bulk-done")
    console.get_by_role("link", name="Back to the queue").click()
    expect(console.locator(".desk-tag", has_text="spring")).to_have_count(2)


def test_a_bulk_change_of_nothing_is_told_in_place(console):
    console.get_by_role("button", name="Change…").click()
    expect(console.get_by_role("alert")).to_contain_text("Tick the tickets to change first.")


def test_the_queue_by_keyboard(example, console, customer):
    visit(console, f"{example.address}/support/desk/")
    links = console.locator(".support-row-link")
    console.keyboard.press("j")
    expect(links.nth(0)).to_be_focused()
    console.keyboard.press("j")
    expect(links.nth(1)).to_be_focused()
    console.keyboard.press("k")
    expect(links.nth(0)).to_be_focused()
    console.keyboard.press("x")
    expect(console.locator(".desk-row [name=ids]").first).to_be_checked()
    console.keyboard.press("a")
    expect(console.locator(".desk-row").first).to_contain_text("Gita Karki")
    console.keyboard.press("?")
    help_ = console.get_by_role("dialog", name="Keyboard shortcuts")
    look_at(console, "keyboard-help")
    help_.get_by_role("button", name="Done").click()
    expect(help_).to_be_hidden()
    console.keyboard.press("j")
    console.keyboard.press("Enter")
    console.locator(".desk-composer").wait_for()
    ready(console)
    console.keyboard.press("r")
    expect(console.get_by_label("Your words")).to_be_focused()
    console.keyboard.type("jknra?")  # letters, where one types
    expect(console.get_by_label("Your words")).to_have_value("jknra?")
    console.get_by_label("Your words").fill("")


def test_a_note_is_begun_from_the_queue(console):
    console.keyboard.press("j")
    console.keyboard.press("n")
    expect(console.get_by_label("Internal note")).to_be_checked()
    expect(console.get_by_label("Your words")).to_be_focused()


def test_shortcuts_can_be_switched_off(console):
    console.get_by_role("button", name="Keyboard shortcuts").click()
    console.get_by_label("Shortcuts of one letter are on").uncheck()
    console.keyboard.press("Escape")
    reload(console)
    console.keyboard.press("j")
    expect(console.locator(".support-row-link").first).not_to_be_focused()


def test_a_canned_response_is_found_and_put_into_the_draft(example, console, customer):
    visit(console, f"{example.address}/support/desk/canned/new/")
    console.get_by_label("Title", exact=True).fill("Plumber on his way")
    console.get_by_label("Text", exact=True).fill("Dear {{customer.name}}, he comes.")
    look_at(console, "canned-form")
    console.get_by_role("button", name="Save").click()
    expect(console.get_by_role("link", name="Plumber on his way")).to_be_visible()
    look_at(console, "canned-list")
    open_at_desk(console, example, customer)
    console.get_by_text("Canned responses", exact=True).last.click()
    console.get_by_role("searchbox", name="Search canned responses").fill("plumb")
    console.get_by_role("button", name="Plumber on his way").click()
    expect(console.get_by_label("Your words")).to_have_value("Dear Sita Sharma, he comes.")
    console.get_by_label("Your words").fill("")
    assert violations(console) == []


def test_the_dashboard_and_its_file(example, console):
    console.get_by_role("link", name="Dashboard").click()
    console.get_by_role("heading", name="Dashboard").wait_for()
    look_at(console, "dashboard")
    console.get_by_text("The same as a table").click()
    expect(console.get_by_role("table", name="Each day")).to_be_visible()
    assert violations(console) == []
    with console.expect_download() as download:
        console.get_by_role("link", name="CSV file").click()
    assert download.value.suggested_filename.endswith(".csv")


def test_switches_of_notifications(console):
    console.get_by_role("link", name="Notifications").click()
    console.get_by_role("heading", name="Notifications").wait_for()
    look_at(console, "notifications")
    box = console.get_by_role("checkbox", name="Message posted: email")
    box.uncheck()
    console.get_by_role("button", name="Save").click()
    expect(console.get_by_text("Saved.")).to_be_visible()
    expect(box).not_to_be_checked()


def test_the_dark_console_can_be_read(example, chromium):
    with chromium.new_context(color_scheme="dark") as context:
        page = context.new_page()
        enter(page, example.address, GITA)
        look_at(page, "queue-dark")
        page.locator(".support-row-link").first.click()
        page.get_by_label("Internal note").check()
        look_at(page, "desk-note-dark")
        visit(page, f"{example.address}/support/desk/dashboard/")
        look_at(page, "dashboard-dark")


def test_the_console_without_javascript(example, chromium, customer):
    with chromium.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        enter(page, example.address, GITA)
        page.get_by_label("Search").fill("tap again")
        page.get_by_role("button", name="Show").click()
        page.wait_for_url("**search=tap+again**")
        page.locator("[name=ids]").first.check()
        page.locator(".desk-bulk [name=priority]").select_option("high")
        page.get_by_role("button", name="Change…").click()
        page.get_by_role("button", name="Change 1 ticket").click()
        page.get_by_role("link", name="Back to the queue").click()
        visit(page, desk_address(example, customer))
        expect(page.get_by_text("Priority: High")).to_be_visible()
        page.get_by_label("Internal note").check()
        expect(page.get_by_role("button", name="Send reply")).to_be_hidden()
        page.get_by_label("Your words").fill("No script, a note")
        customer.get_by_label("Your message").fill("Meanwhile")
        customer.get_by_role("button", name="Send").click()
        expect(customer.locator(".is-pending")).to_have_count(0)
        page.get_by_role("button", name="Keep internal note").click()
        expect(page.get_by_role("list", name="Written meanwhile")).to_contain_text("Meanwhile")
        expect(page.get_by_label("Your words")).to_have_value("No script, a note")
        expect(page.get_by_label("Internal note")).to_be_checked()
        page.get_by_role("button", name="Keep internal note").click()
        expect(page.locator(".support-message.is-note")).to_contain_text("No script, a note")
        page.get_by_role("button", name="Mark as read").click()
        expect(page.get_by_role("button", name="Mark as read")).to_have_count(0)
        page.get_by_role("button", name="Close").click()
        page.get_by_role("button", name="Reopen").click()
        expect(page.get_by_label("Your words")).to_be_visible()
        assert messages(customer) == ["It drips.", "Meanwhile"]


def test_for_a_customer_there_is_no_console(example, customer):
    visit(customer, f"{example.address}/support/desk/")
    expect(customer.get_by_role("heading", name="Nothing here")).to_be_visible()
    expect(customer.get_by_role("link", name="Queue")).to_have_count(0)
