"""A connection to clamd in which everything together ends by one deadline."""

from __future__ import annotations

import socket
from time import monotonic
from typing import TYPE_CHECKING, Any

from django_support_tickets.files.scanning import ScanFailed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

LONGEST_REPLY = 4096  # bytes; the name of a signature is far shorter


class ClamdConnection:
    """Sends and receives until ``seconds`` after it was made; use it in a ``with`` block.

    ``place`` is the path of a Unix socket, or a host and a port. Only errors of the socket become
    ``ScanFailed``: those of a file that is read between two calls are not clamd's.
    """

    def __init__(self, place: str | tuple[str, int], *, seconds: float) -> None:
        self.place = place
        self.name = f"clamd at {place if isinstance(place, str) else '{}:{}'.format(*place)}"
        self.seconds = seconds
        self.deadline = monotonic() + seconds

    def __enter__(self) -> ClamdConnection:
        try:
            self.socket = self._connected()
        except OSError as error:
            raise ScanFailed(
                f"{self.name} cannot be reached ({error}): start it, or correct "
                "SUPPORT_TICKETS['SCANNER']['OPTIONS']."
            ) from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.socket.close()

    def send(self, data: bytes) -> bool:
        """Send all of ``data``; ``False`` if clamd has hung up, perhaps after saying why."""
        try:
            self._in_time(self.socket).sendall(data)
        except ConnectionError:
            return False
        except OSError as error:
            raise self._gave_up(error) from error
        return True

    def reply(self) -> bytes:
        """Return the answer without the NUL that ends it. An answer without NUL is none."""
        answer = b""
        while b"\0" not in answer and len(answer) <= LONGEST_REPLY:
            try:
                received = self._in_time(self.socket).recv(LONGEST_REPLY)
            except ConnectionError:
                received = b""
            except OSError as error:
                raise self._gave_up(error) from error
            if not received:
                raise ScanFailed(f"{self.name} hung up before its verdict: see the log of clamd.")
            answer += received
        return answer.partition(b"\0")[0]

    def _connected(self) -> socket.socket:
        # create_connection() would give each address of a host the whole time.
        failure = OSError("the name has no address")
        for family, address in self._addresses():
            connecting = socket.socket(family, socket.SOCK_STREAM)
            try:
                self._in_time(connecting).connect(address)
            except OSError as error:
                connecting.close()
                failure = error
            else:
                return connecting
        raise failure

    def _addresses(self) -> Iterator[tuple[socket.AddressFamily, Any]]:
        if isinstance(self.place, str):
            yield socket.AF_UNIX, self.place
        else:
            for found in socket.getaddrinfo(*self.place, type=socket.SOCK_STREAM):
                yield found[0], found[4]

    def _in_time(self, connection: socket.socket) -> socket.socket:
        left = self.deadline - monotonic()
        if left <= 0:
            raise TimeoutError("timed out")
        connection.settimeout(left)
        return connection

    def _gave_up(self, error: OSError) -> ScanFailed:
        if isinstance(error, TimeoutError):
            reason = f"gave no verdict within {self.seconds:g} s"
            return ScanFailed(
                f"{self.name} {reason}: see whether it is overloaded, or raise the option timeout."
            )
        return ScanFailed(f"The connection to {self.name} broke ({error}): see the log of clamd.")
