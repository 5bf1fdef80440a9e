"""What one reader's queue does with a reader that is slow, and with events that do not follow."""

from typing import Any

import pytest

from django_support_tickets.models import Ticket
from django_support_tickets.policies import actor_for
from django_support_tickets.realtime.connections import MOST_FRAMES, Connection
from django_support_tickets.realtime.frames import PING, RESET, Frame
from tests.factories import user_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def connection(ticket: Ticket, agent: Any) -> Connection:
    user = user_of(agent)
    return Connection(user, actor_for(user), ticket)


def events(*sequences: int) -> list[Frame]:
    return [Frame("ticket", {}, sequence=sequence) for sequence in sequences]


def test_a_reader_too_slow_for_its_queue_is_told_to_begin_anew(connection: Connection) -> None:
    for _ in range(MOST_FRAMES):
        connection.push(PING)
    assert not connection.is_over
    for _ in range(MOST_FRAMES):
        connection.push(PING)
    assert (list(connection.frames), connection.is_over) == ([RESET], True)


def test_only_what_follows_is_told_and_nothing_twice(connection: Connection) -> None:
    connection.offer(events(1, 2))
    connection.offer(events(1, 2, 3))
    assert [frame.sequence for frame in connection.frames] == [1, 2, 3]


def test_what_does_not_follow_begins_anew(connection: Connection) -> None:
    connection.offer(events(1, 3))
    assert (list(connection.frames), connection.is_over) == ([RESET], True)


def test_why_it_ends_is_the_last_word(connection: Connection) -> None:
    connection.offer(events(1, 2))
    connection.stop("ticket_not_found")
    connection.offer(events(3))
    [last] = connection.frames
    assert (last.kind, last.data) == ("end", {"error": "ticket_not_found"})
