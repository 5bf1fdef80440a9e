"""Following a link to the S3 server as a browser does: without our headers."""

from typing import Any

import httpx

from tests.files.fetching import Fetched


def get(url: str) -> Fetched:
    answer = httpx.get(url)
    return Fetched(answer.status_code, answer.headers, answer.content)


def post(form: dict[str, Any], name: str, content: bytes) -> int:
    """Send a file by the form that was offered, as a browser's FormData does; the status."""
    return httpx.post(form["url"], data=form["fields"], files={"file": (name, content)}).status_code
