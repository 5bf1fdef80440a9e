"""10 MB to the API and to a plain view, by a real server: time, and the peak of its memory."""

import argparse
import http.client
import json
import os
import platform
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from urllib.request import urlopen

import django
import rest_framework
import uvicorn
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client

from benchmarks.realtime import ask
from django_support_tickets.actions import open_ticket
from django_support_tickets.policies import actor_for

TOKEN = "t" * 32  # of CSRF: the cookie and the header must be the same
FORM = (
    b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n%b\r\n--x--\r\n'
)


def upload(port: int, path: str, body: bytes, session: str) -> tuple[float, int]:
    """Return the seconds that it took, and by how many kB the server's memory grew meanwhile."""
    headers = {
        "Content-Type": "multipart/form-data; boundary=x",
        "Cookie": f"sessionid={session}; csrftoken={TOKEN}",
        "X-CSRFToken": TOKEN,
    }
    before = ask(port, "begin/")
    start = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("POST", path, body, headers)
    answer = connection.getresponse()
    answer.read()
    taken = time.perf_counter() - start
    connection.close()
    if answer.status != 201:
        raise RuntimeError(f"{path} answered {answer.status}")
    with urlopen(f"http://127.0.0.1:{port}/peak/") as said:
        return taken, json.load(said) - before


def prepared() -> tuple[dict[str, str], str]:
    """Return what is uploaded to, by name, and the session of who does."""
    call_command("migrate", verbosity=0)
    user = get_user_model().objects.create_user("customer")
    words = {"title": "One", "category": "general", "message_text": "Hello"}
    ticket = open_ticket(user, by=actor_for(user), **words)
    client = Client()
    client.force_login(user)
    paths = {"plain": "/plain/", "ours": f"/tickets/{ticket.pk}/attachments/"}
    return paths, client.cookies["sessionid"].value


def run(megabytes: int, rounds: int) -> None:
    """Print the medians of rounds that take turns; the first, which loads code, is left out."""
    paths, session = prepared()
    body = FORM % (b"a" * megabytes * 1024 * 1024)
    found: dict[str, list[tuple[float, int]]] = {name: [] for name in paths}
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    serve = ["--factory", "django_support_tickets.contrib.asgi:get_asgi_application"]
    quiet = ["--port", str(port), "--no-access-log", "--log-level", "error"]
    process = subprocess.Popen([sys.executable, "-m", "uvicorn", *serve, *quiet])  # noqa: S603 - our own server
    try:
        for _ in range(rounds + 1):
            for name, path in paths.items():
                found[name].append(upload(port, path, body, session))
    finally:
        process.kill()
        process.wait()
    plain = statistics.median(taken for taken, _growth in found["plain"][1:])
    for name, uploads in found.items():
        times, growths = zip(*uploads[1:], strict=True)
        median, peak = statistics.median(times), statistics.median(growths) / 1024
        ratio = f"{median / plain:.2f} times plain"
        sys.stdout.write(f"{name}: {1000 * median:.0f} ms, {ratio}, memory +{peak:.1f} MB\n")


def main(arguments: Sequence[str]) -> None:
    """Print what was measured, and on what."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks uploads", description=__doc__)
    parser.add_argument("--megabytes", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args(arguments)
    versions = f"REST framework {rest_framework.__version__}, Django {django.__version__}"
    machine = f"Python {platform.python_version()}, {os.cpu_count()} cores"
    versions += f", uvicorn {uvicorn.__version__}"
    sys.stdout.write(f"{options.megabytes} MB, {versions}, {machine}\n")
    run(options.megabytes, options.rounds)
