"""What the support desk tells people, as this host's own notifications."""

from __future__ import annotations

from urllib.parse import urlsplit

from django_support_tickets.notifiers import BaseNotifier

from .models import Notification, UserNotificationSetting

TITLE_LENGTH = Notification._meta.get_field("title").max_length
MESSAGE_KINDS = {"ticket_opened", "message_posted", "note_posted"}
# The host has neither a type "support" nor a priority "urgent".
PRIORITIES = {"urgent": Notification.Priority.HIGH}


class HostNotifier(BaseNotifier):
    """Writes a row of the host's, once for each delivery however often it is made."""

    def notify(self, notification, recipient):
        if Notification.objects.filter(
            user=recipient, data__support_delivery=notification.id
        ).exists():
            return
        kind = type_of(notification.kind)
        Notification.objects.create(
            user=recipient,
            title=notification.title[:TITLE_LENGTH],
            message=notification.body,
            notification_type=kind,
            type=kind,
            priority=PRIORITIES.get(notification.priority, notification.priority),
            # `related_id` is a number and a ticket's id is not: it goes with the rest, as text.
            data={
                "support_delivery": notification.id,
                "ticket_id": notification.ticket_id,
                "reference": notification.reference,
                "kind": notification.kind,
            },
            # The host's front end wants the path alone; mails want all of the address.
            action_url=urlsplit(notification.url).path,
        )


def type_of(kind: str) -> str:
    is_message = kind in MESSAGE_KINDS
    return Notification.Type.MESSAGE if is_message else Notification.Type.SYSTEM


def wants(person, kind, channel, _ticket) -> bool:
    """Read the host's own switches; a user without a row has them all on."""
    switches = UserNotificationSetting.objects.filter(user=person).first()
    if switches is None:
        return True
    if channel == "email":
        return switches.email_notifications
    return getattr(switches, f"{type_of(kind)}_notifications")
