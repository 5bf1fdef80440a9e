"""Who is at a ticket and who is typing. It lives in memory and in messages, never in a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django_support_tickets.realtime.frames import Frame

if TYPE_CHECKING:
    from collections.abc import Mapping

SECONDS = {"viewing": 45.0, "typing": 6.0}  # for which one sign of a person counts
MOST_PEOPLE = 100  # of one ticket
SOMEBODY = {"id": None, "name": ""}  # what customers learn of who is typing: support
NOBODY: Any = {"viewing": [], "typing": []}


class Presence:
    """The people at one ticket, each until a moment by the loop's clock."""

    def __init__(self) -> None:
        self._people: dict[tuple[str, Any], tuple[float, Mapping[str, Any]]] = {}

    def heard(self, who: Mapping[str, Any], now: float) -> bool:
        """Note a sign of a person; say whether that changes anything for those who watch."""
        state = who.get("state")
        if state not in SECONDS:
            return False
        key = (state, who.get("id"))
        _until, before = self._people.get(key, (0, None))
        if before is None and len(self._people) >= MOST_PEOPLE:
            return False
        self._people[key] = (now + SECONDS[state], who)
        return who != before

    def forget(self, now: float) -> bool:
        """Drop those who have not been heard of; say whether there were any."""
        gone = [key for key, (until, _who) in self._people.items() if until <= now]
        for key in gone:
            del self._people[key]
        return bool(gone)

    def next_moment(self) -> float | None:
        """Return when somebody must be forgotten, or ``None`` if nobody is here."""
        return min((until for until, _who in self._people.values()), default=None)

    def for_desk(self, reader: Any) -> Frame:
        """Return the frame for somebody who sees notes: everybody but themselves."""
        people: dict[str, list[Any]] = {"viewing": [], "typing": []}
        for (state, key), (_until, who) in self._people.items():
            if key != reader:
                people[state].append({"id": key, "name": who.get("name", "")})
        return Frame("presence", people)

    def for_customer(self, *, may_see: bool) -> Frame:
        """Return the frame for a customer: at most that support is typing, and never who."""
        is_typing = may_see and any(
            state == "typing" and who.get("at_desk") and not who.get("is_internal")
            for (state, _key), (_until, who) in self._people.items()
        )
        return Frame("presence", {"viewing": [], "typing": [SOMEBODY] if is_typing else []})
