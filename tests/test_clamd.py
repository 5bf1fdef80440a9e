"""The ClamAV scanner, against a real clamd."""

import io
import threading
from collections.abc import Iterator

import pytest

from django_support_tickets.files.clamav import ClamdScanner
from django_support_tickets.files.scanning import CHUNK, ScanFailed, Verdict
from tests.clamd import EICAR, SIGNATURE, STREAM_MAX, Clamd, running_clamd

TEN_MEGABYTES = 10 * 1024 * 1024
FILE = b"a file of a customer " * 10
CLEAN = Verdict(is_clean=True)
INFECTED = Verdict(is_clean=False, signature=f"{SIGNATURE}.UNOFFICIAL")


class WatchedFile(io.BytesIO):
    """Remembers how much was read at once."""

    most = 0

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(size)
        self.most = max(self.most, len(data))
        return data


@pytest.fixture(scope="module")
def clamd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clamd]:
    with running_clamd(tmp_path_factory.mktemp("clamd")) as clamd:
        yield clamd


@pytest.fixture(params=["unix", "tcp"])
def scanner(request: pytest.FixtureRequest, clamd: Clamd) -> ClamdScanner:
    if request.param == "unix":
        return ClamdScanner(unix_socket=clamd.unix_socket, timeout=30)
    return ClamdScanner(host="127.0.0.1", port=clamd.port, timeout=30)


@pytest.mark.parametrize("content", [FILE, b""], ids=["file", "empty"])
def test_a_clean_file_is_clean(scanner: ClamdScanner, content: bytes) -> None:
    assert scanner.scan(io.BytesIO(content)) == CLEAN


@pytest.mark.parametrize("before", [0, CHUNK - 30], ids=["at-the-start", "across-two-chunks"])
def test_the_eicar_test_text_is_found(scanner: ClamdScanner, before: int) -> None:
    assert scanner.scan(io.BytesIO(b" " * before + EICAR)) == INFECTED


def test_a_file_is_scanned_from_its_start_wherever_it_was_left(scanner: ClamdScanner) -> None:
    file = io.BytesIO(EICAR + FILE)
    file.seek(len(EICAR))
    assert scanner.scan(file) == INFECTED


@pytest.mark.parametrize(
    ("ending", "verdict"), [(FILE, CLEAN), (EICAR, INFECTED)], ids=["clean", "infected"]
)
def test_ten_megabytes_are_streamed_in_chunks_to_the_last_byte(
    scanner: ClamdScanner, ending: bytes, verdict: Verdict
) -> None:
    file = WatchedFile(bytes(TEN_MEGABYTES) + ending)
    assert scanner.scan(file) == verdict
    assert file.most == CHUNK


@pytest.mark.parametrize("size", [STREAM_MAX + 1, 4 * STREAM_MAX])
def test_a_file_above_the_limit_of_clamd_has_no_verdict_and_names_the_limit(
    scanner: ClamdScanner, size: int
) -> None:
    with pytest.raises(ScanFailed, match=r"takes no file of this size.* StreamMaxLength above"):
        scanner.scan(io.BytesIO(bytes(size)))


def test_one_scanner_scans_many_files_also_at_once(scanner: ClamdScanner) -> None:
    contents = [FILE, EICAR] * 4
    verdicts: dict[int, Verdict] = {}

    def scan(number: int) -> None:
        verdicts[number] = scanner.scan(io.BytesIO(contents[number]))

    threads = [threading.Thread(target=scan, args=[number]) for number in range(len(contents))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [verdicts[n] for n in range(len(contents))] == [CLEAN, INFECTED] * 4


def test_a_clamd_that_runs_answers_a_probe(scanner: ClamdScanner) -> None:
    assert scanner.answers()
