"""Every call that the contract has for one ticket, by a name."""

from collections.abc import Callable, Mapping
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from django_support_tickets.models import Ticket

BASE = "/api/support/"
TICKETS = f"{BASE}tickets/"


def url_of(ticket: Ticket, tail: str = "") -> str:
    return f"{TICKETS}{ticket.pk}/{tail}"


def download_url(attachment_id: Any) -> str:
    return f"{BASE}attachments/{attachment_id}/download/"


def text_file(name: str = "log.txt", content: bytes = b"It broke at noon.") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def upload(client: APIClient, ticket: Ticket, *files: SimpleUploadedFile) -> Any:
    return client.post(url_of(ticket, "attachments/"), {"file": list(files or [text_file()])})


def reply(client: APIClient, ticket: Ticket, text: str = "Hello", **data: Any) -> Any:
    body = {"message_text": text, **data}
    return client.post(url_of(ticket, "messages/"), body, format="json")


def change(client: APIClient, ticket: Ticket, **data: Any) -> Any:
    return client.patch(url_of(ticket), data, format="json")


def act(client: APIClient, ticket: Ticket, verb: str, **data: Any) -> Any:
    return client.post(url_of(ticket, f"{verb}/"), data, format="json")


Call = Callable[[APIClient, Ticket], Any]

READS: Mapping[str, Call] = {
    "detail": lambda client, ticket: client.get(url_of(ticket)),
    "messages": lambda client, ticket: client.get(url_of(ticket, "messages/")),
    "messages_by_cursor": lambda client, ticket: client.get(url_of(ticket, "messages/?cursor=")),
    "events": lambda client, ticket: client.get(url_of(ticket, "events/")),
}
CUSTOMER_WRITES: Mapping[str, Call] = {
    "reply": reply,
    "upload": upload,
    "read": lambda client, ticket: act(client, ticket, "read"),
    "reopen": lambda client, ticket: act(client, ticket, "reopen"),
    "close": lambda client, ticket: act(client, ticket, "close"),
    "close_by_patch": lambda client, ticket: change(client, ticket, status="closed"),
}
AGENT_WRITES: Mapping[str, Call] = {
    "note": lambda client, ticket: reply(client, ticket, is_internal=True),
    "assign": lambda client, ticket: act(client, ticket, "assign", agent_id=None),
    "escalate": lambda client, ticket: act(client, ticket, "escalate", reason="VIP"),
    "set_status": lambda client, ticket: change(client, ticket, status="resolved"),
    "set_in_progress": lambda client, ticket: change(client, ticket, status="in_progress"),
    "set_priority": lambda client, ticket: change(client, ticket, priority="high"),
    "keep_priority": lambda client, ticket: change(client, ticket, priority="medium"),
    "set_assignee": lambda client, ticket: change(client, ticket, assigned_agent=None),
    "set_category": lambda client, ticket: change(client, ticket, category="billing"),
    "set_title": lambda client, ticket: change(client, ticket, title="Other words"),
    "set_tags": lambda client, ticket: change(client, ticket, tags=["vip"]),
    "set_metadata": lambda client, ticket: change(client, ticket, metadata={"a": 1}),
    "put": lambda client, ticket: client.put(url_of(ticket), {"tags": ["vip"]}, format="json"),
}
CALLS: Mapping[str, Call] = {**READS, **CUSTOMER_WRITES, **AGENT_WRITES}
