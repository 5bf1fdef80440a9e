"""Check constraints that read the same on Django 4.2 and later."""

from __future__ import annotations

from typing import Any

import django
from django.db import models


def check(name: str, condition: models.Q) -> models.CheckConstraint:
    """Return a check constraint; its argument was renamed in Django 5.1."""
    keyword = "condition" if django.VERSION >= (5, 1) else "check"
    renamed: dict[str, Any] = {keyword: condition}
    return models.CheckConstraint(name=name, **renamed)
