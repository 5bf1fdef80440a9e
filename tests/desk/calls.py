"""The desk's tools as an agent calls them."""

from typing import Any

from rest_framework.test import APIClient

from tests.calls import BASE, TICKETS

CANNED = f"{BASE}canned-responses/"
VIEWS = f"{BASE}views/"
BULK = f"{TICKETS}bulk/"
RESPONSE: dict[str, Any] = {"title": "Refund", "body": "Hello {{customer.name}}"}
VIEW: dict[str, Any] = {"name": "Urgent", "parameters": {"priority": "urgent"}}


def post(client: APIClient, url: str, body: Any) -> Any:
    return client.post(url, body, format="json")


def brief(value: Any) -> str:
    """Return a name for a case of a test."""
    return repr(value)[:40]


def keep(client: APIClient, url: str, start: Any, **more: Any) -> str:
    """Create a response or a view and return its URL."""
    answer = post(client, url, {**start, **more})
    assert answer.status_code == 201, answer.content
    made = answer.json()
    return f"{url}{made.get('id') or made['key']}/"


def change(client: APIClient, url: str, **body: Any) -> Any:
    return client.patch(url, body, format="json")
