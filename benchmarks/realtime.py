"""1,000 readers of one ticket by stream and by WebSocket, against a bare broadcast."""

import argparse
import asyncio
import json
import os
import platform
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import Any, NamedTuple
from urllib.request import urlopen

import django
import uvicorn
import uvloop
from django.contrib.auth import get_user_model
from django.core.management import call_command

from django_support_tickets.actions import open_ticket
from django_support_tickets.policies import actor_for
from django_support_tickets.realtime.links import sign

UPGRADE = (
    "GET /tickets/{id}/?after={after}&token={token} HTTP/1.1\r\nHost: a\r\n"
    "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)
STREAM = "GET /stream HTTP/1.1\r\nHost: a\r\n\r\n"
SSE = "GET /tickets/{id}/stream/?after={after}&token={token} HTTP/1.1\r\nHost: a\r\n\r\n"
WAYS = {  # who serves, the request that opens a connection, and what each event has in it once
    "bare": (None, STREAM, b"event: ticket"),
    "SSE": ("live_site", SSE, b"event: ticket"),
    "SSE, server alone": ("bare_site", STREAM, b"event: ticket"),
    "WebSocket": ("live_site", UPGRADE, b'"type":"event"'),
    "WebSocket, server alone": ("bare_site", UPGRADE, b'"type":"event"'),
}
BATCH = 50  # connections that are opened together; what the first cost once is not theirs


class Figures(NamedTuple):
    """Of one way: microseconds of CPU a delivery, milliseconds, kB a connection."""

    cpu: float
    p50: float
    p99: float
    memory: float


class Reader(asyncio.Protocol):
    """A client that notes when each event arrived."""

    def __init__(self, request: str, mark: bytes) -> None:
        self.request, self.mark = request.encode(), mark
        self.begun = asyncio.get_running_loop().create_future()
        self.times: list[float] = []

    def connection_made(self, transport: Any) -> None:
        """Ask."""
        transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        """Note the time of each event in the data."""
        if not self.begun.done():
            self.begun.set_result(None)
        self.times += [time.time()] * data.count(self.mark)


def ask(port: int, path: str) -> Any:
    """Return what the server says of itself, once it answers."""
    for _ in range(300):
        try:
            with urlopen(f"http://127.0.0.1:{port}/{path}") as answer:
                return json.load(answer)
        except OSError:
            time.sleep(0.1)
    raise TimeoutError


async def measure(way: str, port: int, names: dict[str, Any], options: Any) -> Figures:
    """Open the connections, publish, and return the figures; every event must arrive."""
    loop = asyncio.get_running_loop()
    say = lambda path: loop.run_in_executor(None, ask, port, path)  # noqa: E731
    for _ in range(5):
        before = await say("publish")
    for _ in range(options.rounds):
        alone = await say("publish")
    own = alone["cpu"] - before["cpu"]  # what publishing takes with nobody to tell
    _site, request, mark = WAYS[way]
    request = request.format(after=names.get("published", 1) + 5 + options.rounds, **names)
    readers: list[Reader] = []
    for start in range(0, options.readers, BATCH):
        for _ in range(start, min(start + BATCH, options.readers)):
            _transport, reader = await loop.create_connection(
                lambda: Reader(request, mark), "127.0.0.1", port
            )
            readers.append(reader)
        await asyncio.gather(*(reader.begun for reader in readers[start:]))
        if start == 0:
            first = await say("state")
    await asyncio.sleep(2)
    full = await say("state")
    delays: list[float] = []
    for round_ in range(options.rounds):
        told = await say("publish")
        deadline = time.time() + 60
        while any(len(reader.times) <= round_ for reader in readers):
            if time.time() > deadline:
                raise TimeoutError(f"{way}: not everybody was told")
            await asyncio.sleep(0.01)
        delays += [1000 * (reader.times[round_] - told["at"]) for reader in readers]
    end = await say("state")
    deliveries = options.rounds * options.readers
    cuts = statistics.quantiles(delays, n=100)
    return Figures(
        1e6 * (end["cpu"] - full["cpu"] - own) / deliveries,
        cuts[49],
        cuts[98],
        (full["memory"] - first["memory"]) / (options.readers - BATCH) / 1000,
    )


def run(way: str, names: dict[str, Any], options: Any) -> Figures:
    """Start the server of one way, measure it, and end it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "benchmarks.broadcast", str(port)]
    site = WAYS[way][0]
    if site is not None:
        serve = [f"benchmarks.{site}:application", "--port", str(port)]
        quiet = ["--no-access-log", "--log-level", "error", "--loop", "uvloop"]
        quiet += ["--ws-ping-interval", "3600"]  # our readers answer none
        command = [sys.executable, "-m", "uvicorn", *serve, *quiet, "--ws", options.ws]
    process = subprocess.Popen(command)  # noqa: S603 - our own server
    try:
        figures = asyncio.run(measure(way, port, names, options))
    finally:
        process.kill()
        process.wait()
    if site == "live_site":
        names["published"] = names.get("published", 1) + 5 + 2 * options.rounds
    return figures


def main(arguments: Sequence[str]) -> None:
    """Print what was measured, and on what."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks realtime", description=__doc__)
    parser.add_argument("--readers", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--ws", default="websockets-sansio", help="uvicorn's implementation")
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args(arguments)
    uvloop.install()
    call_command("migrate", verbosity=0)
    user = get_user_model().objects.create_user("reader", is_staff=True)
    ticket = open_ticket(
        user, by=actor_for(user), title="One", category="general", message_text="Hello"
    )
    names: dict[str, Any] = {
        "id": ticket.pk,
        "token": sign(user, str(ticket.pk), until=time.time() + 86_400),
    }
    versions = f"Django {django.__version__}, uvicorn {uvicorn.__version__}"
    machine = f"Python {platform.python_version()}, {os.cpu_count()} cores"
    sys.stdout.write(f"{options.readers} readers, {versions}, {machine}\n")
    found: dict[str, list[Figures]] = {way: [] for way in WAYS}
    for _ in range(options.repeat):
        for way in WAYS:  # in turns, because the machine's neighbours come and go
            found[way].append(run(way, names, options))
    medians = {
        way: Figures(*map(statistics.median, zip(*runs, strict=True)))
        for way, runs in found.items()
    }
    bare = medians["bare"]
    for way, one in medians.items():
        sys.stdout.write(
            f"{way}: {one.cpu:.1f} us CPU a delivery ({one.cpu / bare.cpu:.1f}x bare), "
            f"p50 {one.p50:.0f} ms ({one.p50 / bare.p50:.1f}x), "
            f"p99 {one.p99:.0f} ms ({one.p99 / bare.p99:.1f}x), {one.memory:.0f} kB a connection\n"
        )
