"""Reading a file from the API to its end, so that nothing stays open."""

from typing import Any, NamedTuple

from rest_framework.test import APIClient


class Fetched(NamedTuple):
    """An answer that was read to its end."""

    status: int
    headers: Any
    content: bytes


def fetch(client: APIClient, url: str, *, method: str = "get", **headers: str) -> Fetched:
    """Return the answer; ``headers`` are spelt as keywords, such as ``if_range="..."``."""
    meta = {f"HTTP_{name.upper()}": value for name, value in headers.items()}
    response = getattr(client, method)(url, **meta)
    content = b"".join(response)  # read to its end, the test client closes it
    return Fetched(response.status_code, response.headers, content)
