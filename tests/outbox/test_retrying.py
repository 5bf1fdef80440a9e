"""When it is tried again, and what is kept of an error."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.utils import timezone

from django_support_tickets.outbox.retrying import (
    LONGEST_DELAY,
    MAX_ATTEMPTS,
    REASON_LENGTH,
    next_attempt_at,
    reason_of,
)


def delays_after(attempts: int) -> list[timedelta]:
    now = timezone.now()
    return [next_attempt_at(attempts) - now for _ in range(200)]


def test_delays_grow_and_end_at_the_longest() -> None:
    means = [sum(delays_after(n), timedelta()) / 200 for n in range(1, MAX_ATTEMPTS)]
    assert timedelta(seconds=25) < means[0] < timedelta(seconds=35)
    assert all(later > earlier * 1.5 for earlier, later in pairwise(means[:6]))
    assert LONGEST_DELAY * 0.9 < means[-1] < LONGEST_DELAY * 1.1
    assert timedelta(hours=18) < sum(means, timedelta()) < timedelta(days=2)


def test_what_failed_together_is_not_tried_again_together() -> None:
    delays = delays_after(4)
    assert len(set(delays)) > 100
    assert max(delays) - min(delays) > timedelta(minutes=1)


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("POST https://user:hunter2@hooks.example.com failed", "hunter2"),
        ("redis://:s3cr3t@10.0.0.1:6379/0 refused", "s3cr3t"),
        ("401 for Authorization: Bearer abc.def-123", "abc.def-123"),
        ("header 'Authorization': 'Basic dXNlcjpwYXNz'", "dXNlcjpwYXNz"),
        ("GET /send?api_key=xyz123&to=7 gave 500", "xyz123"),
        ('{"access_token": "tok-99", "code": 4}', "tok-99"),
        ("password='open sesame1'", "open"),
        ("invalid eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl", "eyJzdWIiOiIxIn0"),
        ("key 0123456789abcdef0123456789abcdef was revoked", "0123456789abcdef"),
    ],
)
def test_a_reason_holds_no_secrets(text: str, secret: str) -> None:
    reason = reason_of(RuntimeError(text))
    assert secret not in reason
    assert "***" in reason


def test_a_reason_keeps_what_helps() -> None:
    text = "(550, b'5.1.1 <maya@example.com>: no such user') 01a20382-3232-70f9-ad6c-04dca2efad24"
    assert reason_of(ValueError(text)) == f"ValueError: {text}"


def test_a_reason_is_one_short_line() -> None:
    reason = reason_of(ValueError("line\nbreaks " * 1000))
    assert "\n" not in reason
    assert len(reason) == REASON_LENGTH
