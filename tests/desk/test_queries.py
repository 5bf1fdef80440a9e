"""Invariant 22: the desk's tools ask as much of the database for many rows as for one."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from django_support_tickets.models import CannedResponse, SavedView, Ticket
from tests.calls import BASE, url_of
from tests.desk.calls import CANNED, VIEWS

pytestmark = pytest.mark.django_db

CALLS = [  # and how many statements beside authentication that takes
    (f"{CANNED}?page_size=100", 2),
    (f"{CANNED}?page_size=100&cursor=", 1),
    (VIEWS, 2),
    ("suggestions/", 2),
]


@pytest.mark.parametrize(("path", "expected"), CALLS, ids=str)
@pytest.mark.parametrize("rows", [1, 49])
def test_a_tool_takes_its_number_of_statements(
    path: str, expected: int, rows: int, *, agent: Any, ticket: Ticket, client_for: Any
) -> None:
    text = "{{ticket.title}} {{customer.name}}"
    CannedResponse.objects.bulk_create(CannedResponse(title="A", body=text) for _ in range(rows))
    SavedView.objects.bulk_create(SavedView(name="A", owner=agent) for _ in range(rows))

    def statements(url: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client_for(agent).get(url).status_code == 200
        return len(queries)

    url = url_of(ticket, path) if path == "suggestions/" else path
    assert statements(url) - statements(f"{BASE}meta/") == expected
