"""A real S3 server on this machine, and the storage of django-storages that talks to it."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

BUCKET, REGION = "desk", "eu-central-1"
BARE = bool(os.environ.get("TEST_BARE"))


@contextmanager
def running_s3() -> Iterator[str]:
    """Run moto's server for the time of a block and give its address.

    Only the bare environment may lack the packages: elsewhere that is a failure.
    """
    if BARE:
        pytest.importorskip("moto", reason="the bare environment has no S3")
    from moto.server import ThreadedMotoServer  # noqa: PLC0415 - absent in the bare environment

    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        yield f"http://{host}:{port}"
    finally:
        server.stop()


def storage_at(endpoint: str, **options: Any) -> Callable[[], Any]:
    """Return a callable for the setting STORAGE; the bucket is made, if it is not there."""
    from storages.backends.s3 import S3Storage  # noqa: PLC0415 - needs boto3

    def make() -> Any:
        storage = S3Storage(
            bucket_name=BUCKET,
            endpoint_url=endpoint,
            access_key="key",
            secret_key="secret",
            region_name=REGION,
            signature_version="s3v4",
            addressing_style="path",
            location="attachments",
            **options,
        )
        place = {"LocationConstraint": REGION}
        if not list(storage.connection.buckets.filter()):
            storage.connection.create_bucket(Bucket=BUCKET, CreateBucketConfiguration=place)
        return storage

    return make
