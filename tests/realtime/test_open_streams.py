"""How many connections a process has open, as Prometheus reads it from a real server."""

from typing import Any

import httpx
import pytest

from django_support_tickets.models import Ticket
from tests.outbox.processes import SECONDS, wait_until
from tests.realtime.conftest import Listen
from tests.realtime.servers import Server

pytestmark = pytest.mark.django_db(transaction=True)


def opened(server: Server) -> int:
    url = server.address.replace("/api/support", "/metrics/")
    text = httpx.get(url, headers={"Authorization": "Bearer t"}, timeout=SECONDS).text
    [figure] = [line for line in text.splitlines() if line.startswith("support_tickets_open_")]
    return int(float(figure.split()[1]))


def test_open_streams_are_counted_up_and_down(
    server: Server, ticket: Ticket, customer: Any, agent: Any, stream: Listen
) -> None:
    metered = {"ROOT_URLCONF": "tests.projects.metered.urls", "METRICS_TOKEN": "t"}
    server.start(extra=metered, STREAMS_PER_PERSON=2)
    assert opened(server) == 0
    url = f"{server.address}/tickets/{ticket.pk}/stream/"
    for person in (customer, agent, agent):
        stream(url, person).until_heard("ticket")
    assert opened(server) == 3
    stream(url, agent).until_heard("ticket")  # the agent's first gives way
    wait_until(lambda: opened(server) == 3)
