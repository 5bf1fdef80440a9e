"""ASGI servers in processes of their own, on a port that outlives them."""

from typing import Any

import httpx

from django_support_tickets.conf import host_values
from tests.outbox.processes import SECONDS, Process, Processes, free_port, wait_until

COMMANDS = {
    "uvicorn": ("uvicorn", "{application}:application", "--port={port}", "--no-access-log"),
    "daphne": ("daphne", "-b", "127.0.0.1", "-p", "{port}", "{application}:application"),
}


class Server:
    """A server that can be killed and started again at the same address."""

    def __init__(
        self,
        processes: Processes,
        kind: str = "uvicorn",
        *,
        application: str = "tests.realtime.asgi",
    ) -> None:
        self.processes = processes
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}/api/support"
        self.sockets = f"ws://127.0.0.1:{self.port}/ws/support"
        self.command = [
            part.format(application=application, port=self.port) for part in COMMANDS[kind]
        ]
        self.overrides: dict[str, Any] = {}
        self.process: Process | None = None

    def start(self, *, extra: dict[str, Any] | None = None, **realtime: Any) -> "Server":
        """Start it with these values of ``REALTIME`` and return it once it answers."""
        if realtime or extra or not self.overrides:
            desk = {**host_values(), "REALTIME": realtime, "THROTTLES": {"write": None}}
            self.overrides = {"SUPPORT_TICKETS": desk, **(extra or {})}
        self.process = self.processes.start("-m", *self.command, **self.overrides)
        wait_until(self.answers)
        return self

    def answers(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, self.processes.log.read_text()
        try:
            return httpx.get(f"{self.address}/meta/", timeout=SECONDS).status_code < 500
        except httpx.TransportError:
            return False

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait(SECONDS)
