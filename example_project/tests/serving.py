"""The example project as processes of its own, with data of their own."""

from __future__ import annotations

import fcntl
import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import httpx

EXAMPLE = Path(__file__).resolve().parent.parent
# In one process, because to start one takes longer than most of this.
PREPARE = """
import django
from django.core.management import call_command

django.setup()
call_command("migrate", verbosity=0)
call_command("seed_demo")
others = ["admin", "unfold", "drf-yasg", "rest_framework"]
call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=others)
"""
SECONDS_TO_START = 180  # for what takes five when nothing else runs on the machine


def environment_in(folder: Path) -> dict[str, str]:
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "EXAMPLE_DATA_DIR": str(folder),
        # As in production: an error shows the client no traceback, and the server's log has it.
        "EXAMPLE_DEBUG": "0",
    }


def run(*command, environment):
    """Run to the end and return what was printed; fail with the end of it otherwise."""
    done = subprocess.run(
        [sys.executable, *command],
        cwd=EXAMPLE,
        env=environment,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr
    return done.stdout


def prepared(folder: Path) -> Path:
    """Fill the folder with data and static files, unless they are there, and give it.

    Processes may ask at once for the same one.
    """
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not os.fstat(lock.fileno()).st_size:
            run("-c", PREPARE, environment=environment_in(folder))
            lock.write("done")
    return folder


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(address) -> bool:
    try:
        return httpx.get(f"{address}/healthz/").is_success
    except httpx.TransportError:
        return False


def wait_until_open(address, process):
    """Ask until the server answers; fail when it has ended or takes too long."""
    deadline = time.monotonic() + SECONDS_TO_START
    while not answers(address):
        assert process.poll() is None, "the server has ended"
        assert time.monotonic() < deadline, "the server takes too long to start"


@contextmanager
def running_server(environment, log: Path):
    """Serve what was migrated and seeded; give the address."""
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "config.asgi:application", f"--port={port}"]
    with log.open("w") as output:
        process = subprocess.Popen(
            command, cwd=EXAMPLE, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            wait_until_open(f"http://127.0.0.1:{port}", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            # pytest shows it with a failure.
            sys.stdout.write(log.read_text())
