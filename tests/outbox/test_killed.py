"""Invariant 17 with real processes: whatever is killed, everything arrives, and nothing twice."""

import signal
from typing import Any

import pytest

from django_support_tickets.models import Delivery, Ticket, TicketEvent
from tests.outbox.conftest import states, time_has_come
from tests.outbox.hook import Hook
from tests.outbox.notifiers import lines_of
from tests.outbox.processes import (
    SECONDS,
    SOON,
    Processes,
    needs_extras,
    reply,
    wait_until,
)
from tests.outbox.test_draining import fill

pytestmark = pytest.mark.django_db(transaction=True)

RELAY = ("-m", "django", "support_relay")


def test_a_relay_killed_half_way_tells_nobody_twice(
    processes: Processes, hook: Hook, event: TicketEvent, five_agents: list[Any]
) -> None:
    relay = processes.start(*RELAY, **hook("Deadly"))
    assert relay.wait(SECONDS) == -signal.SIGKILL
    assert len(lines_of(hook.path)) == 2
    assert states() == {"sent": 2, "pending": 4}

    assert processes.start(*RELAY, **hook("Deadly")).wait(SECONDS) == 0
    assert len(lines_of(hook.path)) == 2, (
        "the rest is still in the lease of the one that was killed"
    )
    time_has_come()
    assert processes.start(*RELAY, **hook("Deadly")).wait(SECONDS) == 0
    assert hook.was_called_once_for_each_of(6)
    assert states() == {"sent": 6}


@needs_extras
def test_a_web_process_killed_between_commit_and_delivery_loses_nothing(
    processes: Processes, hook: Hook, ticket: Ticket, agent: Any
) -> None:
    Delivery.objects.all().delete()
    address = processes.serve(**hook("Gated", relay="thread"))
    reply(address, ticket, agent)
    wait_until(hook.begun.exists)
    processes.started[0].kill()
    processes.started[0].wait(SECONDS)
    assert not hook.path.exists()
    assert "sent" not in states()

    time_has_come()
    hook.sweep()
    assert hook.was_called_once_for_each_of(3)
    assert states() == {"sent": 3}


@needs_extras
def test_a_new_web_process_sweeps_up_what_was_left(
    processes: Processes, hook: Hook, event: TicketEvent
) -> None:
    processes.serve(**hook("ToFile", relay="thread"))  # it is asked for its health, no more
    wait_until(lambda: states() == {"sent": 1})
    assert len(lines_of(hook.path)) == 1


@needs_extras
def test_a_hook_that_sleeps_delays_no_request(
    processes: Processes, hook: Hook, ticket: Ticket, agent: Any
) -> None:
    Delivery.objects.all().delete()
    address = processes.serve(**hook("Gated", relay="thread"))
    # Of several, because a busy machine may delay one; the hook would delay each, for ever.
    assert min(reply(address, ticket, agent)) < SOON
    wait_until(hook.begun.exists)
    assert not hook.path.exists()
    hook.gate.touch()
    wait_until(lambda: states() == {"sent": 3})
    assert hook.was_called_once_for_each_of(3)


def test_relay_processes_at_once_deliver_each_row_once(
    processes: Processes, hook: Hook, event: TicketEvent, customer: Any
) -> None:
    fill(event, customer, 120)
    settings = hook("ToFile", seconds=0.002)
    relays = [processes.start(*RELAY, "--loop", **settings) for _ in range(3)]
    wait_until(lambda: states() == {"sent": 120})
    for relay in relays:
        relay.terminate()
    assert [relay.wait(SECONDS) for relay in relays] == [0, 0, 0]
    assert hook.was_called_once_for_each_of(120)
    assert set(Delivery.objects.values_list("attempts", flat=True)) == {1}


def test_a_worker_that_is_told_to_stop_ends_what_it_began_and_gives_back_the_rest(
    processes: Processes, hook: Hook, event: TicketEvent, customer: Any
) -> None:
    fill(event, customer, 5)
    worker = processes.start(*RELAY, "--loop", **hook("Gated"))
    wait_until(hook.begun.exists)
    worker.terminate()
    hook.gate.touch()
    assert worker.wait(SECONDS) == 0
    assert states() == {"sent": 1, "pending": 4}
    rest = Delivery.objects.filter(state="pending")
    assert set(rest.values_list("claim", "attempts")) == {(None, 0)}
    assert len(lines_of(hook.path)) == 1


def test_a_short_process_ends_cleanly_and_what_it_did_not_deliver_is_left_for_others(
    processes: Processes, hook: Hook, ticket: Ticket, agent: Any
) -> None:
    Delivery.objects.all().delete()
    settings = hook("ToFile", relay="thread")
    command = processes.start("-m", "tests.outbox.commands", "reply", str(ticket.pk), **settings)
    assert command.wait(SECONDS) == 0
    assert "Traceback" not in processes.log.read_text()
    hook.sweep()  # nothing was left claimed, so no lease need end
    assert states() == {"sent": 3}
    assert hook.was_called_once_for_each_of(3)


def test_a_forked_process_has_a_bell_of_its_own(processes: Processes, hook: Hook) -> None:
    """Gunicorn with --preload loads the app, and what it started, before it forks."""
    command = processes.start("-m", "tests.outbox.commands", "fork", **hook("ToFile"))
    assert command.wait(SECONDS) == 0
