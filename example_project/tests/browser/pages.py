"""The web pages of the running example project, as people use them."""

from __future__ import annotations

from pathlib import Path

from axe_playwright_python.sync_playwright import Axe

from demo.people import PASSWORD

PICTURES = Path(__file__).resolve().parents[2] / "var" / "pictures"
AXE = Axe()
OPTIONS = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
}


def log_in(page, address, person) -> None:
    page.goto(f"{address}/support/")
    page.get_by_label("Email").fill(person.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("heading", name="My tickets").wait_for()


def open_ticket(page, address, title="Cleaner did not come", text="Nobody came.") -> str:
    """Open a ticket by the form; return its address."""
    page.goto(f"{address}/support/tickets/new/")
    page.get_by_label("Title").fill(title)
    page.get_by_label("What happened?").fill(text)
    page.get_by_role("button", name="Send").click()
    page.get_by_role("heading", name=title).wait_for()
    return page.url


def messages(page) -> list[str]:
    """The texts of the messages that the server has, in the order in which they are shown."""
    return page.locator(".support-message:not(.is-pending) .support-text").all_inner_texts()


def violations(page) -> list[str]:
    found = AXE.run(page, options=OPTIONS).response["violations"]
    return [f"{rule['id']}: {node['html']}" for rule in found for node in rule["nodes"]]


def look_at(page, name: str) -> None:
    """Keep a picture of the page at both widths, and find nothing that keeps people out."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    assert violations(page) == []
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert overflow <= 0, f"{name} is wider than {width} px"
        page.screenshot(path=PICTURES / f"{name}-{width}.png")
