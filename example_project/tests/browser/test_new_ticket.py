"""Opening a ticket over the list: the dialog, its files by every way, and what goes wrong."""

from __future__ import annotations

import pytest

pytest.importorskip("axe_playwright_python")
pytest.importorskip("django_htmx")

from playwright.sync_api import expect

from browser.conftest import SECONDS
from browser.pages import log_in, look_at, ready, violations
from demo.people import SITA

expect.set_options(timeout=SECONDS * 1000)

MEGABYTE = 1024 * 1024
SLOW = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": MEGABYTE}
# A browser gives a page no other way to make files as a person does who drops or pastes them.
GIVE = """([kind, name]) => {
    const data = new DataTransfer();
    data.items.add(new File(["It drips."], name, { type: "text/plain" }));
    const options = { bubbles: true, cancelable: true };
    const event = kind === "paste"
        ? new ClipboardEvent(kind, { ...options, clipboardData: data })
        : new DragEvent(kind, { ...options, dataTransfer: data });
    document.querySelector("textarea[name=message_text]").dispatchEvent(event);
}"""


@pytest.fixture
def portal(example, blank_page):
    log_in(blank_page, example.address, SITA)
    ready(blank_page)
    return blank_page


@pytest.fixture
def dialog(portal):
    portal.get_by_role("main").get_by_role("link", name="New ticket").click()
    dialog = portal.get_by_role("dialog", name="New ticket")
    dialog.wait_for()
    return dialog


def fill(dialog, title, text="Nobody came.") -> None:
    dialog.get_by_label("Title").fill(title)
    dialog.get_by_label("What happened?").fill(text)


def choose(dialog, *files) -> None:
    dialog.locator("input[type=file]").set_input_files(
        [{"name": name, "mimeType": "text/plain", "buffer": content} for name, content in files]
    )


def test_a_ticket_is_opened_over_the_list_and_leads_to_its_conversation(portal, dialog):
    expect(dialog.get_by_label("Title")).to_be_focused()
    expect(dialog.get_by_text("0 of 5000 characters")).to_be_visible()
    look_at(portal, "new-ticket-dialog")
    fill(dialog, "By the dialog")
    expect(dialog.get_by_text("12 of 5000 characters")).to_be_visible()
    dialog.get_by_role("button", name="Send").click()
    expect(portal.get_by_role("heading", name="By the dialog")).to_be_visible()
    expect(portal.get_by_text("Nobody came.", exact=True)).to_be_visible()


def test_leaving_the_dialog_keeps_what_was_typed(portal, dialog):
    fill(dialog, "Half", "A draft")
    portal.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    link = portal.get_by_role("main").get_by_role("link", name="New ticket")
    expect(link).to_be_focused()
    link.click()
    expect(dialog.get_by_label("Title")).to_have_value("Half")
    dialog.get_by_role("link", name="Cancel").click()
    expect(dialog).to_be_hidden()
    portal.reload()
    ready(portal)
    link.click()
    expect(dialog.get_by_label("What happened?")).to_have_value("A draft")


def test_what_is_wrong_stands_beside_the_field_in_the_dialog(portal, dialog):
    fill(dialog, "   ")
    dialog.get_by_role("button", name="Send").click()
    expect(dialog.locator("#error-title")).to_be_visible()
    expect(dialog.get_by_label("Title")).to_be_focused()
    look_at(portal, "new-ticket-errors")


def test_a_dialog_that_does_not_come_is_a_page(portal):
    portal.route("**/tickets/new/", lambda route: route.abort(), times=1)
    portal.get_by_role("main").get_by_role("link", name="New ticket").click()
    expect(portal.get_by_role("heading", level=1, name="New ticket")).to_be_visible()


