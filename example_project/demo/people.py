"""Who lives in the demo. No Django here, so that walk.py can read the logins too."""

from __future__ import annotations

from dataclasses import dataclass

PASSWORD = "demo-pass-1"


@dataclass(frozen=True)
class Person:
    email: str
    first_name: str
    last_name: str
    role: str = "customer"
    is_staff: bool = False
    is_superuser: bool = False

    @property
    def kind(self) -> str:
        """What the table of logins calls this person."""
        if self.is_superuser:
            return "admin"
        return "agent" if self.is_staff else self.role


SITA = Person("sita@example.com", "Sita", "Sharma")
RAM = Person("ram@example.com", "Ram", "Thapa")
CUSTOMERS = (
    SITA,
    RAM,
    Person("anju@example.com", "Anju", "Gurung"),
    Person("bikash@example.com", "Bikash", "Shrestha"),
    Person("maya@example.com", "Maya", "Tamang"),
    Person("prakash@example.com", "Prakash", "Adhikari"),
    Person("nisha@example.com", "Nisha", "Rai"),
)
# Providers sell services and open tickets too: to the desk they are customers.
PROVIDER = Person("himal.home@example.com", "Himal", "Home Services", role="provider")

# Agents keep the role "customer": on this host is_staff alone makes an agent.
GITA = Person("gita.agent@example.com", "Gita", "Karki", is_staff=True)
HARI = Person("hari.agent@example.com", "Hari", "Maharjan", is_staff=True)
AGENTS = (GITA, HARI)
ADMIN = Person(
    "admin@example.com", "Asha", "Basnet", role="admin", is_staff=True, is_superuser=True
)

ASKERS = (*CUSTOMERS, PROVIDER)
EVERYBODY = (*ASKERS, *AGENTS, ADMIN)
