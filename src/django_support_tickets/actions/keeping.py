"""Saving what agents keep for their work, which others may delete meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django_support_tickets.exceptions import NothingFound

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import Model


def keep(row: Model, changed: Iterable[str]) -> None:
    """Insert a new row, or update the columns ``changed`` of one and no other.

    Raises ``NothingFound`` if the row was deleted since it was read: it must not come back.
    """
    if row._state.adding:
        row.save(force_insert=True)
        return
    # Not save(), which fails where there is no row, and breaks a transaction around it.
    columns = [field for field in row._meta.concrete_fields if field.attname in {*changed}]
    values = {field.name: field.pre_save(row, add=False) for field in columns}
    if values and not type(row)._default_manager.filter(pk=row.pk).update(**values):
        raise NothingFound
