"""Notifications as e-mail, through whatever e-mail backend the host has."""

from __future__ import annotations

from email.utils import parseaddr
from typing import TYPE_CHECKING, Any

from django.core import checks, mail
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMultiAlternatives
from django.template import TemplateDoesNotExist
from django.template.loader import get_template, select_template

from django_support_tickets.characters import one_line
from django_support_tickets.conf import settings
from django_support_tickets.models import TicketEvent
from django_support_tickets.notifiers.base import BaseNotifier, DeliverySkipped
from django_support_tickets.notifiers.mail_headers import subject_of, thread_headers
from django_support_tickets.notifiers.wording import as_read_by
from django_support_tickets.selectors.quotations import conversation_until

if TYPE_CHECKING:
    from django_support_tickets.notifiers.base import Notification

HISTORY = 3
TEMPLATES = "support_tickets/email"


class EmailNotifier(BaseNotifier):
    """Sends one mail for each notification, to one person, as text and HTML.

    Hosts override the templates ``support_tickets/email/notification.txt`` and ``.html``, or
    for one kind of event alone, say, ``support_tickets/email/status_changed.html``.
    """

    def __init__(
        self,
        *,
        from_email: str | None = None,
        timeout: float = 10,
        unsubscribe_url: str = "",
        **options: Any,
    ) -> None:
        """Take ``OPTIONS``.

        ``from_email`` is ``DEFAULT_FROM_EMAIL`` unless given; ``timeout``, in seconds, is for
        backends that have none of their own set; ``unsubscribe_url`` is the page where people
        change what they are told, and becomes the header List-Unsubscribe (without it: a mail to
        the sender).
        """
        super().__init__(**options)
        self.from_email = from_email
        self.timeout = timeout
        self.unsubscribe_url = unsubscribe_url

    def notify(self, notification: Notification, recipient: Any) -> None:
        """Send the mail; raise ``DeliverySkipped`` for a person without an address.

        A repeat has the Message-ID of the first try, so that mail clients show one mail.
        """
        address = settings.resolve("USER_EMAIL")(recipient)
        if not address:
            raise DeliverySkipped("This person has no e-mail address.")
        message = self.message_for(notification, recipient)
        message.to = [address]
        self.connection().send_messages([message])

    def message_for(self, notification: Notification, recipient: Any) -> EmailMultiAlternatives:
        """Return the mail without its address, in the recipient's language and time zone."""
        event = TicketEvent.objects.select_related("ticket").get(pk=notification.event_id)
        context = {
            "notification": notification,
            "ticket_title": event.ticket.title,
            "unsubscribe_url": self.unsubscribe_url,
        }
        with as_read_by(recipient):
            context["conversation"] = conversation_until(event, HISTORY)
            text, html = (_render(kind, notification.kind, context) for kind in ("txt", "html"))
        message = EmailMultiAlternatives(
            subject=subject_of(notification, event.ticket), body=text, from_email=self.from_email
        )
        message.attach_alternative(html, "text/html")
        message.extra_headers = self.headers_for(notification, message.from_email)
        return message

    def headers_for(self, notification: Notification, sender: str) -> dict[str, str]:
        """Return the headers beside those that every mail has."""
        headers = {
            **thread_headers(notification, sender),
            "Auto-Submitted": "auto-generated",  # RFC 3834: no out-of-office replies to us
        }
        # RFC 2369, 3.2: a page, or a mail to where these mails come from.
        unsubscribe = self.unsubscribe_url or f"mailto:{parseaddr(sender)[1]}?subject=unsubscribe"
        headers["List-Unsubscribe"] = f"<{one_line(unsubscribe)}>"
        return headers

    def connection(self) -> Any:
        """Return the host's e-mail backend; one that would wait for ever waits ``timeout``."""
        # Django 6.1 has mailers, and warns of get_connection().
        connection: Any = (
            mail.mailers.default if hasattr(mail, "mailers") else mail.get_connection()
        )
        if getattr(connection, "timeout", self.timeout) is None:
            connection.timeout = self.timeout
        return connection

    def check(self) -> list[checks.CheckMessage]:
        """Return an error if the templates cannot be found or the timeout is none."""
        found: list[checks.CheckMessage] = []
        try:
            for kind in ("txt", "html"):
                get_template(f"{TEMPLATES}/notification.{kind}")
        except (TemplateDoesNotExist, ImproperlyConfigured) as error:
            hint = "Give TEMPLATES a DjangoTemplates engine with APP_DIRS."
            message = f"E-mail has no templates: {error}."
            found.append(checks.Error(message, hint=hint, id="support_tickets.E017"))
        timeout: Any = self.timeout  # of whatever type the host wrote
        if not isinstance(timeout, (int, float)) or not timeout > 0:
            hint = "Give a number above 0: a mail server that is silent must not stop the rest."
            message = f"The timeout of EmailNotifier is {self.timeout!r}."
            found.append(checks.Error(message, hint=hint, id="support_tickets.E019"))
        return found


def _render(suffix: str, kind: str, context: dict[str, Any]) -> str:
    names = [f"{TEMPLATES}/{kind}.{suffix}", f"{TEMPLATES}/notification.{suffix}"]
    return str(select_template(names).render(context))
