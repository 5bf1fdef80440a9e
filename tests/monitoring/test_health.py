"""What a load balancer hears."""

import signal
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from django_support_tickets.models import Delivery, Ticket
from django_support_tickets.monitoring.health import health
from tests.calls import BASE, reply
from tests.outbox.redis_server import RedisServer

HEALTH = f"{BASE}health/"
PARTS = ("outbox", "scanner", "bus")
REDIS = "django_support_tickets.realtime.buses.redis.RedisBus"
MEMORY = "django_support_tickets.files.scanning.MemoryScanner"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _asked_anew() -> Iterator[None]:
    health.expires = 0
    yield
    health.expires = 0


def ask() -> tuple[int, Any]:
    answer = Client().get(HEALTH)
    return answer.status_code, answer.json()


def test_all_is_well_without_a_login_and_while_the_desk_is_closed(desk: Any) -> None:
    desk(ENABLED=False)
    assert ask() == (200, {"status": "ok", "parts": dict.fromkeys(PARTS, "ok")})
    assert "no-store" in Client().get(HEALTH)["Cache-Control"]


@pytest.mark.parametrize("minutes", [14, 16])
def test_deliveries_that_wait_for_too_long_are_ill(
    ticket: Ticket, customer: Any, client_for: Any, minutes: int
) -> None:
    reply(client_for(customer), ticket)
    due = timezone.now() - timedelta(minutes=minutes)
    assert Delivery.objects.update(next_attempt_at=due)
    status, body = ask()
    assert (status, body["parts"]["outbox"]) == ((503, "failing") if minutes > 15 else (200, "ok"))


@pytest.mark.parametrize("failure", ["", "down"])
def test_a_scanner_that_does_not_answer_is_ill(desk: Any, failure: str) -> None:
    desk(SCANNER={"BACKEND": MEMORY, "OPTIONS": {"infected": b"x", "failure": failure}})
    status, body = ask()
    assert (status, body["parts"]["scanner"]) == ((503, "failing") if failure else (200, "ok"))


def test_a_redis_that_is_stopped_is_ill_and_soon_said_to_be(desk: Any, redis: RedisServer) -> None:
    pytest.importorskip("redis")
    desk(REALTIME={"BACKEND": REDIS, "OPTIONS": {"url": redis.url, "timeout": 0.5}})
    assert ask() == (200, {"status": "ok", "parts": dict.fromkeys(PARTS, "ok")})
    assert redis.process is not None
    redis.process.send_signal(signal.SIGSTOP)  # it takes connections and says nothing
    assert parts_within(20) == {**dict.fromkeys(PARTS, "ok"), "bus": "failing"}
    redis.stop()
    assert parts_within(20)["bus"] == "failing"
    redis.start()
    health.expires = 0
    assert ask()[0] == 200


def parts_within(seconds: float) -> Any:
    health.expires = 0
    began = time.monotonic()
    status, body = ask()
    assert time.monotonic() - began < seconds
    assert status == 503
    return body["parts"]


def test_without_live_updates_no_bus_is_missed(desk: Any) -> None:
    desk(REALTIME=None)
    assert ask()[0] == 200


def test_a_database_that_is_gone_is_said_and_not_raised() -> None:
    def fail(*_args: Any) -> Any:
        raise OperationalError("gone")

    with connection.execute_wrapper(fail):
        assert ask()[0] == 503


def test_asking_often_costs_no_query(django_assert_num_queries: Any) -> None:
    """Anybody may ask."""
    with django_assert_num_queries(1):
        for _ in range(10):
            ask()
