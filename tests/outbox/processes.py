"""Real processes on the test database: relays, workers and web servers that can be killed."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

import httpx
import pytest
from django.db import connection

from tests.factories import PASSWORD, user_of

ROOT = Path(__file__).resolve().parent.parent.parent
BARE = bool(os.environ.get("TEST_BARE"))
SECONDS = 300  # for what takes five when nothing else runs on the machine
SOON = 4  # seconds; whatever a request must not wait for takes five, or for ever

Process: TypeAlias = "subprocess.Popen[bytes]"

needs_extras = pytest.mark.skipif(BARE, reason="only the core dependencies are installed")


class Processes:
    """Starts processes of this project and ends those that are left."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.started: list[Process] = []

    def start(self, *command: str, sweep: float = 3600, **overrides: Any) -> Process:
        """Run ``python command...`` with these settings; what it prints goes to ``log``."""
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.outbox.child_settings",
            "CHILD_SUITE_SETTINGS": os.environ["DJANGO_SETTINGS_MODULE"],
            "CHILD_DATABASE": str(connection.settings_dict["NAME"]),
            "CHILD_SETTINGS": json.dumps(overrides),
            "CHILD_SWEEP_SECONDS": str(sweep),
            "TMPDIR": str(self.folder),  # what a killed process leaves, pytest removes
        }
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, *command], cwd=ROOT, env=environment, stdout=log, stderr=log
            )
        self.started.append(process)
        return process

    @property
    def log(self) -> Path:
        """Return the file that holds what all of them printed."""
        return self.folder / "processes.log"

    def serve(self, application: str = "tests.outbox.asgi", **overrides: Any) -> str:
        """Start a web server and return its address once it answers."""
        port = free_port()
        command = ("-m", "uvicorn", f"{application}:application", f"--port={port}")
        process = self.start(*command, **overrides)
        address = f"http://127.0.0.1:{port}"

        def answers() -> bool:
            assert process.poll() is None, self.log.read_text()
            try:
                return httpx.get(f"{address}/api/support/meta/", timeout=SECONDS).status_code < 500
            except httpx.TransportError:
                return False

        wait_until(answers)
        return address

    def end(self) -> None:
        """Kill what still runs; pytest shows the log with a failure."""
        for process in self.started:
            if process.poll() is None:
                process.kill()
            process.wait(SECONDS)
        if self.log.exists():
            sys.stdout.write(self.log.read_text())


@contextmanager
def processes_in(folder: Path) -> Iterator[Processes]:
    """Give the block a starter of processes, and end what it started."""
    processes = Processes(folder)
    try:
        yield processes
    finally:
        processes.end()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until(condition: Callable[[], Any]) -> None:
    """Return as soon as the condition holds; fail if it takes too long."""
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline, "this takes too long"
        time.sleep(0.02)


def reply(address: str, ticket: Any, person: Any, number: int = 3) -> Sequence[float]:
    """Post some messages over HTTP; each must be created. Return the seconds that each took."""
    auth = (user_of(person).get_username(), PASSWORD)
    url = f"{address}/api/support/tickets/{ticket.pk}/messages/"
    taken = []
    with httpx.Client(auth=auth, timeout=SECONDS) as client:
        for n in range(number):
            started = time.monotonic()
            answer = client.post(url, json={"message_text": f"Answer {n}"})
            taken.append(time.monotonic() - started)
            assert answer.status_code == 201, answer.text
    return taken
