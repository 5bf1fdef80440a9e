"""RELAY "celery" with a real broker and a real worker process, which come and go."""

import signal
from typing import Any
from uuid import uuid4

import pytest

from django_support_tickets.models import Delivery, Ticket
from tests.outbox.conftest import states, time_has_come
from tests.outbox.hook import Hook
from tests.outbox.notifiers import lines_of
from tests.outbox.processes import (
    SECONDS,
    SOON,
    Process,
    Processes,
    needs_extras,
    reply,
    wait_until,
)
from tests.outbox.redis_server import NAMED, RedisServer

pytestmark = [pytest.mark.django_db(transaction=True), needs_extras]

SITE = "tests.outbox.celery_asgi"
WORKER = ("-m", "celery", "-A", "tests.outbox.celery_app", "worker", "--pool=solo", "-l", "info")


class CeleryHost:
    """The processes of a host whose workers deliver."""

    def __init__(self, processes: Processes, hook: Hook) -> None:
        self.processes = processes
        self.hook = hook
        self.queue = f"support-{uuid4().hex}"  # so that a broker that others use does not matter

    def settings(self, broker: str, notifier: str) -> dict[str, Any]:
        """Return its settings."""
        return {
            **self.hook(notifier, relay="celery"),
            "CELERY_BROKER_URL": broker,
            "CELERY_TASK_DEFAULT_QUEUE": self.queue,
            "CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP": True,
        }

    def serve(self, broker: str) -> str:
        """Start a web process that sweeps often, and return its address."""
        settings = self.settings(broker, "ToFile")
        return self.processes.serve(SITE, sweep=0.5, **settings)

    def work(self, broker: str, notifier: str = "ToFile") -> Process:
        """Start a worker."""
        return self.processes.start(*WORKER, **self.settings(broker, notifier))


@pytest.fixture
def host(processes: Processes, hook: Hook, ticket: Ticket) -> CeleryHost:
    Delivery.objects.all().delete()
    return CeleryHost(processes, hook)


NAMED_ONE = pytest.param("named", marks=pytest.mark.skipif(not NAMED, reason="none is named"))


@pytest.mark.parametrize("which", ["own", NAMED_ONE])
def test_a_worker_delivers_what_the_web_process_commits(
    which: str, redis: RedisServer, host: CeleryHost, ticket: Ticket, agent: Any
) -> None:
    broker = NAMED if which == "named" else redis.url
    worker = host.work(broker)
    address = host.serve(broker)
    assert min(reply(address, ticket, agent)) < SOON
    wait_until(lambda: states() == {"sent": 3})
    assert host.hook.was_called_once_for_each_of(3)
    assert {line.split()[1] for line in lines_of(host.hook.path)} == {str(worker.pid)}


def test_while_the_broker_is_away_requests_are_answered_and_later_all_arrives(
    redis: RedisServer, host: CeleryHost, ticket: Ticket, agent: Any
) -> None:
    host.work(redis.url)
    address = host.serve(redis.url)
    reply(address, ticket, agent, number=1)
    wait_until(lambda: states() == {"sent": 1})

    redis.stop()
    assert min(reply(address, ticket, agent)) < SOON
    assert states() == {"sent": 1, "pending": 3}

    redis.start()
    wait_until(lambda: states() == {"sent": 4})
    assert host.hook.was_called_once_for_each_of(4)


def test_a_broker_that_is_away_at_the_start_is_no_failure(
    redis: RedisServer, host: CeleryHost, ticket: Ticket, agent: Any
) -> None:
    redis.stop()
    address = host.serve(redis.url)
    assert min(reply(address, ticket, agent)) < SOON
    redis.start()
    host.work(redis.url)
    wait_until(lambda: states() == {"sent": 3})
    assert host.hook.was_called_once_for_each_of(3)


def test_what_a_killed_worker_left_another_delivers_once(
    redis: RedisServer, host: CeleryHost, ticket: Ticket, agent: Any
) -> None:
    address = host.serve(redis.url)
    reply(address, ticket, agent, number=5)
    assert host.work(redis.url, "Deadly").wait(SECONDS) == -signal.SIGKILL
    assert states() == {"sent": 2, "pending": 3}
    host.work(redis.url)
    time_has_come()
    wait_until(lambda: states() == {"sent": 5})
    assert host.hook.was_called_once_for_each_of(5)
