"""Proving and repairing what is kept on tickets only so that lists need no join.

No person does this and nothing happens to a ticket by it: there is no actor and no event.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django_support_tickets.actions.changes import changing
from django_support_tickets.actions.conversation import snippet_of
from django_support_tickets.actors import SYSTEM
from django_support_tickets.log import customer_reads_the_queue
from django_support_tickets.models import Message, Ticket
from django_support_tickets.sanitizers import render_html
from django_support_tickets.selectors.facts import COLUMNS, messages_among, with_facts

if TYPE_CHECKING:
    from collections.abc import Iterator


class Difference(NamedTuple):
    """A value that is not what the rows below the ticket say."""

    reference: str
    column: str
    stored: Any
    actual: Any


def recount_ticket(ticket: Ticket, *, fix: bool) -> list[Difference]:
    """Return what is wrong in the ticket's kept columns; with ``fix`` put it right.

    Runs in one transaction under the ticket's lock, so that nothing that is just being written
    looks wrong. Raises ``TicketNotFound`` if the ticket is gone.
    """
    with changing(ticket, by=SYSTEM) as locked:
        found = differences(with_facts(Ticket.objects.filter(pk=locked.pk)).get())
        if fix and found:
            for difference in found:
                setattr(locked, difference.column, difference.actual)
            locked.save(update_fields=[difference.column for difference in found])
    return found


def differences(ticket: Ticket) -> list[Difference]:
    """Return what differs in a ticket that ``with_facts()`` gave; exact only under its lock."""
    compared = [
        Difference(ticket.reference, column, getattr(ticket, column), actual)
        for column, actual in _actual(ticket).items()
    ]
    return [difference for difference in compared if difference.stored != difference.actual]


def render_again(tickets: list[Ticket], *, fix: bool) -> Iterator[Difference]:
    """Yield each message whose HTML is not what ``SANITIZER`` makes today; with ``fix`` keep that.

    Takes no lock: nothing else writes the HTML of a message that is there, but for redaction,
    which the condition of the UPDATE sees.
    """
    for message in messages_among(tickets):
        html = render_html(message.message_text)
        if html != message.message_html:
            if fix:
                Message.objects.filter(pk=message.pk, redacted_at=None).update(message_html=html)
            column = f"message_html of #{message.sequence}"
            yield Difference(message.ticket.reference, column, message.message_html, html)


def _actual(ticket: Ticket) -> dict[str, Any]:
    values = {column: getattr(ticket, f"actual_{column}") for column in COLUMNS}
    values["last_message_snippet"] = snippet_of(ticket.actual_last_text or "")  # type: ignore[attr-defined]
    values["tags"] = sorted(row.name for row in ticket.tag_rows.all())
    # Whether a note moved it depends on whether its customer was an agent at that time.
    first, last = values["public_updated_at"], ticket.actual_last_event_at  # type: ignore[attr-defined]
    silent = first if customer_reads_the_queue(ticket) else last
    values["updated_at"] = ticket.updated_at if first <= ticket.updated_at <= last else silent
    return values
