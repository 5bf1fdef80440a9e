import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.files.hostlike import HostlikeStorage
from tests.files.processes import Host
from tests.files.s3 import running_s3, storage_at


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path, desk: Callable[..., None]) -> Path:
    """Give each test a folder of its own for files, and no limit to how many requests it makes."""
    settings.MEDIA_ROOT = tmp_path / "media"
    desk(THROTTLES={"open_ticket": None, "write": None})
    return tmp_path / "media"


@pytest.fixture
def client(customer: Any, client_for: Callable[[Any], APIClient]) -> APIClient:
    """Return a client of the customer, to whom an exception is an answer 500."""
    return client_for(customer)


@pytest.fixture(scope="session")
def set_up_host(tmp_path_factory: pytest.TempPathFactory) -> Host:
    """Make a host once; tests get copies."""
    host = Host(tmp_path_factory.mktemp("host"))
    host.set_up()
    return host


@pytest.fixture
def host(set_up_host: Host, tmp_path: Path) -> Host:
    """Give a host in processes of its own, with one customer and one ticket."""
    shutil.copy(set_up_host.folder / "db.sqlite3", tmp_path)
    return Host(tmp_path, set_up_host.ticket)


@pytest.fixture(scope="session")
def s3_address() -> Iterator[str]:
    """Run one S3 server for all tests of this process."""
    with running_s3() as address:
        yield address


@pytest.fixture
def s3(s3_address: str, desk: Callable[..., None]) -> Iterator[Any]:
    """Keep files in an empty bucket on a real S3 server; give the storage."""
    storage = storage_at(s3_address)()
    storage.bucket.objects.all().delete()
    desk(STORAGE=lambda: storage)
    yield storage
    storage.connection.meta.client.close()


@pytest.fixture
def hostlike(desk: Callable[..., None]) -> dict[str, bytes]:
    """Keep files in a storage like the named host's; give its objects."""
    desk(STORAGE="tests.files.hostlike.HostlikeStorage")
    HostlikeStorage.objects.clear()
    return HostlikeStorage.objects


@pytest.fixture(params=["file system", "s3", "hostlike"])
def any_storage(request: pytest.FixtureRequest, desk: Callable[..., None]) -> str:
    """Keep files in each kind of storage in turn; give its name."""
    if request.param != "file system":
        request.getfixturevalue(request.param)
    return str(request.param)
