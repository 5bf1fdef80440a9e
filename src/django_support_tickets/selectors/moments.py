"""Moments that people and programs name from outside."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import django_filters as filters
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def as_utc(moment: datetime) -> datetime:
    """Return ``moment`` in UTC; raise ``ValueError`` if it has no zone or lies outside UTC's years.

    Databases compare in UTC: the year 1 east of Greenwich would become the year 0.
    """
    if moment.tzinfo is None:
        raise ValueError(moment)
    try:
        return moment.astimezone(timezone.utc)
    except OverflowError:
        raise ValueError(moment) from None


class MomentField(filters.fields.IsoDateTimeField):
    """A date and time in ISO 8601 that every database can compare with."""

    def clean(self, value: Any) -> datetime | None:
        """Return the moment in UTC, or ``None`` for nothing."""
        moment = super().clean(value)
        try:
            return None if moment is None else as_utc(moment)
        except ValueError:
            raise ValidationError(_("Enter a valid date/time.")) from None


class MomentFilter(filters.IsoDateTimeFilter):
    """A filter by a moment."""

    field_class = MomentField
