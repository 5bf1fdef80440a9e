from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from rest_framework.test import APIClient

from django_support_tickets.models import Ticket
from tests.factories import AgentFactory, PersonFactory, TicketFactory, user_of
from tests.outbox.processes import Processes, processes_in
from tests.outbox.redis_server import RedisServer

ClientFor = Callable[[Any], APIClient]


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """Throttles count in the cache: no test inherits another's count."""
    cache.clear()


@pytest.fixture
def customer(db: None) -> Any:
    return PersonFactory()


@pytest.fixture
def other_customer(db: None) -> Any:
    return PersonFactory()


@pytest.fixture
def agent(db: None) -> Any:
    return AgentFactory()


@pytest.fixture
def other_agent(db: None) -> Any:
    return AgentFactory()


@pytest.fixture
def ticket(customer: Any) -> Ticket:
    return TicketFactory(customer=customer)


@pytest.fixture
def client_for() -> ClientFor:
    """Return a function that makes an API client logged in as a person."""

    def make(person: Any) -> APIClient:
        client = APIClient()
        client.force_authenticate(user_of(person))
        return client

    return make


@pytest.fixture
def mine(customer: Any, client_for: ClientFor) -> APIClient:
    """The API as the ticket's customer calls it."""
    return client_for(customer)


@pytest.fixture
def staff(agent: Any, client_for: ClientFor) -> APIClient:
    """The API as an agent calls it."""
    return client_for(agent)


@pytest.fixture
def media(settings: Any, tmp_path: Path) -> Path:
    """A folder of the test's own for the files of the desk."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Processes]:
    """A starter of processes, which end with the test."""
    with processes_in(tmp_path) as processes:
        yield processes


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[RedisServer]:
    """A Redis of the test's own, to stop and start."""
    server = RedisServer(tmp_path)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def desk(settings: Any) -> Callable[..., None]:
    """Return a function that sets keys of SUPPORT_TICKETS."""

    def set_keys(**keys: Any) -> None:
        settings.SUPPORT_TICKETS = {**settings.SUPPORT_TICKETS, **keys}

    return set_keys


@pytest.fixture
def use_mail_backend(settings: Any) -> Callable[[str], None]:
    """Return a function that makes the class at a path the host's e-mail backend."""

    def use(path: str) -> None:
        if hasattr(settings, "MAILERS"):  # Django 6.1 and later, where a host has them
            settings.MAILERS = {"default": {"BACKEND": path}}
        else:
            settings.EMAIL_BACKEND = path

    return use
