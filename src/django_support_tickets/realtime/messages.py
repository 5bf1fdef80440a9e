"""What travels on the bus: that a ticket is at a sequence, or that somebody is there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


def hint(ticket_id: Any, sequence: int) -> str:
    """Return the message that a ticket has an event with this sequence."""
    return json.dumps({"ticket": str(ticket_id), "sequence": sequence})


def presence(ticket_id: Any, **who: Any) -> str:
    """Return the message that a person is at a ticket."""
    return json.dumps({"ticket": str(ticket_id), "presence": who})


def read(message: str) -> Mapping[str, Any] | None:
    """Return the message's content, or ``None`` for what is not ours."""
    try:
        content = json.loads(message)
    except ValueError:
        return None
    is_ours = isinstance(content, dict) and isinstance(content.get("ticket"), str)
    return content if is_ours else None
