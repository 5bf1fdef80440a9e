"""Live updates where there is no ASGI server: what is said, and what works all the same."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from django_support_tickets.conf import host_values
from django_support_tickets.models import Ticket
from django_support_tickets.realtime.links import sign, user_of
from tests.calls import BASE, url_of
from tests.factories import user_of as account_of

pytestmark = pytest.mark.django_db

ClientFor = Callable[[Any], APIClient]


def test_under_wsgi_a_stream_says_that_there_is_none(
    ticket: Ticket, customer: Any, other_customer: Any, client_for: ClientFor
) -> None:
    client = client_for(customer)
    for url in (f"{url_of(ticket)}stream/", f"{BASE}stream/"):
        answer = client.get(url, HTTP_ACCEPT="text/event-stream")
        assert (answer.status_code, answer.json()["error"]) == (501, "realtime_unavailable")
        assert "events/" in answer.json()["message"]
    assert client_for(other_customer).get(f"{url_of(ticket)}stream/").status_code == 404
    realtime = client.get(f"{BASE}meta/").json()["realtime"]
    assert realtime == {"stream_url": None, "websocket_url": None, "poll_seconds": 15}


def test_the_feature_flag_closes_streams_and_links(
    ticket: Ticket, customer: Any, client_for: ClientFor, settings: Any
) -> None:
    settings.SUPPORT_TICKETS = {**host_values(), "ENABLED": False}
    client = client_for(customer)
    assert client.get(f"{url_of(ticket)}stream/").status_code == 503
    assert client.post(f"{BASE}stream-link/", {}, format="json").status_code == 503


def test_a_link_opens_its_own_ticket_for_its_own_user(
    ticket: Ticket, customer: Any, other_customer: Any, client_for: ClientFor
) -> None:
    ask = {"ticket": str(ticket.pk)}
    answer = client_for(customer).post(f"{BASE}stream-link/", ask, format="json").json()
    url, _query, token = answer["url"].partition("?token=")
    assert url.endswith(f"{url_of(ticket)}stream/")
    user, until = user_of(token, str(ticket.pk)) or (None, 0)
    assert user == account_of(customer)
    assert user_of(token, None) is None
    assert user_of(sign(user, None, until=until), str(ticket.pk)) is None
    stranger = client_for(other_customer)
    assert stranger.post(f"{BASE}stream-link/", ask, format="json").status_code == 404


def test_presence_is_counted_apart_from_writes(
    ticket: Ticket, customer: Any, client_for: ClientFor, settings: Any
) -> None:
    settings.SUPPORT_TICKETS = {
        **host_values(),
        "THROTTLES": {"write": "1/day", "presence": "2/day"},
    }
    client, url = client_for(customer), f"{url_of(ticket)}presence/"
    statuses = [client.post(url, {"state": "typing"}, format="json").status_code for _ in range(3)]
    assert statuses == [204, 204, 429]


def test_without_a_bus_nothing_is_announced_and_nothing_fails(
    ticket: Ticket, customer: Any, client_for: ClientFor, settings: Any
) -> None:
    settings.SUPPORT_TICKETS = {**host_values(), "REALTIME": None}
    client = client_for(customer)
    said = client.post(f"{url_of(ticket)}presence/", {"state": "typing"}, format="json")
    assert said.status_code == 204
