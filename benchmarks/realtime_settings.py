"""The plainest host on SQLite, in the folder BENCHMARK_DIR, with one process that streams."""

import os
from pathlib import Path

from benchmarks.settings import *  # noqa: F403 - the same host but for its database

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": Path(os.environ.get("BENCHMARK_DIR", ".")) / "benchmark.sqlite3",
        "OPTIONS": {"timeout": 30},
    }
}
ALLOWED_HOSTS = ["*"]
SUPPORT_TICKETS = {
    "RELAY": "none",
    "NOTIFIERS": {},
    "LINK_LIFETIME": 86_400,
    "REALTIME": {"STREAMS_PER_PERSON": 100_000, "HEARTBEAT": 40},
}
