"""ClamAV: a clamd that listens on a Unix socket or on TCP, asked by its command INSTREAM."""

from __future__ import annotations

import os
import re
import struct
from typing import IO, TYPE_CHECKING, Any

from django.core import checks

from django_support_tickets.files.clamd_connection import ClamdConnection
from django_support_tickets.files.scanning import BaseScanner, ScanFailed, Verdict, chunks_of

if TYPE_CHECKING:
    from collections.abc import Iterator


class ClamdScanner(BaseScanner):
    """Scans with clamd, over one connection for each file.

    Options: ``unix_socket`` (a path), or ``host`` and ``port``; and ``timeout``, the seconds that
    connecting, sending and waiting for the verdict may take together. Only the look-up of a host
    name is outside that time, because the system's resolver has a time limit of its own.
    """

    def __init__(
        self,
        *,
        unix_socket: str | os.PathLike[str] = "",
        host: str = "",
        port: int = 3310,
        timeout: float = 60,
    ) -> None:
        self.unix_socket = os.fspath(unix_socket)
        self.host = host
        self.port = port
        self.timeout = timeout

    def scan(self, file: IO[bytes]) -> Verdict:
        """Return clamd's verdict on the whole file; raise ``ScanFailed`` if it gives none."""
        place = self.unix_socket or (self.host, self.port)
        with ClamdConnection(place, seconds=self.timeout) as clamd:
            took_all = all(map(clamd.send, _frames(file)))
            return _verdict(clamd.name, clamd.reply(), took_all=took_all)

    def answers(self) -> bool:
        """Whether clamd answers PING within two seconds."""
        place = self.unix_socket or (self.host, self.port)
        try:
            with ClamdConnection(place, seconds=min(self.timeout, 2)) as clamd:
                return clamd.send(b"zPING\0") and clamd.reply() == b"PONG"
        except ScanFailed:
            return False

    def check(self) -> list[checks.CheckMessage]:
        """Return what is wrong with the options; clamd itself is not asked."""
        wrong = []
        port: Any = self.port  # of whatever type the host wrote
        timeout: Any = self.timeout
        if bool(self.unix_socket) == bool(self.host):
            wrong.append(("'unix_socket' and 'host'", "Give one of the two."))
        if not isinstance(port, int) or not 0 < port < 65536:
            wrong.append(("'port'", "Give the number of a port, such as 3310."))
        if not isinstance(timeout, (int, float)) or not timeout > 0:
            wrong.append(("'timeout'", "Give a number of seconds above 0."))
        return [
            checks.Error(
                f"SUPPORT_TICKETS['SCANNER']['OPTIONS'] does not fit ClamdScanner: {option}.",
                hint=hint,
                id="support_tickets.E018",
            )
            for option, hint in wrong
        ]


def _frames(file: IO[bytes]) -> Iterator[bytes]:
    # clamd(8), INSTREAM: each chunk after its length, and a length of zero as the end.
    yield b"zINSTREAM\0"
    for chunk in chunks_of(file):
        yield struct.pack("!I", len(chunk)) + chunk
    yield struct.pack("!I", 0)


def _verdict(clamd: str, reply: bytes, *, took_all: bool) -> Verdict:
    # Nothing but this exact answer, to all of the file, makes a file clean.
    if reply == b"stream: OK" and took_all:
        return Verdict(is_clean=True)
    found = re.fullmatch(rb"stream: (.+) FOUND", reply)
    if found:
        return Verdict(is_clean=False, signature=found[1].decode(errors="replace"))
    if reply == b"INSTREAM size limit exceeded. ERROR":
        raise ScanFailed(
            f"{clamd} takes no file of this size: in clamd.conf, set StreamMaxLength above "
            "SUPPORT_TICKETS['LIMITS']['file_size']."
        )
    raise ScanFailed(f"{clamd} gave no verdict, but answered {reply!r}: see the log of clamd.")
