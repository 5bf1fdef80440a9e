"""A notifier whose calls can be counted, in whatever process it is called."""

from pathlib import Path
from typing import Any

from django_support_tickets.outbox import deliver_due
from tests.outbox.notifiers import HERE, calls_in


class Hook:
    """Where the calls are written down, and the settings of processes that make them."""

    def __init__(self, folder: Path, settings: Any) -> None:
        self.path = folder / "calls"
        self.begun, self.gate = self.path.with_suffix(".begun"), self.path.with_suffix(".open")
        self.settings = settings

    def __call__(self, notifier: str, *, relay: str = "none", **options: Any) -> dict[str, Any]:
        """Return the settings of a process in which it is the only notifier."""
        options["path"] = str(self.path)
        hook = {"BACKEND": f"{HERE}.{notifier}", "OPTIONS": options}
        ours = {"RELAY": relay, "NOTIFIERS": {"hook": hook}}
        return {"SUPPORT_TICKETS": {**self.settings.SUPPORT_TICKETS, **ours}}

    def sweep(self) -> None:
        """Deliver in this process, as the next relay would."""
        self.settings.SUPPORT_TICKETS = self("ToFile")["SUPPORT_TICKETS"]
        deliver_due()

    def was_called_once_for_each_of(self, number: int) -> bool:
        """Whether so many deliveries were made, and none twice."""
        calls = calls_in(self.path)
        return len(calls) == number and set(calls.values()) == {1}
