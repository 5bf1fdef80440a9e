"""One ticket as JSON and files, in a bundle."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django_support_tickets.enums import Priority, ScanStatus
from django_support_tickets.files.bundles import name_in_bundle
from django_support_tickets.files.scanning import is_servable
from django_support_tickets.payloads import event_payload, json_key, person_payload
from django_support_tickets.selectors.dossier import files_on, happened_on, said_on

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django_support_tickets.files.bundles import Bundle
    from django_support_tickets.models import Attachment, Message, Ticket

FOR_ALL = (
    *("id", "reference", "title", "category", "status", "source", "tags", "metadata"),
    *("created_at", "first_responded_at", "resolved_at", "closed_at", "escalated_at"),
)
OF_THE_DESK = ("updated_at", "version", "legal_hold")


def add_ticket(bundle: Bundle, ticket: Ticket, *, internal: bool) -> None:
    """Add a ticket, its messages, events and files; what is internal only where that is said."""
    folder = f"tickets/{ticket.pk}"
    bundle.add(f"{folder}/ticket.json", _ticket(ticket, internal=internal))
    messages = said_on(ticket, internal=internal)
    bundle.add_rows(
        f"{folder}/messages.json", (_message(row, internal=internal) for row in messages)
    )
    events = happened_on(ticket, internal=internal)
    bundle.add_rows(
        f"{folder}/events.json", (event_payload(row, sees_internal=internal) for row in events)
    )
    files = list(_add_files(bundle, folder, ticket, internal=internal))
    bundle.add_rows(f"{folder}/files.json", files)


def _add_files(
    bundle: Bundle, folder: str, ticket: Ticket, *, internal: bool
) -> Iterator[dict[str, Any]]:
    # Bytes before their list: only then it is known whether the storage had them.
    for row in files_on(ticket, internal=internal):
        name = f"{folder}/files/{name_in_bundle(row.pk, row.filename)}"
        is_there = _may_leave(row, internal=internal) and bundle.add_file(name, row.file.name)
        yield {
            "id": row.pk,
            "message": row.message_id,
            "filename": row.filename,
            "file_size": row.file_size,
            "content_type": row.content_type,
            "sha256": row.sha256,
            "scan_status": row.scan_status,
            "uploaded_by": person_payload(row.uploaded_by_id, row.uploaded_by_name),
            "created_at": row.created_at,
            "redacted_at": row.redacted_at,
            "path": name if is_there else None,
        }


def _may_leave(attachment: Attachment, *, internal: bool) -> bool:
    # People get what the API serves them; the archive keeps all but what does harm.
    if attachment.redacted_at is not None:
        return False
    if internal:
        return attachment.scan_status != ScanStatus.INFECTED
    return is_servable(attachment.scan_status)


def _ticket(ticket: Ticket, *, internal: bool) -> dict[str, Any]:
    columns = (*FOR_ALL, *OF_THE_DESK) if internal else FOR_ALL
    return {
        **{column: getattr(ticket, column) for column in columns},
        "priority": Priority(ticket.priority).code,
        "customer": person_payload(ticket.customer_id, ticket.customer_name),
        "assigned_agent": person_payload(ticket.assigned_agent_id, ticket.assigned_agent_name),
    }


def _message(message: Message, *, internal: bool) -> dict[str, Any]:
    return {
        "id": message.pk,
        "sequence": message.sequence if internal else message.public_sequence,
        "sender": person_payload(json_key(message.sender_id), message.sender_name),
        "is_from_customer": message.is_from_customer,
        "is_internal": message.is_internal,
        "message_text": message.message_text,
        "redacted_at": message.redacted_at,
        "created_at": message.created_at,
    }
