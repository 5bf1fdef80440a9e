"""A Chromium for tests: that of Playwright, or the system's."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
HOW_TO_GET_ONE = (
    "no Chromium was found: run `.venv/bin/playwright install chromium`, "
    "or on Debian `apt install chromium`"
)


@contextmanager
def running_chromium():
    """Give a headless browser for the time of a block.

    Without one the tests are skipped, but fail where TEST_BROWSER promises it.
    """
    with sync_playwright() as playwright:
        programs = [playwright.chromium.executable_path, *map(shutil.which, NAMES)]
        program = next((path for path in programs if path and Path(path).exists()), None)
        if program is None:
            (pytest.fail if os.environ.get("TEST_BROWSER") else pytest.skip)(HOW_TO_GET_ONE)
        # In containers /dev/shm is small.
        arguments = ["--disable-dev-shm-usage"]
        browser = playwright.chromium.launch(executable_path=program, args=arguments)
        try:
            yield browser
        finally:
            browser.close()