def test_each_file_has_its_progress_and_can_be_taken_away_on_the_way(portal, dialog):
    network = portal.context.new_cdp_session(portal)
    network.send("Network.enable")
    network.send("Network.emulateNetworkConditions", SLOW)
    fill(dialog, "Without the long one")
    choose(dialog, ("tap.txt", b"It drips."), ("long.txt", b"word " * MEGABYTE))
    dialog.get_by_role("button", name="Send").click()
    long = dialog.locator(".support-upload", has_text="long.txt")
    short = dialog.locator(".support-upload", has_text="tap.txt")
    expect(long.get_by_role("progressbar")).not_to_have_js_property("value", 0)
    expect(short.get_by_role("progressbar")).to_have_js_property("value", 1)
    look_at(portal, "new-ticket-progress")
    long.get_by_role("button", name="Remove").click()
    expect(portal.get_by_role("link", name="tap.txt")).to_be_visible()
    expect(portal.get_by_role("link", name="long.txt")).to_have_count(0)


def test_what_did_not_arrive_is_sent_again_from_the_file(portal, dialog):
    portal.route("**/tickets/new/", lambda route: route.abort(), times=1)
    fill(dialog, "At the second try")
    choose(dialog, ("tap.txt", b"It drips."))
    dialog.get_by_role("button", name="Send").click()
    expect(dialog.get_by_role("alert")).to_contain_text("There is no connection")
    assert violations(portal) == []
    dialog.get_by_role("button", name="Try again").click()
    expect(portal.get_by_role("link", name="tap.txt")).to_be_visible()


@pytest.mark.parametrize("kind", ["paste", "drop"])
def test_files_come_into_a_new_ticket_by_paste_and_drop(portal, dialog, kind):
    fill(dialog, f"With a file by {kind}")
    portal.evaluate(GIVE, [kind, "tap.txt"])
    expect(dialog.locator(".support-upload")).to_contain_text("tap.txt")
    portal.evaluate(GIVE, [kind, "run.exe"])
    expect(dialog.locator(".is-refused")).to_contain_text("this type of file is not accepted")
    dialog.get_by_role("button", name="Send").click()
    expect(portal.get_by_role("link", name="tap.txt")).to_be_visible()
    expect(portal.get_by_text("run.exe")).to_have_count(0)


@pytest.mark.parametrize("kind", ["paste", "drop"])
def test_files_come_into_an_answer_by_paste_and_drop(portal, dialog, kind):
    fill(dialog, "A conversation")
    dialog.get_by_role("button", name="Send").click()
    portal.get_by_role("heading", name="A conversation").wait_for()
    ready(portal)
    portal.evaluate(GIVE, [kind, "tap.txt"])
    expect(portal.get_by_role("checkbox", name="tap.txt")).to_be_checked()
    portal.get_by_label("Your message").fill("See the file")
    portal.get_by_role("button", name="Send").click()
    expect(portal.get_by_role("link", name="tap.txt")).to_be_visible()


def test_a_form_shows_where_a_file_may_be_dropped(portal, dialog):
    portal.evaluate(GIVE, ["dragover", "tap.txt"])
    expect(dialog.locator("form.is-dropzone")).to_be_visible()
    portal.evaluate(GIVE, ["dragleave", "tap.txt"])
    expect(dialog.locator("form.is-dropzone")).to_have_count(0)


@pytest.mark.parametrize("megabytes", [11, 60])
def test_without_javascript_a_file_too_large_does_not_take_the_text_with_it(
    example, chromium, tmp_path, megabytes
):
    """Under ASGI, where the body is not read to its end; 60 are more than all files may have."""
    film = tmp_path / "film.txt"
    film.write_bytes(b"a" * megabytes * MEGABYTE)
    with chromium.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        log_in(page, example.address, SITA, "/support/tickets/new/")
        fill(page, "A film", "See for yourself.")
        page.locator("input[type=file]").set_input_files(film)
        page.get_by_role("button", name="Send").click()
        expect(page.get_by_text("film.txt is larger than 10")).to_be_visible()
        expect(page.get_by_label("Title")).to_have_value("A film")
        expect(page.get_by_label("What happened?")).to_have_value("See for yourself.")
