"""The history of a ticket: append-only, gapless, ordered."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from django_support_tickets.enums import EventType
from django_support_tickets.models.keys import time_ordered_uuid
from django_support_tickets.models.people import person_key
from django_support_tickets.models.ticket import NAME_LENGTH, Ticket


class HistoryIsFinal(TypeError):
    """Code tried to change or delete an event."""

    def __init__(self) -> None:
        super().__init__("Events are history: they are added by log.record() and never changed.")


class EventQuerySet(models.QuerySet["TicketEvent"]):
    """Events of any tickets; filters by audience, refuses changes."""

    def for_audience(self, *, sees_internal: bool) -> EventQuerySet:
        """Return all events, or only those that customers may know of."""
        return self if sees_internal else self.filter(public_sequence__isnull=False)

    def forget_actor(self, person: Any) -> int:
        """Take a person's name off what they did: the one change that law demands of history."""
        theirs = self.filter(actor=person)
        return super(EventQuerySet, theirs).update(actor=None, actor_name="")

    def update(self, **_kwargs: Any) -> NoReturn:
        """Refuse: history is final."""
        raise HistoryIsFinal

    def delete(self) -> NoReturn:
        """Refuse: history is final."""
        raise HistoryIsFinal


class TicketEvent(models.Model):
    """One change of a ticket's state, or one message, file or note added to it.

    ``sequence`` counts all events of the ticket, ``public_sequence`` the public ones: it is NULL
    for an internal event. ``data`` holds ids and codes, never a message's text.
    """

    id = models.UUIDField(primary_key=True, default=time_ordered_uuid, editable=False)
    ticket = models.ForeignKey(
        Ticket, on_delete=models.CASCADE, related_name="events", db_index=False
    )
    sequence = models.PositiveIntegerField()
    public_sequence = models.PositiveIntegerField(null=True)
    type = models.CharField(_("type"), max_length=30, choices=EventType.choices)
    actor = person_key("events", verbose_name=_("actor"))
    actor_name = models.CharField(max_length=NAME_LENGTH, blank=True)
    data = models.JSONField(default=dict)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ("ticket", "sequence")
        constraints = (
            models.UniqueConstraint(fields=["ticket", "sequence"], name="support_event_sequence"),
            models.UniqueConstraint(
                fields=["ticket", "public_sequence"], name="support_event_public_sequence"
            ),
        )

    def __str__(self) -> str:
        """Return the event's place in its ticket and its type."""
        return f"{self.ticket_id}#{self.sequence} {self.type}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert the event; raise ``HistoryIsFinal`` if it is there already."""
        if not self._state.adding:
            raise HistoryIsFinal
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Refuse: history is final."""
        raise HistoryIsFinal

    @property
    def is_public(self) -> bool:
        """Whether the ticket's customer may know of this event."""
        return self.public_sequence is not None
