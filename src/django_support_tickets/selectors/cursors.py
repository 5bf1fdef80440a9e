"""Pages by cursor: a place in an order, found again at the same speed at any depth."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode
from django.utils.translation import gettext as _

from django_support_tickets.exceptions import InvalidInput
from django_support_tickets.selectors.keyset import beyond, column_value, fields_of
from django_support_tickets.selectors.moments import as_utc

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet


class Page(NamedTuple):
    """Rows, and the cursors of the pages after and before them, ``None`` where there are none."""

    rows: list[Any]
    next: str | None
    previous: str | None


def page_at(queryset: QuerySet[Any], cursor: str, size: int) -> Page:
    """Return up to ``size`` rows at a cursor; an empty one is the beginning.

    The queryset must be ordered by columns of one direction of which the last is unique. Raises
    ``InvalidInput`` for a cursor that was not made for this order.
    """
    forwards: tuple[str, ...] = tuple(queryset.query.order_by)  # type: ignore[arg-type]  # columns only
    place, backwards = _decode(cursor, queryset, forwards) if cursor else (None, False)
    order = tuple(map(_reversed, forwards)) if backwards else forwards
    rows = queryset.order_by(*order)
    if place is not None:
        rows = beyond(rows, order, place)
    found = list(rows[: size + 1])
    has_more, has_less, found = len(found) > size, place is not None, found[:size]
    if backwards:
        found.reverse()
        has_more, has_less = has_less, has_more
    following = cursor_at(found[-1], forwards, backwards=False) if has_more and found else None
    before = cursor_at(found[0], forwards, backwards=True) if has_less and found else None
    return Page(found, following, before)


def cursor_at(row: Any, order: Sequence[str], *, backwards: bool) -> str:
    """Return the cursor of the page that comes after ``row``, or before it."""
    values = [_plain(getattr(row, column.lstrip("-"))) for column in order]
    return urlsafe_base64_encode(json.dumps([backwards, ",".join(order), *values]).encode())


def _decode(cursor: str, rows: QuerySet[Any], order: Sequence[str]) -> tuple[list[Any], bool]:
    try:
        backwards, made_for, *values = json.loads(urlsafe_base64_decode(cursor))
        if made_for != ",".join(order):
            raise ValueError(made_for)  # noqa: TRY301 - one refusal for all that is not ours
        fields = fields_of(rows, order)
        place = [_cleaned(field, value) for field, value in zip(fields, values, strict=True)]
    except (ValueError, TypeError, RecursionError, OverflowError, ValidationError):
        raise InvalidInput({"cursor": [_("This is not a cursor of this list.")]}) from None
    return place, backwards is True


def _cleaned(field: Any, value: Any) -> Any:
    cleaned = column_value(field, value)
    return as_utc(cleaned) if isinstance(cleaned, datetime) else cleaned


def _reversed(column: str) -> str:
    return column[1:] if column.startswith("-") else f"-{column}"


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return value if isinstance(value, int) else str(value)
