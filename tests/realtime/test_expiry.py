"""What a token has opened ends with the token, within one heartbeat, on every transport."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from django_support_tickets.models import Ticket
from django_support_tickets.policies import actor_for
from django_support_tickets.realtime.asking import ask_again, hints_for
from django_support_tickets.realtime.connections import Connection
from django_support_tickets.realtime.links import sign
from tests.factories import user_of
from tests.realtime.conftest import Listen
from tests.realtime.listening import Listener
from tests.realtime.servers import Server

pytestmark = pytest.mark.django_db(transaction=True)

BY_JWT = {
    "REST_FRAMEWORK": {
        "DEFAULT_AUTHENTICATION_CLASSES": [
            "rest_framework_simplejwt.authentication.JWTAuthentication"
        ]
    },
    "SIMPLE_JWT": {"USER_ID_FIELD": "pk"},
}
LIFETIMES = (2, 20, 200)  # seconds; the next one where the machine was too slow for the last


def outlived(opening: Callable[[float], Listener]) -> Listener:
    """Return what was open, and is over, by a token that ends after some seconds."""
    for seconds in LIFETIMES:
        listener = opening(seconds)
        listener.until_over()
        if listener.of("ticket"):
            break
    return listener


def test_a_link_ends_what_it_opened(
    server: Server, ticket: Ticket, agent: Any, stream: Listen, websocket: Listen
) -> None:
    server.start(HEARTBEAT=1)

    def token(seconds: float) -> str:
        return "?token=" + sign(user_of(agent), str(ticket.pk), until=time.time() + seconds)

    followed = outlived(
        lambda seconds: stream(f"{server.address}/tickets/{ticket.pk}/stream/{token(seconds)}")
    )
    assert followed.of("end") == [{"error": "not_authenticated"}]
    socket = outlived(
        lambda seconds: websocket(f"{server.sockets}/tickets/{ticket.pk}/{token(seconds)}")
    )
    assert socket.of("end") == [{"error": "not_authenticated"}]
    assert socket.close_code == 4001


def test_a_json_web_token_ends_what_it_opened(
    server: Server, ticket: Ticket, agent: Any, stream: Listen
) -> None:
    tokens = pytest.importorskip("rest_framework_simplejwt.tokens")

    def headers(seconds: float) -> dict[str, str]:
        token = tokens.AccessToken()
        token["user_id"] = str(user_of(agent).pk)
        token.set_exp(lifetime=timedelta(seconds=seconds))
        return {"Authorization": f"Bearer {token}"}

    server.start(extra=BY_JWT, HEARTBEAT=1)
    url = f"{server.address}/tickets/{ticket.pk}/stream/"
    followed = outlived(lambda seconds: stream(url, headers=headers(seconds)))
    assert followed.of("end") == [{"error": "not_authenticated"}]


@pytest.mark.parametrize(("left", "refusal"), [(60, ""), (-1, "not_authenticated")])
def test_the_time_of_a_token_is_asked_for_tickets_and_lists(
    ticket: Ticket, agent: Any, left: float, refusal: str
) -> None:
    user, until = user_of(agent), time.time() + left
    actor = actor_for(user)
    opened = [Connection(user, actor, place, until=until) for place in (ticket, None)]
    assert [standing.refusal for standing in ask_again(opened)] == [refusal] * 2


def test_who_is_nobody_any_more_hears_nothing(ticket: Ticket, agent: Any) -> None:
    user = user_of(agent)
    opened = [Connection(user, actor_for(user), place) for place in (ticket, None)]
    user.is_active = False
    user.save()
    assert [standing.refusal for standing in ask_again(opened)] == ["not_authenticated"] * 2
    assert hints_for(opened[1:], {}) == ["not_authenticated"]
