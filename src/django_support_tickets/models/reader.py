"""Where one person stands in one ticket."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from django_support_tickets.models.people import owner_key
from django_support_tickets.models.ticket import Ticket


class TicketReader(models.Model):
    """How far an agent has read, and whether a person wants to hear no more of the ticket.

    That the desk as a whole, or the customer, has read a message stands in the message itself.
    """

    id = models.BigAutoField(primary_key=True)
    # No index of its own: the unique constraint begins with it.
    ticket = models.ForeignKey(
        Ticket, on_delete=models.CASCADE, related_name="readers", db_index=False
    )
    person = owner_key("ticket_readers", verbose_name=_("person"))
    read_sequence = models.PositiveIntegerField(_("read up to"), default=0)
    is_muted = models.BooleanField(_("muted"), default=False)

    class Meta:
        verbose_name = _("reader")
        verbose_name_plural = _("readers")
        constraints = (
            models.UniqueConstraint(fields=["ticket", "person"], name="support_reader_once"),
        )

    def __str__(self) -> str:
        """Return the ticket and how far it is read."""
        return f"{self.ticket_id} up to {self.read_sequence}"
