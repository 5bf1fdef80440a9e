"""Schemathesis makes requests of docs/reference/openapi.yaml, good and bad: none gets a 5xx.

As many for each call of the contract, and for each role, as FUZZ_REQUESTS says.
"""

import os
from base64 import b64encode
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode

from django_support_tickets.actions import (
    attach_files,
    post_message,
    save_canned_response,
    save_view,
)
from django_support_tickets.models import InboxItem, Ticket
from django_support_tickets.policies import actor_for
from tests.calls import text_file
from tests.contract import GOLDEN
from tests.factories import PASSWORD, user_of
from tests.provoking import CANNED, VIEW

pytestmark = pytest.mark.django_db

REQUESTS = int(os.environ["FUZZ_REQUESTS"])
SCHEMA = schemathesis.openapi.from_path(GOLDEN)
SCHEMA.app = get_wsgi_application()
OPERATIONS = {each.ok().label: each.ok() for each in SCHEMA.get_all_operations()}
ROLES = ("customer", "agent")
NO_STREAMS = 501  # what the contract says of servers that speak WSGI


@pytest.fixture
def known(ticket: Ticket, agent: Any) -> dict[str, Any]:
    """One of everything that a path can name: made-up ids would get no further than 404."""
    actor = actor_for(user_of(agent))
    message = post_message(ticket, by=actor, message_text="Look.", files=[text_file()])
    attach_files(ticket, by=actor_for(user_of(ticket.customer)), files=[text_file()])
    return {
        "ticket_id": ticket.pk,
        "message_id": message.pk,
        "attachment_id": message.files[0].pk,
        "notification_id": InboxItem.objects.create(event=ticket.events.last(), person=agent).pk,
        "response_id": save_canned_response(by=actor, **CANNED).pk,
        "view_id": save_view(by=actor, **VIEW).pk,
    }


@pytest.fixture(autouse=True)
def _stay_connected() -> Iterator[None]:
    """Keep the test's transaction, which a server would end with the request's connection."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("label", OPERATIONS)
def test_no_request_gets_a_5xx(
    label: str, role: str, known: dict[str, Any], request: pytest.FixtureRequest
) -> None:
    operation = OPERATIONS[label]
    name = user_of(request.getfixturevalue(role)).get_username()
    login = {"Authorization": "Basic " + b64encode(f"{name}:{PASSWORD}".encode()).decode()}

    @settings(
        max_examples=REQUESTS,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )
    @given(st.data())
    def ask(data: Any) -> None:
        mode = data.draw(st.sampled_from([GenerationMode.POSITIVE, GenerationMode.NEGATIVE]))
        case = data.draw(operation.as_strategy(generation_mode=mode))
        if data.draw(st.booleans(), "a real place"):
            case.path_parameters.update(
                {key: str(known[key]) for key in case.path_parameters if key in known}
            )
        answer = case.call(base_url="http://testserver/api/support", headers=login)
        assert answer.status_code < 500 or answer.status_code == NO_STREAMS, case.as_curl_command()

    ask()
