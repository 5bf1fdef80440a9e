"""Who acts: a person in the role the policy gives them, or the system itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Actor:
    """The one on whose behalf something is read or done.

    ``person`` is a row of the people table (``USER_MODEL``), or ``None`` for the system, which
    imports, sweeps and seeds and may do everything. Doors get one from ``policies.actor_for()``.
    """

    person: Any | None
    name: str
    is_agent: bool = False

    @property
    def id(self) -> Any | None:
        """Primary key of the person, ``None`` for the system."""
        return None if self.person is None else self.person.pk

    @property
    def is_system(self) -> bool:
        """Whether no person stands behind the act."""
        return self.person is None

    def is_customer_of(self, ticket: Any) -> bool:
        """Whether the ticket is this person's own, whatever their role."""
        # A deleted person's key is None, and so is that of the tickets they left.
        own = self.id
        return own is not None and bool(ticket.customer_id == own)


SYSTEM = Actor(person=None, name="", is_agent=True)
