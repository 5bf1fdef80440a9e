"""Deliver what the outbox holds: once, as a worker; or say how it stands, or replay."""

from __future__ import annotations

import logging
import signal
import time
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.utils import timezone
from django.utils.timesince import timesince

from django_support_tickets.models import Delivery
from django_support_tickets.outbox import replay
from django_support_tickets.outbox.working import work_due
from django_support_tickets.selectors.outbox import OutboxStatus, status_of

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

logger = logging.getLogger("django_support_tickets.outbox")

POLL_SECONDS = 1


class Command(BaseCommand):
    """``manage.py support_relay``: for cron, for a worker, for a monitor and for repair."""

    help = (
        "Deliver all notifications that are due, inspect new files, and exit. Any number of these "
        "may run at once, beside any RELAY setting."
    )
    stopping = False

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the three other things that it can do."""
        instead = parser.add_mutually_exclusive_group()
        instead.add_argument(
            "--loop",
            action="store_true",
            help="Go on until SIGTERM or Ctrl-C; the delivery that is under way is finished.",
        )
        instead.add_argument(
            "--status",
            action="store_true",
            help="Deliver nothing; print what waits and what failed. Exits with 1 if a delivery "
            "was given up or the oldest has been waiting for too long.",
        )
        instead.add_argument(
            "--replay",
            nargs="*",
            type=int,
            metavar="ID",
            help="Deliver nothing; make those that were given up pending again, all or by id.",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do one of the four."""
        if options["status"]:
            self._print_status(status_of(Delivery.objects.all()))
        elif options["replay"] is not None:
            self._replay(options["replay"])
        elif options["loop"]:
            self._loop()
        else:
            self.stdout.write(f"Worked on {work_due()} deliveries.")

    def _print_status(self, status: OutboxStatus) -> None:
        age = "-" if status.oldest is None else timesince(status.oldest)
        self.stdout.write(
            f"pending {status.pending}\noldest {age}\nfailed {status.failed}\ndead {status.dead}"
        )
        if status.needs_attention(timezone.now()):
            raise CommandError("The outbox needs attention.", returncode=1)

    def _replay(self, keys: list[int]) -> None:
        deliveries = Delivery.objects.filter(pk__in=keys) if keys else Delivery.objects.all()
        self.stdout.write(f"Made {replay(deliveries)} deliveries pending again.")

    def _loop(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        while not self.stopping:
            try:
                work_due(stopping=lambda: self.stopping)
            except Exception:
                # A database that restarts ends no worker: it gets a new connection.
                logger.exception("The relay failed; it will try again")
                connections.close_all()
            time.sleep(POLL_SECONDS)

    def _stop(self, *_args: Any) -> None:
        # A plain flag: setting a threading.Event in a signal handler can deadlock.
        self.stopping = True
