"""Going through a whole table with a few of its rows in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.db.models import Model

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

Row = TypeVar("Row", bound=Model)


def in_batches(rows: QuerySet[Row], size: int) -> Iterator[list[Row]]:
    """Yield all of the rows by their key, at most ``size`` of them in memory at once.

    Rows may change or go meanwhile: each batch begins after the last row of the one before.
    """
    rows = rows.order_by("pk")
    batch = list(rows[:size])
    while batch:
        yield batch
        batch = list(rows.filter(pk__gt=batch[-1].pk)[:size])
