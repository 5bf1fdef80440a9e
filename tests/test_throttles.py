"""Invariant 21: throttles count atomically, each person and each kind of write apart."""

import logging
import os
import sys
import uuid
from collections.abc import Callable, Iterator
from functools import partial
from importlib.util import find_spec
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache.backends.base import BaseCache
from django.urls import include, path
from rest_framework.response import Response
from rest_framework.test import APIClient
from rest_framework.throttling import ScopedRateThrottle

from django_support_tickets.api.urls import api_urls
from django_support_tickets.api.views import TicketViewSet
from django_support_tickets.http import throttling as throttles
from django_support_tickets.models import Ticket
from tests.simultaneous import at_once

pytestmark = pytest.mark.django_db

NOON = 1_000_000_000 // 60 * 60 + 20.5  # 39.5 seconds before the end of a minute
REDIS = find_spec("redis") and os.environ.get("TEST_REDIS_URL")
OPENING = {"title": "Help", "category": "general", "message_text": "Hi"}


class HostThrottle(ScopedRateThrottle):
    THROTTLE_RATES = {"host": "2/day"}


class HostTickets(TicketViewSet):
    throttle_classes = (HostThrottle,)
    throttle_scope = "host"


urlpatterns = [path("api/support/", include((api_urls(tickets=HostTickets), "support_tickets")))]


