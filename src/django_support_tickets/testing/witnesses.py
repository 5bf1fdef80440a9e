"""What leaves the desk after commit, by any way, while something happens on it."""

from __future__ import annotations

import logging
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any
from unittest import mock

from django.apps import apps
from django.core import mail

from django_support_tickets.conf import settings
from django_support_tickets.models import TicketEvent
from django_support_tickets.notifiers import get_notifier
from django_support_tickets.policies import actor_for
from django_support_tickets.realtime.asking import ask_again, hints_for, reached, read_events
from django_support_tickets.realtime.connections import Connection
from django_support_tickets.realtime.frames import end
from django_support_tickets.signals import ticket_event

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django_support_tickets.models import Ticket

LOGGER = "django_support_tickets"


class Witness(logging.Handler):
    """Remembers what it saw, as (where, text)."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.seen: list[tuple[str, str]] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Remember a line of log with its attributes."""
        self.seen.append((f"log {record.name}", f"{record.getMessage()} {record.__dict__}"))

    def hear(self, event: TicketEvent, **_kwargs: Any) -> None:
        """Remember what a receiver of ``ticket_event`` can read without asking a policy."""
        self.seen.append((f"signal {event.type}", repr(event.data)))


@contextmanager
def witnessing() -> Iterator[Witness]:
    """Yield a witness of every notifier, of the signal and of the log."""
    witness, logger = Witness(), logging.getLogger(LOGGER)
    level = logger.level
    with ExitStack() as stack:
        for alias in settings.NOTIFIERS:
            stack.enter_context(_overheard(alias, witness))
        ticket_event.connect(witness.hear)
        stack.callback(ticket_event.disconnect, witness.hear)
        logger.addHandler(witness)
        logger.setLevel(logging.DEBUG)
        stack.callback(logger.removeHandler, witness)
        stack.callback(logger.setLevel, level)
        yield witness


def _overheard(alias: str, witness: Witness) -> Any:
    notifier = get_notifier(alias)
    notify = notifier.notify

    def overhear(notification: Any, recipient: Any) -> None:
        witness.seen.append((f"notifier {alias}", repr(asdict(notification))))
        notify(notification, recipient)

    return mock.patch.object(notifier, "notify", overhear)


def mails() -> list[tuple[str, str]]:
    """Return what the mails say that Django's test runner has caught."""
    return [
        (f"mail {each.subject}", repr((each.subject, each.body, each.extra_headers, parts)))
        for each in getattr(mail, "outbox", [])
        for parts in [(getattr(each, "alternatives", []), each.attachments)]
    ]


def rows_of_the_project() -> list[tuple[str, str]]:
    """Return every row that is not the desk's own: what hooks may have written."""
    return [
        (f"row {model._meta.label}", repr(row))
        for model in apps.get_models()
        if model._meta.managed
        and not model._meta.proxy
        and model._meta.app_label != "support_tickets"
        for row in model._base_manager.order_by("pk").values()
    ]


def streamed_to(user: Any, ticket: Ticket) -> list[str]:
    """Return all that streams and sockets tell the user of a ticket, from its first event on."""
    actor = actor_for(user)
    of_ticket = Connection(user, actor, ticket)
    [standing] = ask_again([of_ticket])
    if standing.refusal:
        return [standing.refusal]
    told = read_events(str(ticket.pk), sees_internal=standing.sees_internal, after=0)
    inbox = Connection(user, actor)
    for number in ticket.events.order_by("sequence").values_list("sequence", flat=True):
        [hints] = hints_for([inbox], reached({str(ticket.pk): [number]}))
        told += [end(hints)] if isinstance(hints, str) else hints
    return [f"{frame.sse.decode()} {frame.text}" for frame in told]
