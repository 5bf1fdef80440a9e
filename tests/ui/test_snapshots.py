"""The main parts of the pages, compared with what they were.

A change that is wanted is written anew, and is then seen in the diff of the commit:
``TEST_WRITE_SNAPSHOTS=1 .venv/bin/pytest tests/ui/test_snapshots.py``.
"""

import os
import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from django_support_tickets import actions
from django_support_tickets.actors import SYSTEM
from django_support_tickets.conf import settings
from django_support_tickets.policies import actor_of
from tests.factories import AgentFactory, PersonFactory, TicketFactory
from tests.ui.desk import page, words_of

FOLDER = Path(__file__).parent / "snapshots"
# What differs from run to run, from database to database and from release to release.
CHANGING = {
    r"<time .*?</time>": "<time>…</time>",
    r"[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}": "ID",
    r"\b[A-Z0-9]{3}-[A-Z0-9]{3}-[A-Z0-9]{4}\b": "REFERENCE",
    r'data-day="[^"]*"><span>[^<]*': 'data-day="DAY"><span>DAY',
    r'(name="(?:csrfmiddlewaretoken|client_token)" value=)"[^"]*"': r'\1"TOKEN"',
    r'(value|data-state)="[0-9]+(?=["|])': r'\1="KEY',
    r"customer=[0-9]+": "customer=KEY",
    r'data-key="([a-z-]+:ID):[0-9]+"': r'data-key="\1:KEY"',
    r'data-draft="([a-z-]+:ID):[0-9]+"': r'data-draft="\1:KEY"',
}

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        settings.person_model != "auth.User", reason="names and keys are those of Django's users"
    ),
]


@pytest.fixture
def scene(browser_of: Callable[[Any], Client], media: Path) -> SimpleNamespace:
    """A ticket with a message of each kind, and how its customer and its agent see a page."""
    customer = PersonFactory(email="maya@example.com", username="maya")
    agent = AgentFactory(email="hari@example.com", username="hari")
    ticket = TicketFactory(customer=customer, title="The tap drips", message_text="It <drips>.")
    actions.update_ticket(ticket, by=actor_of(agent), assigned_agent=agent, tags=["tap"])
    said = {}
    for name, by, extra in (
        ("support", agent, {}),
        ("note", agent, {"is_internal": True}),
        ("files", customer, {"files": [SimpleUploadedFile("bill.txt", b"Rs 500")]}),
        ("redacted", customer, {}),
    ):
        words = f"Words of {name}."
        said[name] = actions.post_message(ticket, by=actor_of(by), message_text=words, **extra)
    actions.redact_message(said["redacted"], by=SYSTEM)
    said["customer"] = ticket.messages.order_by("sequence").first()
    ticket.refresh_from_db()

    def seen(person: Any, name: str, *args: Any, query: str = "") -> str:
        return words_of(browser_of(person).get(f"{page(name, *args)}{query}"))

    return SimpleNamespace(customer=customer, agent=agent, ticket=ticket, said=said, seen=seen)


def cut(html: str, mark: str) -> str:
    """Return the first element whose start tag has the mark."""
    start = html.rindex("<", 0, html.index(mark))
    tag = re.match(r"<(\w+)", html[start:])[1]  # type: ignore[index]
    depth = 0
    for found in re.finditer(rf"<(/?){tag}\b", html[start:]):
        depth += -1 if found[1] else 1
        if not depth:
            return html[start : html.index(">", start + found.end()) + 1]
    raise AssertionError(f"{mark} does not end")


def steady(html: str) -> str:
    """Return HTML with a tag a line, and marks for what changes by itself."""
    for pattern, words in CHANGING.items():
        html = re.sub(pattern, words, html, flags=re.DOTALL)
    return re.sub(r">\s*<", ">\n<", html).strip() + "\n"


def of_customer(mark: str, name: str = "ticket") -> Callable[[Any], str]:
    def look(scene: Any) -> str:
        args = [scene.ticket.pk] if name == "ticket" else []
        return cut(scene.seen(scene.customer, name, *args), mark)

    return look


def of_desk(mark: str, name: str = "desk-ticket", query: str = "") -> Callable[[Any], str]:
    def look(scene: Any) -> str:
        args = [scene.ticket.pk] if name == "desk-ticket" else []
        return cut(scene.seen(scene.agent, name, *args, query=query), mark)

    return look


def message(name: str, *, at_desk: bool = True) -> Callable[[Any], str]:
    def look(scene: Any) -> str:
        mark = f'id="message-{scene.said[name].pk}"'
        return (of_desk if at_desk else of_customer)(mark)(scene)

    return look


def empty_list(scene: Any) -> str:
    return cut(scene.seen(PersonFactory(), "ticket-list"), 'class="support-empty"')


def closed(scene: Any) -> str:
    actions.close_ticket(scene.ticket, by=SYSTEM)
    return of_customer('data-part="answer"')(scene)


def nothing(scene: Any) -> str:
    return cut(scene.seen(scene.customer, "ticket", "nonsense"), 'class="support-empty"')


NO_DAYS = "?from=2020-01-01&to=2020-01-03&tz=UTC"
PARTS = {
    "row": of_customer('class="support-row', "ticket-list"),
    "no-tickets": empty_list,
    "message-mine": message("customer", at_desk=False),
    "message-of-support": message("support", at_desk=False),
    "composer": of_customer('class="support-composer"'),
    "closed": closed,
    "nothing-here": nothing,
    "desk-row": of_desk('class="desk-row', "queue"),
    "desk-filters": of_desk('class="support-filters', "queue"),
    "desk-nothing": of_desk('class="support-empty"', "queue", "?search=nonsense"),
    "desk-message-of-customer": message("customer"),
    "desk-message-of-support": message("support"),
    "desk-note": message("note"),
    "desk-message-with-file": message("files"),
    "desk-message-redacted": message("redacted"),
    "desk-composer": of_desk('class="desk-composer"'),
    "desk-panel": of_desk('class="desk-panel"'),
    "desk-timeline": of_desk('data-part="timeline"'),
    "dashboard-tiles": of_desk('class="desk-tiles"', "dashboard", NO_DAYS),
    "dashboard-chart": of_desk('class="desk-charts"', "dashboard", NO_DAYS),
}


@pytest.mark.parametrize("name", PARTS)
def test_a_part_is_what_it_was(name: str, scene: Any) -> None:
    path = FOLDER / f"{name}.html"
    html = steady(PARTS[name](scene))
    if os.environ.get("TEST_WRITE_SNAPSHOTS"):
        path.write_text(html, encoding="utf-8")
    assert html == path.read_text(encoding="utf-8"), f"{name} has changed; see {__name__}"


def test_no_snapshot_is_left_over() -> None:
    assert {path.stem for path in FOLDER.glob("*.html")} == {*PARTS}
