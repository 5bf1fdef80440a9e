from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.factories import user_of


@pytest.fixture
def browser_of() -> Callable[[Any], Client]:
    """Return a function that makes a browser in which a person is logged in."""

    def make(person: Any, **options: Any) -> Client:
        browser = Client(**options)
        browser.force_login(user_of(person))
        return browser

    return make


@pytest.fixture
def browser(browser_of: Callable[[Any], Client], customer: Any) -> Client:
    return browser_of(customer)
