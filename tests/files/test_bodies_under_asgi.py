"""Under ASGI a body for the desk is taken as far as the limits go, whatever it says of itself."""

import base64
import json
import shutil
import socket
from collections.abc import Iterator
from contextlib import closing, suppress
from http.client import HTTPResponse

import pytest
from django.test import AsyncRequestFactory, RequestFactory

from django_support_tickets.http.uploads import limit_uploads, warn_of_bodies
from tests.files.processes import LOGIN, MEGABYTE, PASSWORD, Host, Server

PIECE = b"a" * 65_536
LIMIT = 5 * 10 * MEGABYTE + MEGABYTE  # five files of 10 MB, and room for what is round them
IN_BUFFERS = 12 * MEGABYTE  # of the kernel, on both sides of a loopback connection
LOG_IN = base64.b64encode(f"{LOGIN}:{PASSWORD}".encode()).decode()
FORM = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'


@pytest.fixture(scope="module")
def server(set_up_host: Host, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    host = Host(tmp_path_factory.mktemp("host"), set_up_host.ticket)
    shutil.copy(set_up_host.folder / "db.sqlite3", host.folder)
    with host.serving("asgi") as server:
        yield server


def connected(server: Server, *headers: str, path: str = "", login: bool = True) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=60)
    lines = [
        f"POST {path or f'/tickets/{server.host.ticket}/attachments/'} HTTP/1.1",
        "Host: 127.0.0.1",
        "Content-Type: multipart/form-data; boundary=x",
        *([f"Authorization: Basic {LOG_IN}"] if login else []),
        *headers,
    ]
    connection.sendall("\r\n".join([*lines, "", ""]).encode())
    return connection


def chunk(content: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(content), content)


def answer_on(connection: socket.socket) -> tuple[int, str, bool]:
    """Return the status and the error of an answer, and whether the server hangs up after it."""
    with closing(HTTPResponse(connection, method="POST")) as answer:
        answer.begin()
        hangs_up = answer.getheader("Connection", "") == "close"
        return answer.status, json.loads(answer.read())["error"], hangs_up


def sent_until_cut_off(connection: socket.socket, piece: bytes, size: int) -> int:
    sent = 0
    with suppress(ConnectionError):
        while sent < size:
            connection.sendall(piece)
            sent += len(PIECE)
    return sent


def test_two_hundred_megabytes_in_chunks_are_cut_off_after_the_limit(server: Server) -> None:
    with closing(connected(server, "Transfer-Encoding: chunked")) as connection:
        pieces = chunk(PIECE[:-9] + b"\r\n--x\r\n\r\n")  # a new part in each
        sent = sent_until_cut_off(connection, pieces, 200 * MEGABYTE)
    assert LIMIT < sent < LIMIT + IN_BUFFERS


def test_one_file_in_chunks_is_cut_off_after_its_own_limit(server: Server) -> None:
    with closing(connected(server, "Transfer-Encoding: chunked")) as connection:
        connection.sendall(chunk(FORM))
        sent = sent_until_cut_off(connection, chunk(PIECE), 200 * MEGABYTE)
    assert 10 * MEGABYTE < sent < 10 * MEGABYTE + IN_BUFFERS


def test_a_file_of_just_the_limit_is_taken(server: Server) -> None:
    assert server.upload(b"a" * 10 * MEGABYTE)


def test_whoever_sends_too_much_is_told_in_the_words_of_the_api(server: Server) -> None:
    with closing(connected(server, "Transfer-Encoding: chunked")) as connection:
        connection.sendall(chunk(FORM))
        for _ in range(10 * MEGABYTE // len(PIECE) + 1):
            connection.sendall(chunk(PIECE))
        assert answer_on(connection) == (400, "file_too_large", True)


def test_a_length_beyond_the_limit_is_refused_before_anything_is_read(server: Server) -> None:
    with closing(connected(server, f"Content-Length: {LIMIT + 1}")) as connection:
        assert answer_on(connection) == (400, "file_too_large", True)


def test_strangers_are_asked_who_they_are_first(server: Server) -> None:
    length = f"Content-Length: {LIMIT + 1}"
    with closing(connected(server, length, login=False)) as connection:
        assert answer_on(connection) == (401, "not_authenticated", True)


def test_a_small_form_in_chunks_is_read_although_it_says_no_length(server: Server) -> None:
    headers = ("Transfer-Encoding: chunked", "Connection: close")
    with closing(connected(server, *headers)) as connection:
        connection.sendall(b"".join(map(chunk, (FORM, b"words", b"\r\n--x--\r\n"))) + b"0\r\n\r\n")
        received = b"".join(iter(lambda: connection.recv(65_536), b""))
    assert received.startswith(b"HTTP/1.1 201")


def test_other_addresses_of_the_host_are_left_alone(server: Server) -> None:
    length = f"Content-Length: {LIMIT + 1}"
    with closing(connected(server, length, path="/elsewhere/")) as connection:
        connection.settimeout(0.3)
        with pytest.raises(TimeoutError):  # it waits for the body, as Django does
            connection.recv(1)


def test_a_host_without_it_is_told_once_in_its_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    warn_of_bodies.cache_clear()
    for make in (RequestFactory, AsyncRequestFactory, AsyncRequestFactory):
        request = make().post("/", {"a": "b"})
        limit_uploads(request)
        expected = make is not RequestFactory
        assert len(caplog.records) == expected
    assert "django_support_tickets.contrib.asgi" in caplog.text
