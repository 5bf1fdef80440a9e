"""What the columns kept on tickets must hold, read anew from the rows they sum up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, OuterRef, PositiveIntegerField, Q, Subquery, Value
from django.db.models.functions import Coalesce

from django_support_tickets.enums import FINISHED, EventType
from django_support_tickets.models import Message, TicketEvent
from django_support_tickets.selectors.moves import MOVED_COLUMNS, moved_facts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet
    from django.db.models.expressions import Combinable

    from django_support_tickets.models import Ticket

COLUMNS = (
    "version",
    "public_version",
    "message_count",
    "customer_unread_count",
    "staff_unread_count",
    "first_responded_at",
    "public_updated_at",
    "waiting_since",
    *MOVED_COLUMNS,
)


def with_facts(tickets: QuerySet[Ticket]) -> QuerySet[Ticket]:
    """Return the tickets with ``actual_<column>`` for each of ``COLUMNS``, in one statement.

    ``actual_last_event_at`` and ``actual_last_text`` are there too, for ``updated_at`` and the
    snippet, which follow from them by rules that SQL does not know; ``tag_rows`` are prefetched.
    """
    events = TicketEvent.objects.filter(ticket=OuterRef("pk"))
    told = events.filter(public_sequence__isnull=False).order_by("-public_sequence")
    spoken = Message.objects.filter(ticket=OuterRef("pk"), is_internal=False)
    answers = spoken.filter(is_from_customer=False, sequence__gt=1)
    return (
        tickets.select_related("customer")
        .prefetch_related("tag_rows")
        .annotate(
            **moved_facts(),
            actual_version=_first(events.order_by("-sequence"), "sequence", default=0),
            actual_public_version=_first(told, "public_sequence", default=0),
            actual_message_count=_number(spoken),
            actual_customer_unread_count=_number(spoken.filter(read_by_customer=False)),
            actual_staff_unread_count=_number(spoken.filter(read_by_staff=False)),
            actual_first_responded_at=_first(answers.order_by("sequence"), "created_at"),
            actual_public_updated_at=_first(told, "created_at", default=F("public_updated_at")),
            actual_last_event_at=_first(
                events.order_by("-sequence"), "created_at", default=F("updated_at")
            ),
            actual_waiting_since=_first(_unanswered(), "created_at"),
            actual_last_text=_first(spoken.order_by("-sequence"), "message_text"),
        )
    )


def _unanswered() -> QuerySet[Message]:
    # What the customer said since the last answer and since the ticket was last finished.
    answers = Message.objects.filter(
        ticket=OuterRef("ticket"), is_internal=False, is_from_customer=False, sequence__gt=1
    )
    finishing = TicketEvent.objects.filter(
        ticket=OuterRef("ticket"),
        type=EventType.STATUS_CHANGED,
        data__status__to__in=[status.value for status in FINISHED],
    )
    asking = Message.objects.filter(
        Q(is_from_customer=True) | Q(sequence=1), ticket=OuterRef("pk"), is_internal=False
    )
    since = [
        _first(rows.order_by("-sequence"), "sequence", default=0) for rows in (answers, finishing)
    ]
    return asking.filter(sequence__gt=since[0]).filter(sequence__gt=since[1]).order_by("sequence")


def messages_among(tickets: list[Ticket]) -> Iterator[Message]:
    """Yield the messages and notes of these tickets that have a text, a few hundred at once."""
    messages = Message.objects.filter(ticket__in=tickets, redacted_at=None).select_related("ticket")
    return messages.order_by("ticket", "sequence").iterator(chunk_size=500)


def _first(rows: QuerySet[Any], column: str, *, default: Any = None) -> Combinable:
    value = Subquery(rows.values(column)[:1])
    if default == 0:
        default = Value(0, output_field=PositiveIntegerField())
    return value if default is None else Coalesce(value, default)


def _number(rows: QuerySet[Any]) -> Combinable:
    count = rows.order_by().values("ticket").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(count), 0)
