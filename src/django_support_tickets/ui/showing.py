"""Rows as the templates show them: plain values, as one reader may see them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from django_support_tickets.conf import settings
from django_support_tickets.enums import FINISHED, Priority, Status, Verb
from django_support_tickets.files.scanning import is_servable
from django_support_tickets.http.serving import SHOWN_IN_PLACE
from django_support_tickets.models.message import removed_text
from django_support_tickets.policies import get_policy
from django_support_tickets.selectors.conversation import sequence_column
from django_support_tickets.selectors.tickets import seen_by

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django_support_tickets.actors import Actor
    from django_support_tickets.models import Attachment, Message, Ticket


def shown_ticket(actor: Actor, ticket: Ticket) -> dict[str, Any]:
    """Return what a row of a list, and the head of a conversation, say of a ticket."""
    seen = seen_by(actor, ticket)
    is_removed = ticket.message_count and not ticket.last_message_snippet
    return {
        "id": ticket.pk,
        "reference": ticket.reference,
        "title": ticket.title,
        "status": ticket.status,
        "status_label": Status(ticket.status).label,
        "priority": Priority(ticket.priority).code,
        "priority_label": Priority(ticket.priority).label,
        "category_label": settings.categories().get(ticket.category, ticket.category),
        "snippet": removed_text() if is_removed else ticket.last_message_snippet,
        "unread": seen.unread_count,
        "version": seen.version,
        "created_at": ticket.created_at,
        "updated_at": seen.updated_at,
        "customer_name": ticket.customer_name,
        "agent_name": ticket.assigned_agent_name if ticket.assigned_agent_id else "",
    }


def shown_abilities(actor: Actor, ticket: Ticket) -> dict[str, bool]:
    """Return what the reader may do to the ticket now."""
    allows = get_policy().allows
    return {
        "can_reply": allows(actor, Verb.REPLY, ticket) and not ticket.is_closed,
        "can_attach": allows(actor, Verb.ATTACH, ticket) and not ticket.is_closed,
        "can_close": allows(actor, Verb.CLOSE, ticket) and not ticket.is_closed,
        "can_reopen": allows(actor, Verb.REOPEN, ticket) and ticket.status in FINISHED,
        "is_closed": ticket.is_closed,
        "is_resolved": ticket.status == Status.RESOLVED,
    }


def shown_message(actor: Actor, message: Message) -> dict[str, Any]:
    """Return a message with its side: ``mine``, ``theirs``, ``team`` (of a colleague), ``note``."""
    is_mine = message.sender_id is not None and message.sender_id == actor.id
    return {
        "id": message.pk,
        "sequence": getattr(message, sequence_column(actor, message.ticket)),
        "side": _side(actor, message, is_mine=is_mine),
        "is_internal": message.is_internal,
        "sender": _sender(actor, message, is_mine=is_mine),
        "html": message.shown_html,
        "is_removed": message.redacted_at is not None,
        "created_at": message.created_at,
        "day": timezone.localtime(message.created_at).date(),
        "files": [shown_file(file) for file in message.files],
        "client_token": message.client_token if is_mine else None,
        "is_unread": _is_unread(actor, message),
    }


def _side(actor: Actor, message: Message, *, is_mine: bool) -> str:
    if message.is_internal:
        return "note"
    if is_mine:
        return "mine"
    is_theirs = message.is_from_customer or actor.is_customer_of(message.ticket)
    return "theirs" if is_theirs else "team"


def _sender(actor: Actor, message: Message, *, is_mine: bool) -> str:
    if is_mine:
        return _("You")
    if actor.is_customer_of(message.ticket):
        return _("Support")
    return message.sender_name or _("Deleted person")


def _is_unread(actor: Actor, message: Message) -> bool:
    if actor.is_customer_of(message.ticket):
        return not message.read_by_customer
    return not message.read_by_staff


def shown_file(attachment: Attachment) -> dict[str, Any]:
    """Return a file; without ``is_available`` there is nothing to open."""
    is_image = attachment.content_type.startswith("image/")
    available = attachment.redacted_at is None and is_servable(attachment.scan_status)
    return {
        "id": attachment.pk,
        "name": attachment.shown_name,
        "size": attachment.file_size,
        "kind": attachment.content_type.partition("/")[0],
        "is_available": available,
        "is_removed": attachment.redacted_at is not None,
        "has_thumbnail": bool(attachment.thumbnail),
        "is_image": is_image and attachment.content_type in SHOWN_IN_PLACE,
        "opens_in_place": attachment.content_type in SHOWN_IN_PLACE,
    }


def shown_conversation(actor: Actor, messages: Sequence[Message]) -> list[dict[str, Any]]:
    """Return messages, each knowing whether a day, a sender or what is new begins with it."""
    shown = [shown_message(actor, message) for message in messages]
    before: dict[str, Any] = {}
    has_new = False
    for message in shown:
        message["starts_day"] = message["day"] != before.get("day")
        kept = ("sender", "side", "day")
        message["starts_group"] = any(message[key] != before.get(key) for key in kept)
        message["starts_new"] = message["is_unread"] and not has_new and message["side"] != "mine"
        has_new = has_new or message["starts_new"]
        message["starts_group"] = message["starts_group"] or message["starts_new"]
        before = message
    return shown
