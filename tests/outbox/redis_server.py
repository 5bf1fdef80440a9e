"""A Redis of the tests' own, which can be stopped and started."""

import os
import shutil
import socket
import subprocess
from pathlib import Path

import pytest

from tests.outbox.processes import SECONDS, free_port, wait_until

NAMED = os.environ.get("TEST_REDIS_URL", "")  # must then answer, and redis-server be installed


class RedisServer:
    """A process on a free port that keeps nothing on disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it listens. Skips the test where Redis is not installed."""
        program = shutil.which("redis-server")
        if program is None:
            assert not NAMED, "TEST_REDIS_URL is set, but redis-server is not installed"
            pytest.skip("redis-server is not installed")
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        with (self.folder / "redis.log").open("ab") as log:
            self.process = subprocess.Popen(
                [program, *options, "--dir", str(self.folder)], stdout=log, stderr=log
            )
        wait_until(self.listens)

    def stop(self) -> None:
        """Kill it, with all that it holds."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(SECONDS)
            self.process = None

    def listens(self) -> bool:
        """Whether it takes connections."""
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        except OSError:
            return False
        return True
