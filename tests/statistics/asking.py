"""Asking for statistics at a given moment, and comparing the answer with what it should be."""

from datetime import datetime
from typing import Any
from unittest import mock

import pytest
from rest_framework.test import APIClient

from django_support_tickets.policies import get_policy
from tests.factories import user_of
from tests.statistics.naive import Asked, Life, figures

URL = "/api/support/stats/"


def at(moment: datetime) -> Any:
    """Return a context in which it is this moment; all of the package asks this one function."""
    return mock.patch("django.utils.timezone.now", return_value=moment)


def ask(person: Any, **parameters: str) -> Any:
    client = APIClient()
    client.force_authenticate(user_of(person))
    return client.get(URL, parameters)


def answer(person: Any, asked: Asked) -> dict[str, Any]:
    days = {"from": asked.first.isoformat(), "to": asked.last.isoformat(), "tz": asked.zone}
    with at(asked.now):
        response = ask(person, **days)
    assert response.status_code == 200, response.content
    body: dict[str, Any] = response.json()
    return body


def assert_figures(got: dict[str, Any], lives: list[Life], asked: Asked, agents: list[Any]) -> None:
    """Compare every figure; times to the microsecond, which is what the tables keep."""
    named = [{"id": _key(agent.pk), "name": get_policy().name_of(agent)} for agent in agents]
    expected = figures(lives, asked, named)
    oldest = expected["backlog"]["oldest_opened_at"]
    if oldest is not None:
        text = got["backlog"]["oldest_opened_at"].replace("Z", "+00:00")
        got["backlog"]["oldest_opened_at"] = datetime.fromisoformat(text)
    assert got.keys() == expected.keys()
    for name, value in expected.items():
        assert _close(got[name]) == _close(value), name


def _key(key: Any) -> Any:
    return key if isinstance(key, int) else str(key)


def _close(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _close(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_close(inner) for inner in value]
    return pytest.approx(value, abs=2e-6, rel=1e-12) if isinstance(value, float) else value
