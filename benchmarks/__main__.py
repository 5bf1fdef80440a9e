"""Run one of the benchmarks by its name."""

import os
import sys
import tempfile
from importlib import import_module

import django

SETTINGS = {
    "realtime": "benchmarks.realtime_settings",
    "uploads": "benchmarks.upload_settings",
}

with tempfile.TemporaryDirectory() as folder:
    os.environ["BENCHMARK_DIR"] = folder
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS.get(sys.argv[1], "benchmarks.settings")
    django.setup()
    import_module(f"benchmarks.{sys.argv[1]}").main(sys.argv[2:])
