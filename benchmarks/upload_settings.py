"""The host of the live benchmark, with a folder for files and a plain view beside the API."""

import os
from pathlib import Path

from benchmarks.realtime_settings import *  # noqa: F403 - the same host but for what follows

MEDIA_ROOT = Path(os.environ.get("BENCHMARK_DIR", ".")) / "media"
ROOT_URLCONF = "benchmarks.upload_site"
SUPPORT_TICKETS = {"RELAY": "none", "NOTIFIERS": {}, "THROTTLES": {"write": None}}
