"""Who is woken by a commit, under each RELAY; and that nobody who commits waits or fails."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.core.handlers.asgi import ASGIHandler
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_started
from django.db import connection, transaction
from django.test import Client
from django.test.client import ClientHandler

from django_support_tickets import bell as bells
from django_support_tickets.actions import post_message
from django_support_tickets.bell import Bell
from django_support_tickets.models import Delivery, Ticket
from django_support_tickets.outbox import deliver_due, relays, replay
from django_support_tickets.policies import actor_for
from tests.factories import user_of
from tests.outbox.conftest import Use, states
from tests.outbox.notifiers import told
from tests.outbox.processes import needs_extras

SECONDS = 60


@pytest.fixture
def reply(agent: Any, ticket: Ticket) -> Callable[[], Any]:
    """Return a function by which an agent answers."""
    Delivery.objects.all().delete()
    return lambda: post_message(ticket, by=actor_for(user_of(agent)), message_text="Try again.")


class FakeBell:
    def __init__(self) -> None:
        self.rings = self.starts = 0

    def ring(self) -> None:
        self.rings += 1

    def start(self) -> None:
        self.starts += 1


@pytest.fixture
def fake_bell(monkeypatch: pytest.MonkeyPatch) -> FakeBell:
    fake = FakeBell()
    monkeypatch.setattr(relays, "bell", fake)
    return fake


def count_task() -> None:
    enqueued.append(None)


enqueued: list[None] = []


@pytest.mark.django_db
@pytest.mark.parametrize("relay", ["celery", "django_tasks"])
def test_a_task_is_queued_only_if_there_is_work(
    use: Use, event: Any, monkeypatch: pytest.MonkeyPatch, relay: str
) -> None:
    """A queue kept in a database would grow by every sweep of every process."""
    enqueued.clear()
    monkeypatch.setattr(relays, "QUEUES", {relay: f"{__name__}.count_task"})
    use(relay=relay)
    relays.answer_bell(lambda: False)
    assert len(enqueued) == 1
    deliver_due()
    relays.answer_bell(lambda: False)
    assert len(enqueued) == 1


@pytest.mark.django_db(transaction=True)
def test_immediate_has_delivered_when_the_action_returns(
    use: Use, reply: Callable[[], Any], customer: Any
) -> None:
    use("Curious", relay="immediate")
    reply()
    assert told == [(str(customer.pk), "message_posted")]


@pytest.mark.django_db(transaction=True)
def test_immediate_fails_nobody(use: Use, reply: Callable[[], Any]) -> None:
    use("Failing", relay="immediate")
    reply()
    assert states() == {"failed": 1}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("relay", ["thread", "celery", "django_tasks"])
def test_a_commit_rings_and_does_no_more(
    use: Use, reply: Callable[[], Any], fake_bell: FakeBell, relay: str
) -> None:
    use("Failing", relay=relay)
    with transaction.atomic():
        reply()
        assert fake_bell.rings == 0, "nothing happens before the commit"
    assert fake_bell.rings == 1
    assert states() == {"pending": 1}


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_rings_nobody(
    use: Use, reply: Callable[[], Any], fake_bell: FakeBell
) -> None:
    use(relay="thread")
    with transaction.atomic():
        reply()
        transaction.set_rollback(True)
    assert fake_bell.rings == 0
    assert states() == {}


@pytest.mark.django_db(transaction=True)
def test_none_wakes_nobody(use: Use, reply: Callable[[], Any], fake_bell: FakeBell) -> None:
    use(relay="none")
    reply()
    relays.keep_sweeping(sender=WSGIHandler)
    assert (fake_bell.rings, fake_bell.starts) == (0, 0)
    deliver_due()
    assert len(told) == 1


@pytest.mark.django_db(transaction=True)
def test_a_bell_that_cannot_be_rung_fails_nobody(
    use: Use, reply: Callable[[], Any], fake_bell: FakeBell, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cannot() -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(fake_bell, "ring", cannot)
    use(relay="thread")
    assert reply().pk
    assert states() == {"pending": 1}


@pytest.mark.parametrize(
    ("handler", "starts"), [(WSGIHandler, 1), (ASGIHandler, 1), (ClientHandler, 0)]
)
def test_a_server_sweeps_from_its_first_request_on_and_a_test_client_does_not(
    use: Use, fake_bell: FakeBell, handler: type, starts: int
) -> None:
    use(relay="thread")
    relays.keep_sweeping(sender=handler)
    assert fake_bell.starts == starts


@pytest.mark.django_db  # Django's own receivers look at the connections
def test_the_app_listens(use: Use, fake_bell: FakeBell, monkeypatch: pytest.MonkeyPatch) -> None:
    use(relay="thread")
    request_started.send(sender=WSGIHandler)
    assert fake_bell.starts == 1


@pytest.mark.django_db
def test_replaying_wakes_the_relay(use: Use, event: Any, fake_bell: FakeBell) -> None:
    use(relay="thread")
    Delivery.objects.update(state="dead", attempts=30)
    assert replay(Delivery.objects.all()) == 1
    assert fake_bell.rings == 1
    assert states() == {"pending": 1}
    assert replay(Delivery.objects.all()) == 0
    assert fake_bell.rings == 1


@pytest.mark.django_db
def test_replaying_leaves_alone_what_was_not_given_up(event: Any) -> None:
    for state in ("pending", "failed", "sent", "skipped"):
        Delivery.objects.update(state=state)
        assert replay(Delivery.objects.all()) == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("relay", ["thread", pytest.param("django_tasks", marks=needs_extras)])
def test_the_bells_thread_delivers(
    use: Use, reply: Callable[[], Any], monkeypatch: pytest.MonkeyPatch, relay: str
) -> None:
    answered = threading.Event()

    def answer(stopping: Callable[[], bool]) -> None:
        relays.answer_bell(stopping)
        answered.set()

    bell = Bell(answer, every=SECONDS, name="relay")
    monkeypatch.setattr(relays, "bell", bell)
    use("Curious", relay=relay)
    reply()
    assert answered.wait(SECONDS)
    bell.stop()
    assert len(told) == 1
    assert states() == {"sent": 1}


class TestBell:
    """The thread of a process that is woken and sweeps."""

    def test_a_ring_during_the_work_is_not_lost(self) -> None:
        begun, go_on, again = threading.Event(), threading.Event(), threading.Event()

        def answer(_stopping: Callable[[], bool]) -> None:
            if begun.is_set():
                again.set()
            begun.set()
            go_on.wait(SECONDS)

        bell = Bell(answer, every=3600, name="relay")
        bell.ring()
        assert begun.wait(SECONDS)
        for _ in range(5):
            bell.ring()  # returns, although the thread is at work
        assert not again.is_set()
        go_on.set()
        assert again.wait(SECONDS)
        bell.stop()

    def test_it_goes_on_without_rings_and_after_errors(self) -> None:
        answers: list[int] = []
        enough = threading.Event()

        def answer(_stopping: Callable[[], bool]) -> None:
            answers.append(1)
            if len(answers) == 3:
                enough.set()
            raise RuntimeError("the database is away")

        bell = Bell(answer, every=0.01, name="relay")
        bell.start()
        assert enough.wait(SECONDS)
        bell.stop()

    def test_one_thread_however_often_it_is_rung(self) -> None:
        bell = Bell(lambda _stopping: None, every=3600, name="relay")
        before = set(threading.enumerate())
        for _ in range(20):
            bell.ring()
        assert len(set(threading.enumerate()) - before) == 1
        bell.stop()
        bell.ring()
        assert set(threading.enumerate()) <= before, "after its end it stays silent"

    def test_its_end_does_not_wait_for_a_hook_that_sleeps(self) -> None:
        begun, go_on = threading.Event(), threading.Event()

        def answer(stopping: Callable[[], bool]) -> None:
            begun.set()
            go_on.wait(SECONDS)
            assert stopping()

        bell = Bell(answer, every=3600, name="relay")
        bell.ring()
        assert begun.wait(SECONDS)
        bell.stop(timeout=0.01)
        go_on.set()

    @pytest.mark.django_db(transaction=True)
    def test_between_answers_it_holds_no_connection(self, monkeypatch: pytest.MonkeyPatch) -> None:
        closed = threading.Event()
        used: list[Any] = []

        def answer(_stopping: Callable[[], bool]) -> None:
            connection.ensure_connection()
            used.append(connection.connection)

        class Connections:
            @staticmethod
            def close_all() -> None:
                real.close_all()
                used.append(connection.connection)
                closed.set()

        real = bells.connections
        monkeypatch.setattr(bells, "connections", Connections)
        bell = Bell(answer, every=3600, name="relay")
        bell.ring()
        assert closed.wait(SECONDS)
        bell.stop()
        assert used[0] is not None
        assert used[1] is None


@pytest.mark.django_db
def test_a_host_s_tests_start_no_thread(use: Use, fake_bell: FakeBell) -> None:
    use(relay="thread")
    Client().get("/api/support/meta/")
    assert (fake_bell.rings, fake_bell.starts) == (0, 0)
