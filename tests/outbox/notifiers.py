"""Notifiers of a host that has some: one that writes down, and several that misbehave."""

import os
import signal
import time
from collections import Counter
from pathlib import Path
from typing import Any

from django.core import checks
from django.db import connection

from django_support_tickets.notifiers import BaseNotifier, DeliverySkipped, Notification
from tests.factories import user_of

HERE = __name__
told: list[tuple[str, str]] = []  # recipient and kind, by notifiers of this process


class Recorder(BaseNotifier):
    """Remembers whom it told in this process."""

    def notify(self, notification: Notification, recipient: Any) -> None:
        told.append((str(recipient.pk), notification.kind))


class Failing(Recorder):
    """Raises for some recipients, or for all."""

    def __init__(self, *, error: Any = None, only: Any = None) -> None:
        self.error = error or ConnectionRefusedError("nobody listens")
        self.only = only

    def notify(self, notification: Notification, recipient: Any) -> None:
        if self.only is None or recipient.pk in self.only:
            raise self.error
        super().notify(notification, recipient)


class Fussy(Recorder):
    """Cannot tell anybody, and says so."""

    def notify(self, notification: Notification, recipient: Any) -> None:
        raise DeliverySkipped("no telephone number")


class Curious(Recorder):
    """Tells only if the relay left no transaction open."""

    def notify(self, notification: Notification, recipient: Any) -> None:
        assert not connection.in_atomic_block
        super().notify(notification, recipient)


class Complaining(Recorder):
    """Is made, and does not like its options."""

    def check(self) -> list[checks.CheckMessage]:
        return [checks.Error("no telephone line", id="host.E001")]


class Unfinished(BaseNotifier):
    """Cannot be made."""


class ToFile(BaseNotifier):
    """Adds a line for each call to a file, whatever process it is called in."""

    def __init__(self, *, path: str, seconds: float = 0) -> None:
        self.path = Path(path)
        self.seconds = seconds

    def notify(self, notification: Notification, recipient: Any) -> None:
        time.sleep(self.seconds)
        with self.path.open("a") as file:  # one write in append mode: lines of processes stay whole
            file.write(f"{notification.id} {os.getpid()}\n")


class Deadly(ToFile):
    """Kills its process with the third call, once."""

    def notify(self, notification: Notification, recipient: Any) -> None:
        lines = len(lines_of(self.path))
        grave = self.path.with_suffix(".grave")
        if lines == 2 and not grave.exists():
            grave.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        super().notify(notification, recipient)


def address_of(person: Any) -> str:
    """Return where to write to, also to a member."""
    return str(user_of(person).email)


def lines_of(path: Path) -> list[str]:
    """Return the lines that are there by now."""
    return path.read_text().splitlines() if path.exists() else []


def calls_in(path: Path) -> Counter[str]:
    """Return how often each delivery was made."""
    return Counter(line.split()[0] for line in lines_of(path))


class Gated(ToFile):
    """Says that it was called, and then waits until a test opens the gate."""

    def notify(self, notification: Notification, recipient: Any) -> None:
        self.path.with_suffix(".begun").touch()
        while not self.path.with_suffix(".open").exists():
            time.sleep(0.02)
        super().notify(notification, recipient)
