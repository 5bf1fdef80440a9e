"""What streams are compared with: bytes written to plain connections by uvloop, and no more."""

import asyncio
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import uvloop

EVENT = b"id: 17\nevent: ticket\ndata: " + b"x" * 200 + b"\n\n"
BEGIN = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n: hello\n\n"


def state(announced: float) -> bytes:
    """Return this process's seconds of CPU and bytes of memory, and when it last announced."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    memory = pages * os.sysconf("SC_PAGE_SIZE")
    return json.dumps({"cpu": time.process_time(), "memory": memory, "at": announced}).encode()


class Bare(asyncio.Protocol):
    """The least that a broadcast can be."""

    readers: set[Any] = set()
    announced = 0.0

    def connection_made(self, transport: Any) -> None:
        """Remember the transport."""
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer one of three requests."""
        if data.startswith(b"GET /stream"):
            self.transport.write(BEGIN)
            self.readers.add(self.transport)
            return
        if data.startswith(b"GET /publish"):
            Bare.announced = time.time()
            for reader in self.readers:
                reader.write(EVENT)
        body = state(self.announced)
        head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        self.transport.write(head.encode() + body)
        self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget it."""
        self.readers.discard(self.transport)


async def serve(port: int) -> None:
    """Serve until killed."""
    server = await asyncio.get_running_loop().create_server(Bare, "127.0.0.1", port, backlog=2048)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.install()
    asyncio.run(serve(int(sys.argv[1])))
