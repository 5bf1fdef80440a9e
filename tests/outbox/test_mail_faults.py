"""Invariant 16 with a real mail server that fails: requests do not notice, and the mail arrives."""

from contextlib import nullcontext
from typing import Any

import django
import pytest

from django_support_tickets.models import Delivery, Ticket
from django_support_tickets.outbox import deliver_due
from tests.factories import user_of
from tests.outbox.conftest import states, time_has_come
from tests.outbox.mail_server import MailServer
from tests.outbox.processes import (
    SECONDS,
    SOON,
    Processes,
    free_port,
    needs_extras,
    reply,
    wait_until,
)

pytestmark = [pytest.mark.django_db(transaction=True), needs_extras]

SMTP = "django.core.mail.backends.smtp.EmailBackend"
EMAIL = "django_support_tickets.notifiers.email.EmailNotifier"


def mail_settings(port: int) -> dict[str, Any]:
    """Return Django's settings for mail by SMTP, as its version has them."""
    if django.VERSION >= (6, 1):
        options = {"host": "127.0.0.1", "port": port}
        return {"MAILERS": {"default": {"BACKEND": SMTP, "OPTIONS": options}}}
    return {"EMAIL_BACKEND": SMTP, "EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": port}


class MailingHost:
    """A host that tells people by mail alone, through a server of its own."""

    def __init__(self, settings: Any) -> None:
        self.server = MailServer(free_port())
        self.settings = settings

    def with_relay(self, relay: str) -> dict[str, Any]:
        """Return its settings."""
        ours = {
            **self.settings.SUPPORT_TICKETS,
            "USER_EMAIL": "tests.outbox.notifiers.address_of",
            "NOTIFIERS": {"email": {"BACKEND": EMAIL, "OPTIONS": {"timeout": 5}}},
            "RELAY": relay,
        }
        return {"SUPPORT_TICKETS": ours, **mail_settings(self.server.port)}

    def recover(self) -> None:
        """Bring the mail server back and sweep, as if the delays were over."""
        for name, value in self.with_relay("none").items():
            setattr(self.settings, name, value)
        self.server.mood = "well"
        with self.server.up():
            time_has_come()
            deliver_due()


@pytest.fixture
def host(settings: Any) -> MailingHost:
    return MailingHost(settings)


@pytest.mark.parametrize("mood", ["down", "refusing", "dropping", "slow"])
def test_while_mail_fails_requests_are_answered_and_later_the_mail_arrives(
    mood: str, host: MailingHost, processes: Processes, ticket: Ticket, agent: Any
) -> None:
    Delivery.objects.all().delete()
    server = host.server
    server.mood = mood
    with server.up() if mood != "down" else nullcontext():
        address = processes.serve(**host.with_relay("thread"))
        # Of several, because a busy machine may delay one; the mail server would delay each.
        assert min(reply(address, ticket, agent)) < SOON
        assert mood == "down" or server.tries.acquire(timeout=SECONDS)
        wait_until(lambda: states().get("failed") == 3)
    assert server.mails == []
    processes.end()

    host.recover()
    assert states() == {"sent": 3}
    assert [mail["To"] for mail in server.mails] == [user_of(ticket.customer).email] * 3
    assert len({mail["Message-ID"] for mail in server.mails}) == 3