class BrokenCache(BaseCache):
    def __init__(self, _location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def add(self, *args: Any, **kwargs: Any) -> bool:
        raise ConnectionError("The cache is away")


@pytest.fixture
def rates(settings: Any) -> Callable[..., None]:
    """Return a function that sets rates of ours."""

    def set_rates(**rates: str | None) -> None:
        ours = getattr(settings, "SUPPORT_TICKETS", {})
        settings.SUPPORT_TICKETS = {**ours, "THROTTLES": rates}

    return set_rates


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """The throttle's clock: it stands still until a test sets ``now``, so no window ends."""
    clock = SimpleNamespace(now=NOON)
    monkeypatch.setattr(throttles, "time", SimpleNamespace(time=lambda: clock.now))
    return clock


@pytest.fixture
def impatient_threads() -> Iterator[None]:
    """Let threads take turns after microseconds, so that what can go wrong does."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


@pytest.fixture
def read(client_for: Callable[[Any], APIClient], ticket: Ticket) -> Callable[[Any], Response]:
    """Return a function that sends a write which changes little: a person's read mark."""
    url = f"/api/support/tickets/{ticket.pk}/read/"
    return lambda person: client_for(person).post(url)


@pytest.fixture(
    params=[
        "django.core.cache.backends.locmem.LocMemCache",
        pytest.param(
            "django.core.cache.backends.redis.RedisCache",
            marks=pytest.mark.skipif(not REDIS, reason="TEST_REDIS_URL names no server"),
        ),
    ],
    ids=["locmem", "redis"],
)
def _shared_cache(request: pytest.FixtureRequest, settings: Any) -> None:
    location = REDIS if "redis" in request.param else "throttles"
    prefix = str(uuid.uuid4())  # other runs may use the same server
    settings.CACHES = {
        "default": {"BACKEND": request.param, "LOCATION": location, "KEY_PREFIX": prefix}
    }


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("clock", "impatient_threads", "_shared_cache")
def test_parallel_requests_at_limit_k_let_exactly_k_through(
    customer: Any, read: Callable[[Any], Response], rates: Callable[..., None]
) -> None:
    rates(write="20/min")
    answers = at_once([lambda: [read(customer).status_code for _ in range(2)]] * 16)
    statuses = sorted(status for pair in answers for status in pair)
    assert statuses == [200] * 20 + [429] * 12


def test_each_person_counts_alone(
    customer: Any,
    agent: Any,
    read: Callable[[Any], Response],
    rates: Callable[..., None],
    clock: SimpleNamespace,
) -> None:
    rates(write="1/min")
    assert [read(customer).status_code, read(agent).status_code] == [200, 200]
    assert [read(customer).status_code, read(agent).status_code] == [429, 429]


def test_the_next_window_counts_anew(
    customer: Any,
    read: Callable[[Any], Response],
    rates: Callable[..., None],
    clock: SimpleNamespace,
) -> None:
    rates(write="1/min")
    assert read(customer).status_code == 200
    clock.now += 39
    assert read(customer).status_code == 429
    clock.now += 1
    assert read(customer).status_code == 200


def test_opening_tickets_and_other_writes_count_apart_and_reading_never(
    customer: Any,
    ticket: Ticket,
    client_for: Callable[[Any], APIClient],
    rates: Callable[..., None],
    clock: SimpleNamespace,
) -> None:
    rates(open_ticket="2/min", write="1/min")
    client, url = client_for(customer), "/api/support/tickets/"
    one = f"{url}{ticket.pk}/"
    opened = [client.post(url, OPENING, format="json").status_code for _ in range(3)]
    assert opened == [201, 201, 429]
    assert [client.post(f"{one}read/").status_code for _ in range(2)] == [200, 429]
    assert client.post(f"{one}messages/", {"message_text": "Hi"}).status_code == 429
    for get in (url, one, f"{one}messages/", f"{one}events/", "/api/support/meta/"):
        answers = [client.get(get) for _ in range(4)]
        assert {answer.status_code for answer in answers} == {200}
        assert "X-RateLimit-Limit" not in answers[0].headers


def test_a_counted_answer_says_how_many_are_left_and_a_refusal_when_to_come_back(
    customer: Any,
    read: Callable[[Any], Response],
    rates: Callable[..., None],
    clock: SimpleNamespace,
) -> None:
    rates(write="2/min")
    answers = [read(customer) for _ in range(3)]
    names = ("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", "Retry-After")
    headers = [tuple(answer.headers.get(name) for name in names) for answer in answers]
    assert headers == [("2", "1", "40", None), ("2", "0", "40", None), ("2", "0", "40", "40")]
    body = answers[2].json()
    assert (body["error"], body["retry_after"]) == ("rate_limit_exceeded", 40)
    assert {"message", "detail", "details"} < body.keys()


def test_none_switches_a_throttle_off(
    customer: Any, read: Callable[[Any], Response], rates: Callable[..., None]
) -> None:
    rates(write=None)
    answers = [read(customer) for _ in range(101)]
    assert {answer.status_code for answer in answers} == {200}
    assert "X-RateLimit-Limit" not in answers[0].headers


def test_the_contracts_limits_hold_where_the_host_says_nothing(
    customer: Any, read: Callable[[Any], Response], client_for: Callable[[Any], APIClient]
) -> None:
    opened = client_for(customer).post("/api/support/tickets/", OPENING, format="json")
    assert opened.headers["X-RateLimit-Limit"] == "30"
    assert read(customer).headers["X-RateLimit-Limit"] == "100"


def test_a_cache_that_is_away_does_not_close_the_desk(
    customer: Any,
    read: Callable[[Any], Response],
    rates: Callable[..., None],
    settings: Any,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Invariant 16: nothing outside the database can fail a request."""
    rates(write="1/min")
    settings.CACHES = {"default": {"BACKEND": f"{__name__}.BrokenCache"}}
    with caplog.at_level(logging.ERROR, logger="django_support_tickets.throttles"):
        assert [read(customer).status_code for _ in range(3)] == [200] * 3
    assert "The cache is away" in caplog.text


@pytest.mark.urls(__name__)
def test_a_hosts_throttle_applies_beside_ours(
    customer: Any, client_for: Callable[[Any], APIClient], clock: SimpleNamespace
) -> None:
    client = client_for(customer)
    send = partial(client.post, "/api/support/tickets/", OPENING, format="json")
    answers = [send() for _ in range(3)]
    assert [answer.status_code for answer in answers] == [201, 201, 429]
    assert answers[2].json()["error"] == "rate_limit_exceeded"
    assert answers[2].json()["retry_after"] == int(answers[2].headers["Retry-After"]) > 0
    assert answers[2].headers["X-RateLimit-Limit"] == "30"


@pytest.mark.urls(__name__)
def test_a_scoped_throttle_passes_a_view_without_a_scope(
    customer: Any, client_for: Callable[[Any], APIClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The named host has ScopedRateThrottle in DEFAULT_THROTTLE_CLASSES."""
    monkeypatch.delattr(HostTickets, "throttle_scope")
    client = client_for(customer)
    assert {client.get("/api/support/tickets/").status_code for _ in range(3)} == {200}
