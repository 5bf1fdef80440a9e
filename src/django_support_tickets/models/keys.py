"""Keys: time-ordered identifiers for rows, speakable references for people."""

from __future__ import annotations

import secrets
import time
import uuid

# No vowels (no words by accident), nothing that sounds or looks like another sign (0/O, 1/I/L).
REFERENCE_ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"
REFERENCE_GROUPS = (3, 3, 4)


def time_ordered_uuid() -> uuid.UUID:
    """Return a UUID version 7 (RFC 9562, 5.7): new rows land at the end of every index."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds << 80) | secrets.randbits(80)
    value = value & ~(0xF << 76) | (0x7 << 76)
    value = value & ~(0x3 << 62) | (0x2 << 62)
    return uuid.UUID(int=value)


def new_reference() -> str:
    """Return a reference such as ``7KQ-M2X-9TRB``: 48 random bits, read out in three groups."""
    return "-".join(
        "".join(secrets.choice(REFERENCE_ALPHABET) for _ in range(length))
        for length in REFERENCE_GROUPS
    )
