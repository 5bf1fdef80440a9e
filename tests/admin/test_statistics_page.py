"""The figures of the desk in the admin: those of ``stats/``, as tables."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from django_support_tickets.actions import assign_ticket, change_status, post_message
from django_support_tickets.actors import SYSTEM
from django_support_tickets.policies import actor_for
from tests.admin.conftest import QUEUE, text_of
from tests.factories import TicketFactory, user_of

pytestmark = pytest.mark.django_db
URL = f"{QUEUE}statistics/"


def cells(page: str) -> dict[str, list[list[str]]]:
    """Return the rows of every table by its caption."""
    tables = re.findall(r"<caption>(.*?)</caption>(.*?)</table>", page, re.DOTALL)
    return {
        caption: [
            re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)
            for row in re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
        ]
        for caption, body in tables
    }


def test_they_are_those_of_the_api(
    admin: Client, agent: Any, client_for: Callable[[Any], APIClient]
) -> None:
    for n in range(3):
        ticket = TicketFactory(category="billing")
        post_message(ticket, by=actor_for(user_of(agent)), message_text="Hello")
        assign_ticket(ticket, by=SYSTEM, agent=agent)
        if n:
            change_status(ticket, by=SYSTEM, status="resolved")
    figures = client_for(agent).get("/api/support/stats/").json()
    tables = cells(text_of(admin.get(URL)))
    numbers = dict(row for row in tables["Tickets"][1:])
    assert numbers["Opened"] == str(figures["volumes"]["opened"]) == "3"
    assert numbers["Resolved"] == str(figures["volumes"]["resolved"]) == "2"
    assert numbers["Of those opened, resolved"] == "66.7 %"
    assert numbers["Open now"] == str(figures["backlog"]["total"]) == "1"
    assert len(tables["Days"]) == 31
    assert tables["Days"][1][1:] == ["3", "2"]
    name = actor_for(user_of(agent)).name
    assert tables["Agents (times are medians)"][1] == [name, "2", "0 min", "0 min", "1"]
    assert len([row for row in tables["Opened, by category"] if row[1] == "3"]) == 1


def test_days_can_be_chosen(admin: Client) -> None:
    page = text_of(admin.get(URL, {"from": "2026-01-30", "to": "2026-02-02"}))
    assert [row[0] for row in cells(page)["Days"]] == [
        "Day",
        "Feb. 2, 2026",
        "Feb. 1, 2026",
        "Jan. 31, 2026",
        "Jan. 30, 2026",
    ]
    assert 'value="2026-01-30"' in page


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"from": "2026-02-02", "to": "2026-01-01"}, "This is after the last day."),
        ({"from": "2020-01-01", "to": "2026-01-01"}, "Ask for at most 366 days."),
        ({"from": "yesterday"}, "Enter a date such as 2026-03-31."),
        ({"to": "\0"}, "Enter a date such as 2026-03-31."),
    ],
)
def test_days_that_are_none(asked: dict[str, str], words: str, admin: Client) -> None:
    page = text_of(admin.get(URL, asked))
    assert words in page
    assert len(cells(page)["Days"]) == 31


def test_the_queue_leads_there(admin: Client) -> None:
    assert f'href="{URL}"' in text_of(admin.get(QUEUE))
