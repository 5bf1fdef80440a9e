"""Tags as rows, so that every database can filter by one from an index."""

from __future__ import annotations

from django.db import models

from django_support_tickets.models.ticket import CODE_LENGTH, Ticket


class TicketTag(models.Model):
    """One tag of one ticket; ``Ticket.tags`` holds the same words for display.

    ``JSONField.contains`` is not there on SQLite, and no index serves it on MariaDB.
    """

    id = models.BigAutoField(primary_key=True)
    ticket = models.ForeignKey(
        Ticket, on_delete=models.CASCADE, related_name="tag_rows", db_index=False
    )
    name = models.CharField(max_length=CODE_LENGTH)

    class Meta:
        indexes = (models.Index(fields=["name", "ticket"], name="support_tag_name"),)
        constraints = (models.UniqueConstraint(fields=["ticket", "name"], name="support_tag_once"),)

    def __str__(self) -> str:
        """Return the tag itself."""
        return self.name
