"""A host in processes of its own, to be measured and killed."""

import base64
import http.client
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

MEGABYTE = 1024 * 1024
LOGIN = "maya"
PASSWORD = "correct horse"
AUTHORIZATION = f"Basic {base64.b64encode(f'{LOGIN}:{PASSWORD}'.encode()).decode()}"
# Makes the database, a customer and a ticket, and says the ticket's key.
SET_UP = f"""
import django
django.setup()
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django_support_tickets.actions import open_ticket
from django_support_tickets.policies import actor_for
call_command("migrate", verbosity=0)
user = get_user_model().objects.create_user({LOGIN!r}, password={PASSWORD!r})
words = dict(title="T", category="general", message_text="M")
print(open_ticket(user, by=actor_for(user), **words).pk)
"""


@dataclass
class Host:
    """A folder with the database and the files of one host that has one ticket."""

    folder: Path
    ticket: str = ""

    def environment(self, **more: str) -> dict[str, str]:
        ours = {
            "DJANGO_SETTINGS_MODULE": "tests.projects.process.settings",
            "TEST_HOST_DIR": str(self.folder),
            "TEST_DATABASE": "sqlite",
        }
        path = os.pathsep.join(filter(None, sys.path))
        return {**os.environ, "PYTHONPATH": path, **ours, **more}

    def start(self, *arguments: str, **more: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, *arguments],
            env=self.environment(**more),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def set_up(self) -> None:
        with self.start("-c", SET_UP) as process:
            self.ticket = process.communicate()[0].strip()
        assert process.returncode == 0

    @contextmanager
    def serving(self, interface: str) -> "Iterator[Server]":
        if interface == "asgi":
            pytest.importorskip("uvicorn")
        with self.start("-m", "tests.files.serve", interface) as process:
            try:
                assert process.stdout is not None
                yield Server(self, process.pid, int(process.stdout.readline()))
            finally:
                process.kill()


@dataclass
class Server:
    """A running server, as its client and the kernel see it."""

    host: Host
    pid: int
    port: int

    def request(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Return the open connection and the response, of which nothing was read yet."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, {"Authorization": AUTHORIZATION, **names})
        return connection, connection.getresponse()

    def upload(self, content: bytes) -> bytes:
        head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
        body = head + content + b"\r\n--x--\r\n"
        path = f"/tickets/{self.host.ticket}/attachments/"
        connection, answer = self.request(
            "POST", path, body, Content_Type="multipart/form-data; boundary=x"
        )
        with closing(connection), answer:
            read: bytes = answer.read()
        assert answer.status == (201 if content else 400), read
        return read

    def upload_and_read(self, content: bytes) -> dict[str, Any]:
        """Upload a file and return what the API says of it."""
        return dict(json.loads(self.upload(content)))

    def download(self, path: str, **headers: str) -> int:
        """Read a file in small pieces, so that this side holds none of it; return its size."""
        connection, answer = self.request("GET", path, **headers)
        with closing(connection), answer:
            assert answer.status in {200, 206}
            return sum(len(chunk) for chunk in iter(lambda: answer.read(65_536), b""))

    def peak_during(self, call: Callable[[], object]) -> int:
        """Return the highest resident memory of the server during a call, in bytes."""
        process = Path("/proc", str(self.pid))
        try:
            (process / "clear_refs").write_text("5")
        except OSError:
            pytest.skip("this kernel does not tell peaks")
        call()
        [line] = [s for s in (process / "status").read_text().splitlines() if "VmHWM" in s]
        return int(line.split()[1]) * 1024

    def open_files(self) -> set[str]:
        """Return the paths of stored files that the server has open."""
        paths = set()
        for link in Path("/proc", str(self.pid), "fd").iterdir():
            with suppress(FileNotFoundError):  # closed since it was listed
                paths.add(str(link.readlink()))
        return {path for path in paths if path.startswith(str(self.host.folder / "media"))}
