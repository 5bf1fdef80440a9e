"""How tables point to people, whatever the host's people are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

from django_support_tickets.conf import settings

if TYPE_CHECKING:
    from typing_extensions import Self


class SharedOrOwnQuerySet(models.QuerySet[Any]):
    """Rows with an ``owner``, or none: then every agent has them."""

    def usable_by(self, person_id: Any) -> Self:
        """Return the shared rows and this person's own."""
        return self.filter(models.Q(owner=None) | models.Q(owner=person_id))


def person_key(related_name: str, **options: Any) -> models.ForeignKey[Any, Any]:
    """Return a foreign key to the people table that outlives the person.

    Deleting a person never deletes what they wrote: the key becomes NULL and the name, kept in
    a column beside it, stays. ``related_name`` is prefixed, because hosts use the short names.
    """
    return models.ForeignKey(
        settings.person_model,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name=f"support_{related_name}",
        **options,
    )


def owner_key(related_name: str, **options: Any) -> models.ForeignKey[Any, Any]:
    """Return a foreign key of a row that is one person's own business, such as a switch.

    It goes with the person: without them it means nothing to anybody.
    """
    return models.ForeignKey(
        settings.person_model,
        on_delete=models.CASCADE,
        related_name=f"support_{related_name}",
        **options,
    )
