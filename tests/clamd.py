"""ClamAV's daemon for tests: a real one of our own, and impostors that misbehave."""

import os
import shutil
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

import pytest

# Joined here only, so that no scanner finds the repository itself.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
SIGNATURE = "Support.Tickets.Test"
STREAM_MAX = 11 * 1024 * 1024  # bytes
PROGRAM = shutil.which("clamd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


class Clamd(NamedTuple):
    """Where a running clamd listens."""

    unix_socket: Path
    port: int


@contextmanager
def running_clamd(folder: Path) -> Iterator[Clamd]:
    """Run a clamd that knows one signature, the EICAR test text, for the time of a block.

    Without the program the tests are skipped, but fail where TEST_CLAMD promises it.
    """
    if PROGRAM is None:
        wanting = pytest.fail if os.environ.get("TEST_CLAMD") else pytest.skip
        wanting("clamd is not installed (on Debian: apt install clamav-daemon)")
    with socket.socket() as held:
        # Held but not listened on, the port is nobody else's, and clamd may share it.
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind(("127.0.0.1", 0))
        clamd = Clamd(folder / "clamd.sock", held.getsockname()[1])
        config = _configure(folder, clamd)
        with (folder / "output").open("wb") as output:
            process = subprocess.Popen(
                [PROGRAM, "--foreground", f"--config-file={config}"], stdout=output, stderr=output
            )
        try:
            _wait(process, clamd, folder / "output")
            yield clamd
        finally:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _configure(folder: Path, clamd: Clamd) -> Path:
    database = folder / "database"
    database.mkdir()
    # Name, any kind of file, any place in it, the bytes.
    (database / "local.ndb").write_text(f"{SIGNATURE}:0:*:{EICAR.hex()}\n")
    config = folder / "clamd.conf"
    config.write_text(
        f"DatabaseDirectory {database}\n"
        f"TemporaryDirectory {folder}\n"
        f"LocalSocket {clamd.unix_socket}\n"
        "TCPAddr 127.0.0.1\n"
        f"TCPSocket {clamd.port}\n"
        f"StreamMaxLength {STREAM_MAX}\n"
    )
    return config


def _wait(process: subprocess.Popen[bytes], clamd: Clamd, output: Path) -> None:
    for _attempt in range(2400):
        if _answers(clamd):
            return
        try:
            process.wait(timeout=0.05)
        except subprocess.TimeoutExpired:
            continue
        break
    pytest.fail(f"clamd does not answer:\n{output.read_text()}")


def _answers(clamd: Clamd) -> bool:
    with socket.socket(socket.AF_UNIX) as asking:
        asking.settimeout(5)
        try:
            asking.connect(str(clamd.unix_socket))
            asking.sendall(b"zPING\0")
            return asking.recv(16) == b"PONG\0"
        except OSError:
            return False


@contextmanager
def impostor(behave: Callable[[socket.socket], object]) -> Iterator[int]:
    """Listen for one connection and let ``behave`` have it; give the port."""

    def serve() -> None:
        connection, _address = server.accept()
        # The scanner may have seen enough and left.
        with connection, suppress(ConnectionError):
            behave(connection)

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            thread.join(timeout=10)
            assert not thread.is_alive(), "the scanner never connected, or never closed"


def read_all(connection: socket.socket) -> None:
    """Read the command and the file, or what comes of them before the scanner leaves."""
    with connection.makefile("rb") as stream:
        stream.read(len(b"zINSTREAM\0"))
        while size := int.from_bytes(stream.read(4), "big"):
            stream.read(size)


def answering(reply: bytes) -> Callable[[socket.socket], None]:
    """Return a behaviour that takes the whole file and then says ``reply``."""

    def behave(connection: socket.socket) -> None:
        read_all(connection)
        connection.sendall(reply)

    return behave
