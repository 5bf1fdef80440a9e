"""The web pages of the running example project, as people use them."""

from __future__ import annotations

from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from demo.people import PASSWORD

PICTURES = Path(__file__).resolve().parents[2] / "var" / "pictures"
AXE = Axe()
OPTIONS = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
}


NOT_READY = "[data-support-module]:not([data-support-ready])"
COOKIES = {}  # of those who have logged in, by address and person


def ready(page) -> None:
    """Wait until the scripts of the page are there: before that, a form is sent as it is."""
    page.wait_for_load_state()
    if page.evaluate("matchMedia('(scripting: enabled)').matches"):
        expect(page.locator(NOT_READY)).to_have_count(0)


def visit(page, url: str) -> None:
    page.goto(url)
    ready(page)


def reload(page) -> None:
    page.reload()
    ready(page)


def log_in(page, address, person, path="/support/") -> None:
    """Stand on the page as this person; only the first time by the form."""
    page.context.add_cookies(COOKIES.get((address, person), []))
    page.goto(f"{address}{path}")
    if (address, person) not in COOKIES:
        page.get_by_label("Email").fill(person.email)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Log in").click()
        page.wait_for_url(lambda url: "/login/" not in url)
        COOKIES[address, person] = page.context.cookies()
    ready(page)


def open_ticket(page, address, title="Cleaner did not come", text="Nobody came.") -> str:
    """Open a ticket by the form; return its address."""
    visit(page, f"{address}/support/tickets/new/")
    page.get_by_label("Title").fill(title)
    page.get_by_label("What happened?").fill(text)
    page.get_by_role("button", name="Send").click()
    page.get_by_role("heading", name=title).wait_for()
    ready(page)
    return page.url


def write(page, text, *, field="Your message", button="Send") -> None:
    """Send a message by the form; it need not have arrived."""
    ready(page)
    page.get_by_label(field).fill(text)
    page.get_by_role("button", name=button).click()


def messages(page) -> list[str]:
    """The texts of the messages that the server has, in the order in which they are shown."""
    return page.locator(".support-message:not(.is-pending) .support-text").all_inner_texts()


def violations(page) -> list[str]:
    found = AXE.run(page, options=OPTIONS).response["violations"]
    return [f"{rule['id']}: {node['html']}" for rule in found for node in rule["nodes"]]


def look_at(page, name: str) -> None:
    """Keep a picture of the page at both widths, and find nothing that keeps people out."""
    ready(page)
    PICTURES.mkdir(parents=True, exist_ok=True)
    assert violations(page) == []
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert overflow <= 0, f"{name} is wider than {width} px"
        page.screenshot(path=PICTURES / f"{name}-{width}.png")
