"""What the contract fixes of words and limits, where the host says nothing."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from django_support_tickets.models import Ticket
from tests.calls import BASE, TICKETS, reply

WORDS = {
    "statuses": ["open", "in_progress", "resolved", "closed"],
    "priorities": ["low", "medium", "high", "urgent"],
    "categories": ["billing", "technical", "account", "service", "general"],
    "sources": ["web", "mobile", "email", "phone"],
}
OFFICE = "application/vnd.openxmlformats-officedocument."
LIMITS = {
    "message_length": 5000,
    "file_size": 10 * 1024 * 1024,
    "files_per_message": 5,
    "content_types": [
        "image/png",
        "image/jpeg",
        "image/gif",
        "image/webp",
        "application/pdf",
        "text/plain",
        "text/csv",
        "application/msword",
        f"{OFFICE}wordprocessingml.document",
        "application/vnd.ms-excel",
        f"{OFFICE}spreadsheetml.sheet",
        "application/vnd.oasis.opendocument.text",
    ],
}
OPENING = {"title": "Hi", "category": "general", "message_text": "Hi"}


def test_meta_has_the_words_and_the_limits(staff: APIClient, mine: APIClient, agent: Any) -> None:
    meta = staff.get(f"{BASE}meta/").json()
    for name, values in WORDS.items():
        assert [option["value"] for option in meta[name]] == values
        assert all(option["label"] for option in meta[name])
    assert meta["limits"] == LIMITS
    assert (str(meta["user"]["id"]), meta["user"]["is_agent"]) == (str(agent.pk), True)
    assert mine.get(f"{BASE}meta/").json()["user"]["is_agent"] is False


TITLES = {"a": 201, "a" * 255: 201, "a" * 256: 400, " ": 400, "": 400, "a\nb": 400, "a\u2028b": 400}
TEXTS = {"a": 201, "a" * 5000: 201, "a" * 5001: 400, " \n\t": 400, "": 400, "a\nb": 201}


@pytest.mark.parametrize("title", TITLES, ids=lambda text: f"{len(text)} {text[:3]!r}")
def test_a_title_is_a_line_of_1_to_255_characters(title: str, mine: APIClient) -> None:
    answer = mine.post(TICKETS, {**OPENING, "title": title}, format="json")
    assert answer.status_code == TITLES[title]
    assert answer.status_code == 201 or [*answer.json()["details"]] == ["title"]


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: f"{len(text)} {text[:3]!r}")
def test_a_message_has_1_to_5000_characters_and_not_space_alone(
    text: str, ticket: Ticket, mine: APIClient
) -> None:
    opened = mine.post(TICKETS, {**OPENING, "message_text": text}, format="json")
    for answer in (opened, reply(mine, ticket, text)):
        assert answer.status_code == TEXTS[text]
        assert answer.status_code == 201 or [*answer.json()["details"]] == ["message_text"]


def test_what_a_new_ticket_is_where_nobody_says_more(mine: APIClient) -> None:
    opened = mine.post(TICKETS, OPENING, format="json").json()
    said = {name: opened[name] for name in ("status", "priority", "source", "tags", "metadata")}
    assert said == {
        "status": "open", "priority": "medium", "source": "web", "tags": [], "metadata": {}
    }  # fmt: skip
    assert (opened["escalated"], opened["assigned_agent"], opened["version"]) == (False, None, 1)
