"""All that the database and the storage hold, to see that nothing was written."""

from pathlib import Path
from typing import Any

from django.apps import apps


def stored_rows() -> dict[str, list[dict[str, Any]]]:
    """Return every row of every table by its model's label."""
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values())
        for model in apps.get_models()
        if model._meta.managed and not model._meta.proxy
    }


def stored_files(folder: Path) -> list[Path]:
    """Return every file below a folder."""
    return sorted(path for path in folder.rglob("*") if path.is_file())
