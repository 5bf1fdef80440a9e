"""Numbered pages: as the host numbers them, otherwise as the contract has them."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.pagination import LimitOffsetPagination, PageNumberPagination
from rest_framework.test import APIClient

from django_support_tickets.models import Ticket
from django_support_tickets.selectors import capped
from tests.paging import URL, keys_of, make_tickets, walk

pytestmark = pytest.mark.django_db


class HostPagination(PageNumberPagination):
    page_size = 2

    def get_paginated_response(self, data: Any) -> Any:
        response = super().get_paginated_response(data)
        response.data["host"] = "yes"
        return response


class WithoutSize(LimitOffsetPagination):
    default_limit = None


def test_a_page_has_the_shape_of_the_contract(
    customer: Any, client_for: Callable[[Any], APIClient]
) -> None:
    make_tickets(customer, [(1, n, n, n) for n in range(25)])
    client = client_for(customer)
    page = client.get(f"{URL}?page=2").json()
    rows = page.pop("results")
    assert page == {
        "count": 25,
        "total_pages": 3,
        "current_page": 2,
        "next": "http://testserver/api/support/tickets/?page=3",
        "previous": "http://testserver/api/support/tickets/",
    }
    assert len(rows) == 10


@pytest.mark.parametrize(
    ("asked", "given"),
    [("7", 7), ("100", 100), ("101", 100), ("9" * 30, 100), ("0", 10), ("-3", 10)],
)
def test_a_page_holds_at_most_100_rows(
    asked: str, given: int, customer: Any, client_for: Callable[[Any], APIClient]
) -> None:
    make_tickets(customer, [(1, 1, 1, 1)] * 101)
    page = client_for(customer).get(f"{URL}?page_size={asked}").json()
    assert len(page["results"]) == given


@pytest.mark.parametrize("number", ["999", "0", "-1", "x"])
def test_a_page_that_is_not_there_is_404_with_our_body(
    number: str, customer: Any, client_for: Callable[[Any], APIClient]
) -> None:
    answer = client_for(customer).get(f"{URL}?page={number}")
    assert (answer.status_code, answer.json()["error"]) == (404, "not_found")


def test_counting_stops_where_it_would_cost_more_than_the_page(
    customer: Any, client_for: Callable[[Any], APIClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Invariant 22: the count looks at 10,000 rows at most; here at 15."""
    monkeypatch.setattr(capped, "MOST_COUNTED", 15)
    make_tickets(customer, [(1, n, n, n) for n in range(25)])
    client = client_for(customer)
    page = client.get(f"{URL}?page=2").json()
    assert (page["count"], page["total_pages"], page["next"]) == (15, 2, None)
    assert len(keys_of(list(walk(client, f"{URL}?cursor=")))) == 25


def test_the_hosts_pages_are_inherited(
    customer: Any, client_for: Callable[[Any], APIClient], settings: Any
) -> None:
    settings.REST_FRAMEWORK = {"DEFAULT_PAGINATION_CLASS": f"{__name__}.HostPagination"}
    make_tickets(customer, [(1, 1, 1, 1)] * 3)
    page = client_for(customer).get(URL).json()
    assert (page.keys(), len(page["results"])) == (
        {"count", "next", "previous", "results", "host"},
        2,
    )
    by_cursor = client_for(customer).get(f"{URL}?cursor=").json()
    assert by_cursor.keys() == {"next", "previous", "results"}


def test_our_setting_wins_over_the_hosts_default(
    customer: Any, client_for: Callable[[Any], APIClient], settings: Any
) -> None:
    ours = getattr(settings, "SUPPORT_TICKETS", {})
    path = "django_support_tickets.api.pagination.SupportPagination"
    settings.SUPPORT_TICKETS = {**ours, "PAGINATION_CLASS": path}
    settings.REST_FRAMEWORK = {"DEFAULT_PAGINATION_CLASS": f"{__name__}.HostPagination"}
    assert "total_pages" in client_for(customer).get(URL).json()


def test_a_hosts_class_that_knows_no_size_does_not_send_everything(
    ticket: Ticket, customer: Any, client_for: Callable[[Any], APIClient], settings: Any
) -> None:
    settings.REST_FRAMEWORK = {"DEFAULT_PAGINATION_CLASS": f"{__name__}.WithoutSize"}
    make_tickets(customer, [(1, 1, 1, 1)] * 11)
    client = client_for(customer)
    assert len(client.get(URL).json()["results"]) == 10
    assert client.get(f"{URL}{ticket.pk}/messages/").json()["count"] == 1
