"""The pictures of the README, of the pages as they are.

``TEST_WRITE_PICTURES=1 .venv/bin/pytest -c example_project/pytest.ini
example_project/tests/browser/test_pictures.py`` puts them into ``docs/images``.
"""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

pytest.importorskip("axe_playwright_python")
pytest.importorskip("django_htmx")

from PIL import Image

from browser.at_the_desk import address_at_desk
from browser.conftest import SECONDS
from browser.pages import PICTURES, log_in, ready
from demo.people import GITA, SITA

IMAGES = Path(__file__).resolve().parents[3] / "docs" / "images"
MOST_BYTES = 80_000


def keep(page, name: str) -> None:
    folder = IMAGES if os.environ.get("TEST_WRITE_PICTURES") else PICTURES
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.webp"
    Image.open(io.BytesIO(page.screenshot())).save(path, quality=75, method=6)
    assert path.stat().st_size < MOST_BYTES


def test_pictures_of_the_desk(example, blank_page, as_agent):
    page = blank_page
    page.set_default_timeout(SECONDS * 1000)
    page.set_viewport_size({"width": 1280, "height": 800})
    log_in(page, example.address, GITA, "/support/desk/")
    keep(page, "queue")
    page.goto(address_at_desk(as_agent, example, "Tap leaks again"))
    ready(page)
    page.evaluate("scrollTo(0, 0)")
    keep(page, "desk-ticket")
    page.goto(f"{example.address}/support/desk/dashboard/")
    page.locator(".desk-days").wait_for()
    keep(page, "dashboard")


def test_picture_of_the_customers_list(example, blank_page):
    page = blank_page
    page.set_viewport_size({"width": 1000, "height": 640})
    log_in(page, example.address, SITA)
    page.locator(".support-row").first.wait_for()
    keep(page, "my-tickets")
