"""Who delivers, by the setting ``RELAY``, and what wakes them.

Whoever commits an event only rings a bell. What could block (a database, a broker) is done by
the bell's thread, which also sweeps regularly for what was left: by a process that was killed,
a broker that was away, a try that failed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.handlers.asgi import ASGIHandler
from django.core.handlers.wsgi import WSGIHandler
from django.utils.module_loading import import_string

from django_support_tickets.bell import Bell
from django_support_tickets.conf import settings
from django_support_tickets.outbox.working import is_work_due, work_due

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SWEEP_SECONDS = 30

# By path, because each needs a package that a host may not have.
QUEUES: Mapping[str, str] = {
    "celery": "django_support_tickets.contrib.celery.enqueue",
    "django_tasks": "django_support_tickets.contrib.django_tasks.enqueue",
}
IN_THE_BACKGROUND = {"thread", *QUEUES}


def ring(**_kwargs: Any) -> None:
    """Have what is due done soon. Receiver of the signals sent on commit; blocks for nothing.

    Under ``RELAY`` "immediate" it is done when this returns.
    """
    if settings.RELAY == "immediate":
        work_due()
    elif settings.RELAY in IN_THE_BACKGROUND:
        bell.ring()


def keep_sweeping(*, sender: type, **_kwargs: Any) -> None:
    """Start this server process's bell with its first request. Receiver of ``request_started``.

    Not when the app is loaded: a process that is about to fork, or that runs a command, must
    not deliver. Django's test client is no server either.
    """
    if settings.RELAY in IN_THE_BACKGROUND and issubclass(sender, (ASGIHandler, WSGIHandler)):
        bell.start()


def answer_bell(stopping: Callable[[], bool]) -> None:
    """Do what is due, or have a worker do it."""
    if settings.RELAY == "thread":
        work_due(stopping=stopping)
    elif settings.RELAY in QUEUES and is_work_due():
        # Not at each sweep: a queue kept in a database would grow by every one of them.
        import_string(QUEUES[settings.RELAY])()


bell = Bell(answer_bell, every=SWEEP_SECONDS, name="relay")
