"""Asking a malware scanner about a file."""

from __future__ import annotations

from abc import ABC, abstractmethod
from io import BytesIO
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from django.utils.module_loading import import_string

from django_support_tickets.conf import settings
from django_support_tickets.enums import ScanStatus

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.core.checks import CheckMessage

CHUNK = 64 * 1024  # bytes


class Verdict(NamedTuple):
    """What the scanner says; ``signature`` names what it found."""

    is_clean: bool
    signature: str = ""


class ScanFailed(Exception):
    """No verdict: the scanner is down, slow, hung up or refused. The message says what to do."""


class BaseScanner(ABC):
    """One way to scan. Made with ``SCANNER["OPTIONS"]`` as its keyword arguments.

    Made anew for each use, also by the system checks: making one must not touch the network.
    """

    @abstractmethod
    def scan(self, file: IO[bytes]) -> Verdict:
        """Return the verdict on the whole file; raise ``ScanFailed`` if there is none.

        Read the file by ``chunks_of(file)``. What reading it raises is passed on unchanged.
        """

    def answers(self) -> bool:
        """Whether it can scan now; asked by health probes, so it must take no more than seconds."""
        try:
            return self.scan(BytesIO(b"Are you there?")).is_clean
        except ScanFailed:
            return False

    def check(self) -> list[CheckMessage]:
        """Return what is wrong with the options, without touching the network."""
        return []


class MemoryScanner(BaseScanner):
    """Finds one byte string, ``infected``, in files; for tests. ``failure`` makes every scan fail.

    ``failure`` is the message of the ``ScanFailed`` that it raises.
    """

    def __init__(self, *, infected: bytes, failure: str = "") -> None:
        self.infected = infected
        self.failure = failure

    def scan(self, file: IO[bytes]) -> Verdict:
        """Return clean, or infected by the signature ``"memory"``."""
        if self.failure:
            raise ScanFailed(self.failure)
        before = b""
        for chunk in chunks_of(file):
            if self.infected in before + chunk:
                return Verdict(is_clean=False, signature="memory")
            before = (before + chunk)[-len(self.infected) :]
        return Verdict(is_clean=True)


def get_scanner() -> BaseScanner | None:
    """Return the scanner that ``SCANNER`` describes, or ``None`` if files are not scanned.

    A setting that describes no scanner raises what importing or making it raises; the system
    checks report that before.
    """
    if settings.SCANNER is None:
        return None
    backend: Any = import_string(settings.SCANNER["BACKEND"])
    scanner: BaseScanner = backend(**settings.SCANNER.get("OPTIONS", {}))
    return scanner


def fails_open() -> bool:
    """Whether a file that could not be scanned is served all the same; by default it is not."""
    # Only True opens: "False", read from the environment, must not.
    return settings.SCANNER is not None and settings.SCANNER.get("FAIL_OPEN") is True


def is_servable(scan_status: str) -> bool:
    """Whether bytes with this verdict may leave the desk."""
    if scan_status == ScanStatus.FAILED:
        return fails_open()
    return scan_status in {ScanStatus.SKIPPED, ScanStatus.CLEAN}


def chunks_of(file: IO[bytes]) -> Iterator[bytes]:
    """Yield a file from its start, 64 KiB at a time.

    A file that cannot seek must be freshly opened.
    """
    if file.seekable():
        file.seek(0)
    while chunk := file.read(CHUNK):
        yield chunk
