"""Who asks, and what the host knows of it, as the side panel shows them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.translation import gettext as _

from django_support_tickets.conf import settings

if TYPE_CHECKING:
    from django_support_tickets.models import Ticket

ADDRESSES = ("https://", "http://")


class Customer(NamedTuple):
    """The customer of a ticket; ``key`` is empty of one who was deleted."""

    key: str
    name: str
    email: str


class Entry(NamedTuple):
    """One entry of the host's metadata; ``is_link`` where it is an address of the web."""

    name: str
    value: str
    is_link: bool


def shown_customer(ticket: Ticket) -> Customer:
    """Return who the ticket's customer is, with the address that the host gives."""
    if ticket.customer is None:
        return Customer("", ticket.customer_name or _("Deleted person"), "")
    email = settings.resolve("USER_EMAIL")(ticket.customer)
    return Customer(str(ticket.customer_id), ticket.customer_name, email)


def shown_metadata(ticket: Ticket) -> list[Entry]:
    """Return the metadata; what is not plain is shown as JSON."""
    return [_entry(name, value) for name, value in ticket.metadata.items()]


def _entry(name: str, value: Any) -> Entry:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return Entry(name, text, text.startswith(ADDRESSES))
