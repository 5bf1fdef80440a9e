"""When to try again, and what is kept of an error."""

from __future__ import annotations

import random
import re
from datetime import datetime, timedelta

from django.utils import timezone

MAX_ATTEMPTS = 30
"""Spread by the delays below, these outlast a day without mail."""

FIRST_DELAY = timedelta(seconds=30)
LONGEST_DELAY = timedelta(hours=1)

REASON_LENGTH = 500

# A reason is read by operators and kept: it must not become a store of secrets.
SECRETS = (
    (re.compile(r"://[^/\s@]+@"), "://***@"),
    (re.compile(r"\beyJ[\w.+/=-]{10,}"), "***"),  # a JSON web token
    (re.compile(r"\b(bearer|basic)\s+[\w.~+/=-]+", re.IGNORECASE), r"\1 ***"),
    (
        re.compile(
            r"""(\b[\w-]*(?:token|password|passwd|secret|signature|credential|api[-_]?key)[\w-]*)"""
            r"""(["']?\s*[=:]\s*["']?)(?!\*)[^\s"'&,;)}]+""",
            re.IGNORECASE,
        ),
        r"\1\2***",
    ),
    (re.compile(r"\b(?=\w*\d)\w{32,}"), "***"),  # long, opaque and no word
)


def next_attempt_at(attempts: int) -> datetime:
    """Return when to try again after so many tries: later each time, and never all at once."""
    delay = min(FIRST_DELAY * (1 << min(attempts - 1, 20)), LONGEST_DELAY)
    jitter = random.uniform(0.75, 1.25)  # noqa: S311 - no secret, it only spreads the load
    return timezone.now() + jitter * delay


def reason_of(error: BaseException) -> str:
    """Return the error's class and message on one line, shortened and without secrets."""
    text = " ".join(f"{type(error).__name__}: {error}".split())
    for pattern, replacement in SECRETS:
        text = pattern.sub(replacement, text)
    return text if len(text) <= REASON_LENGTH else f"{text[: REASON_LENGTH - 1]}…"
