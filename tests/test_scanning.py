"""Which scanner there is, what it does in tests, and what the checks say of the setting."""

import io
import os
from typing import IO, Any

import pytest
from django.core import checks
from django.core.files.base import ContentFile
from django.test import override_settings

from django_support_tickets.enums import ScanStatus
from django_support_tickets.files.clamav import ClamdScanner
from django_support_tickets.files.scanning import (
    CHUNK,
    BaseScanner,
    MemoryScanner,
    ScanFailed,
    Verdict,
    chunks_of,
    fails_open,
    get_scanner,
    is_servable,
)

MEMORY = "django_support_tickets.files.scanning.MemoryScanner"
CLAMD = "django_support_tickets.files.clamav.ClamdScanner"
CLEAN = Verdict(is_clean=True)
INFECTED = Verdict(is_clean=False, signature="memory")


class UnfinishedScanner(BaseScanner):
    """Cannot be made: it has no scan()."""


class ExplodingScanner(BaseScanner):
    def __init__(self) -> None:
        raise RuntimeError("no licence")

    def scan(self, file: IO[bytes]) -> Verdict:
        return CLEAN


def using(**scanner: Any) -> Any:
    return override_settings(SUPPORT_TICKETS={"SCANNER": scanner})


def complaints(scanner: Any) -> list[checks.CheckMessage]:
    with override_settings(SUPPORT_TICKETS={"SCANNER": scanner}):
        found = checks.run_checks(tags=["support_tickets"])
    return [complaint for complaint in found if "SCANNER" in complaint.msg]


def test_by_default_there_is_no_scanner_and_nothing_fails_open() -> None:
    assert get_scanner() is None
    assert not fails_open()


def test_the_setting_names_the_scanner_and_its_options() -> None:
    with using(BACKEND=CLAMD, OPTIONS={"host": "scanner", "timeout": 5}):
        scanner = get_scanner()
    assert isinstance(scanner, ClamdScanner)
    assert (scanner.host, scanner.port, scanner.timeout) == ("scanner", 3310, 5)


@pytest.mark.parametrize(
    ("setting", "opens"),
    [({}, False), ({"FAIL_OPEN": False}, False), ({"FAIL_OPEN": True}, True)]
    + [({"FAIL_OPEN": value}, False) for value in ("False", "true", 1, None)],
)
def test_only_true_serves_a_file_that_could_not_be_scanned(
    *, setting: dict[str, Any], opens: bool
) -> None:
    with using(BACKEND=MEMORY, OPTIONS={"infected": b"x"}, **setting):
        assert fails_open() is opens
        assert is_servable(ScanStatus.FAILED) is opens


@pytest.mark.parametrize("opens", [True, False])
def test_an_infected_file_is_never_served_nor_one_that_waits(*, opens: bool) -> None:
    with using(BACKEND=MEMORY, OPTIONS={"infected": b"x"}, FAIL_OPEN=opens):
        served = {status for status in ScanStatus if is_servable(status)}
    assert served - {ScanStatus.FAILED} == {ScanStatus.CLEAN, ScanStatus.SKIPPED}


@pytest.mark.parametrize("before", [0, 1, CHUNK - 3, CHUNK, 3 * CHUNK - 1])
def test_the_memory_scanner_finds_its_bytes_wherever_they_are(before: int) -> None:
    scanner = MemoryScanner(infected=b"virus")
    assert scanner.scan(io.BytesIO(b"v" * before + b"virus")) == INFECTED
    assert scanner.scan(io.BytesIO(b"v" * before + b"viru")) == CLEAN


def test_the_memory_scanner_finds_its_bytes_in_reads_shorter_than_they_are() -> None:
    class ShortFile(io.BytesIO):
        def read(self, _size: int | None = -1, /) -> bytes:
            return super().read(2)

    assert MemoryScanner(infected=b"virus").scan(ShortFile(b"a virus")) == INFECTED


def test_the_memory_scanner_fails_when_told_to() -> None:
    with pytest.raises(ScanFailed, match="down"):
        MemoryScanner(infected=b"virus", failure="down").scan(io.BytesIO(b"x"))


def test_a_file_is_read_from_its_start_in_chunks() -> None:
    file = ContentFile(os.urandom(CHUNK + 1))
    file.read(7)
    assert [len(chunk) for chunk in chunks_of(file)] == [CHUNK, 1]


def test_a_file_that_cannot_seek_is_read_from_where_it_stands() -> None:
    reading, writing = os.pipe()
    os.write(writing, b"as it came")
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        assert b"".join(chunks_of(pipe)) == b"as it came"


@pytest.mark.parametrize(
    "scanner",
    [
        None,
        {"BACKEND": MEMORY, "OPTIONS": {"infected": b"x"}, "FAIL_OPEN": True},
        {"BACKEND": CLAMD, "OPTIONS": {"unix_socket": "/run/clamav/clamd.ctl"}},
        {"BACKEND": CLAMD, "OPTIONS": {"host": "127.0.0.1", "port": 3310, "timeout": 2.5}},
    ],
)
def test_a_good_setting_passes_the_checks_though_nothing_listens(scanner: Any) -> None:
    assert not complaints(scanner)


@pytest.mark.parametrize(
    ("scanner", "number", "says"),
    [
        (CLAMD, 3, "SCANNER"),
        ({"BACKEND": MEMORY, "OPTIONS": {"infected": b"x"}, "FAILOPEN": True}, 2, "FAILOPEN"),
        ({}, 14, "makes no scanner"),
        ({"BACKEND": "nowhere.Scanner"}, 14, "nowhere"),
        ({"BACKEND": 5}, 14, "makes no scanner"),
        ({"BACKEND": f"{__name__}.UnfinishedScanner"}, 14, "makes no scanner"),
        ({"BACKEND": f"{__name__}.ExplodingScanner"}, 14, "no licence"),
        ({"BACKEND": "builtins.dict"}, 14, "is not a scanner"),
        ({"BACKEND": CLAMD, "OPTIONS": {"hots": "x"}}, 14, "hots"),
        ({"BACKEND": MEMORY, "OPTIONS": {"infected": b"x"}, "FAIL_OPEN": "no"}, 14, "'no'"),
        ({"BACKEND": CLAMD}, 18, "'unix_socket' and 'host'"),
        ({"BACKEND": CLAMD, "OPTIONS": {"host": "x", "unix_socket": "/y"}}, 18, "and 'host'"),
        ({"BACKEND": CLAMD, "OPTIONS": {"host": "x", "port": 0}}, 18, "'port'"),
        ({"BACKEND": CLAMD, "OPTIONS": {"host": "x", "port": "3310"}}, 18, "'port'"),
        ({"BACKEND": CLAMD, "OPTIONS": {"host": "x", "timeout": 0}}, 18, "'timeout'"),
        ({"BACKEND": CLAMD, "OPTIONS": {"host": "x", "timeout": None}}, 18, "'timeout'"),
    ],
)
def test_a_wrong_setting_is_said_by_its_key(scanner: Any, number: int, says: str) -> None:
    [complaint] = complaints(scanner)
    assert complaint.id == f"support_tickets.E{number:03}"
    assert says in complaint.msg
    assert complaint.hint
