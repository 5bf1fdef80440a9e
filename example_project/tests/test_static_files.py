"""Our static files pass the host's storage, which refuses a file that refers to a missing one."""

from __future__ import annotations

import django
import pytest
from django.core.management import call_command

OTHERS = ["admin", "unfold", "drf-yasg", "rest_framework"]


def test_our_files_are_collected(settings, tmp_path):
    storage = pytest.importorskip("whitenoise.storage").CompressedManifestStaticFilesStorage
    backend = f"{storage.__module__}.{storage.__qualname__}"
    if django.VERSION >= (5, 1):
        settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": backend}}
    else:
        settings.STATICFILES_STORAGE = backend
    settings.STATIC_ROOT = tmp_path / "static"

    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=OTHERS)

    assert (settings.STATIC_ROOT / "staticfiles.json").exists()
