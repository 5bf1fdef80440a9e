"""The ClamAV scanner, against a clamd that is away, slow, or not what it should be."""

import io
import itertools
import socket
import struct
import threading
from pathlib import Path
from time import monotonic

import pytest

from django_support_tickets.files.clamav import ClamdScanner
from django_support_tickets.files.scanning import ScanFailed, Verdict
from tests.clamd import answering, impostor, read_all

TEN_MEGABYTES = 10 * 1024 * 1024
FILE = b"a file of a customer " * 10
SOON = 20  # seconds; the machine may be busy, and without the timeout it would be 60


class BrokenFile(io.BytesIO):
    def read(self, size: int | None = -1, /) -> bytes:
        raise OSError("the storage is away")


def asking(port: int, *, timeout: float = 10) -> ClamdScanner:
    return ClamdScanner(host="127.0.0.1", port=port, timeout=timeout)


def test_nothing_listens_on_the_port() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and never listened on
        port = taken.getsockname()[1]
        with pytest.raises(ScanFailed, match=rf"127\.0\.0\.1:{port} cannot be reached.*start it"):
            asking(port).scan(io.BytesIO(FILE))


def test_there_is_no_unix_socket(tmp_path: Path) -> None:
    scanner = ClamdScanner(unix_socket=tmp_path / "away.sock")
    with pytest.raises(ScanFailed, match=r"clamd at /.*away\.sock cannot be reached.*start it"):
        scanner.scan(io.BytesIO(FILE))


@pytest.mark.parametrize("reads", [True, False], ids=["reads", "reads-nothing"])
def test_a_clamd_that_never_answers_is_given_up_in_time(*, reads: bool) -> None:
    left = threading.Event()

    def behave(connection: socket.socket) -> None:
        if reads:
            read_all(connection)
        left.wait(timeout=60)

    with impostor(behave) as port:
        start = monotonic()
        try:
            with pytest.raises(ScanFailed, match=r"no verdict within 0\.5 s: .*option timeout"):
                asking(port, timeout=0.5).scan(io.BytesIO(b"x" * TEN_MEGABYTES))
        finally:
            left.set()
        assert 0.4 < monotonic() - start < SOON


def test_an_answer_that_drips_does_not_stretch_the_time() -> None:
    left = threading.Event()

    def behave(connection: socket.socket) -> None:
        read_all(connection)
        for _byte in range(600):
            connection.sendall(b"s")
            if left.wait(timeout=0.1):
                return

    with impostor(behave) as port:
        start = monotonic()
        try:
            with pytest.raises(ScanFailed, match=r"no verdict within 0\.5 s"):
                asking(port, timeout=0.5).scan(io.BytesIO(FILE))
        finally:
            left.set()
        assert monotonic() - start < SOON


def test_a_file_that_is_read_slowly_does_not_stretch_the_time() -> None:
    class SlowFile(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            threading.Event().wait(0.1)
            return super().read(64)

    with impostor(read_all) as port:
        start = monotonic()
        with pytest.raises(ScanFailed, match=r"no verdict within 0\.5 s"):
            asking(port, timeout=0.5).scan(SlowFile(b"x" * 64 * 600))
        assert monotonic() - start < SOON


@pytest.mark.parametrize("said", [b"", b"stream: OK", b"stream: Eicar FOUND"])
def test_a_clamd_that_hangs_up_before_its_answer_ends_gives_no_verdict(said: bytes) -> None:
    with impostor(answering(said)) as port, pytest.raises(ScanFailed, match="hung up before"):
        asking(port).scan(io.BytesIO(FILE))


def test_a_clamd_that_resets_the_connection_gives_no_verdict() -> None:
    def behave(connection: socket.socket) -> None:
        read_all(connection)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    with impostor(behave) as port, pytest.raises(ScanFailed, match="hung up before"):
        asking(port).scan(io.BytesIO(FILE))


def test_a_clamd_that_hangs_up_in_the_middle_of_the_file_gives_no_verdict() -> None:
    with (
        impostor(lambda connection: connection.recv(100_000)) as port,
        pytest.raises(ScanFailed, match="hung up before its verdict: see the log"),
    ):
        asking(port).scan(io.BytesIO(b"x" * TEN_MEGABYTES))


def test_a_file_that_was_taken_in_part_is_never_clean() -> None:
    def behave(connection: socket.socket) -> None:
        connection.recv(1000)
        connection.sendall(b"stream: OK\0")

    with impostor(behave) as port, pytest.raises(ScanFailed):
        asking(port).scan(io.BytesIO(b"x" * TEN_MEGABYTES))


@pytest.mark.parametrize(
    "reply",
    [
        b"\0",
        b"OK\0",
        b"stream: OK \0",
        b"stream: ok\0",
        b"stream: NOT OK\0",
        b"stream: FOUND\0",
        b"stream:  FOUND\0",
        b"UNKNOWN COMMAND\0",
        b"stream: Time limit reached ERROR\0",
        b"\xff\xfe\x80 FOUND\0",
        b"HTTP/1.1 400 Bad Request\r\n\r\n\0",
        b"stream: OK\r\n" + b"x" * 10_000,
    ],
)
def test_no_other_answer_is_a_verdict(reply: bytes) -> None:
    with impostor(answering(reply)) as port, pytest.raises(ScanFailed, match="no verdict, but"):
        asking(port).scan(io.BytesIO(FILE))


def test_an_answer_without_end_is_given_up_long_before_the_timeout() -> None:
    def behave(connection: socket.socket) -> None:
        read_all(connection)
        for _chunk in itertools.repeat(None):
            connection.sendall(b"x" * 65536)

    with impostor(behave) as port:
        start = monotonic()
        with pytest.raises(ScanFailed, match="no verdict, but"):
            asking(port, timeout=60).scan(io.BytesIO(FILE))
        assert monotonic() - start < SOON


def test_a_signature_with_odd_bytes_is_still_a_find() -> None:
    with impostor(answering(b"stream: W\xff.x FOUND\0")) as port:
        assert asking(port).scan(io.BytesIO(FILE)) == Verdict(is_clean=False, signature="W\ufffd.x")


def test_a_file_that_cannot_be_read_is_not_the_failure_of_clamd() -> None:
    with impostor(read_all) as port, pytest.raises(OSError, match="the storage is away"):
        asking(port).scan(BrokenFile())


def test_the_connection_is_closed_whatever_happens() -> None:
    closed = threading.Event()

    def behave(connection: socket.socket) -> None:
        while connection.recv(65536):
            pass
        closed.set()

    with impostor(behave) as port, pytest.raises(OSError, match="the storage is away"):
        asking(port).scan(BrokenFile())
    assert closed.is_set()


def test_a_probe_hears_that_nothing_listens(tmp_path: Path) -> None:
    assert not ClamdScanner(unix_socket=tmp_path / "away.sock").answers()


def test_a_probe_waits_no_longer_than_two_seconds_for_a_clamd_that_is_silent() -> None:
    left = threading.Event()

    def behave(_connection: socket.socket) -> None:
        left.wait(timeout=60)

    with impostor(behave) as port:
        start = monotonic()
        try:
            assert not asking(port, timeout=60).answers()
        finally:
            left.set()
        assert monotonic() - start < 2 + SOON


def test_a_probe_is_not_content_with_any_answer() -> None:
    def behave(connection: socket.socket) -> None:
        connection.recv(100)
        connection.sendall(b"UNKNOWN COMMAND\0")

    with impostor(behave) as port:
        assert not asking(port).answers()
