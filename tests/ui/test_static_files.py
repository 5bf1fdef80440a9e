"""What a page loads beside its HTML: how much, and under which names."""

import gzip
import re
from pathlib import Path

import pytest

import django_support_tickets

STATIC = Path(django_support_tickets.__file__).parent / "static/support_tickets"
BUDGET = 12 * 1024  # bytes, compressed
CONVERSATION = ("pages.js", "conversation.js", "composer.js", "files.js", "text.js")


@pytest.mark.parametrize(
    "files",
    [
        ("pages.css", "console.css"),
        ("pages.js", "list.js", "opening.js", "files.js", "text.js"),
        (*CONVERSATION, "modes.js", "desk.js", "keys.js", "pictures.js"),
        ("pages.js", "queue.js", "keys.js"),
    ],
    ids=("style", "the list with a new ticket", "a ticket at the desk", "the queue"),
)
def test_what_a_page_loads_is_small(files: tuple[str, ...]) -> None:
    paths = [next(STATIC.rglob(name)) for name in files]
    size = sum(len(gzip.compress(path.read_bytes())) for path in paths)
    assert size <= BUDGET, f"{files}: {size} bytes"


def test_modules_import_nothing_by_a_name_that_hashing_changes() -> None:
    """Django does not rewrite imports unless asked to, and keep-only-hashed leaves no others."""
    for path in [STATIC / "pages.js", *(STATIC / "pages").glob("*.js")]:
        assert not re.search(r"^import |from \"\.", path.read_text(), re.MULTILINE), path
