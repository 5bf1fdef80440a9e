"""A canary's song is looked for wherever something could be left."""

from pathlib import Path
from typing import Any

from django.conf import settings

from tests.tables import stored_rows

CANARY = "Canary-Zwitscher-7391"


def tables_with(word: str, *but: str) -> set[str]:
    """Return the labels of all tables that hold the word anywhere, but for those named."""
    return {
        label
        for label, rows in stored_rows().items()
        if label not in but and any(word.lower() in repr(row).lower() for row in rows)
    }


def files_with(word: str) -> list[Path]:
    """Return the stored files that hold the word in their content or their path."""
    root = Path(settings.MEDIA_ROOT)
    paths = [path for path in root.rglob("*") if path.is_file()]
    return [p for p in paths if word.encode() in p.read_bytes() or word in str(p)]


def told(mailoutbox: list[Any]) -> str:
    """Return all that mails say."""
    return "".join(f"{m.subject}{m.body}{m.alternatives}" for m in mailoutbox)
