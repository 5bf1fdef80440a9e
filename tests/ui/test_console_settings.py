"""Canned responses and notification switches on pages of the console."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from django_support_tickets import actions
from django_support_tickets.models import CannedResponse
from django_support_tickets.policies import actor_of
from django_support_tickets.selectors.preferences import switches_of
from tests.ui.desk import page, words_of

pytestmark = pytest.mark.django_db
FORM = {"title": "Refund", "body": "Dear {{customer.name}},\r\nmoney comes.", "tags": "a, B"}


@pytest.fixture
def desk(browser_of: Callable[[Any], Client], agent: Any) -> Client:
    return browser_of(agent)


def test_a_response_is_written_changed_and_deleted(desk: Client) -> None:
    assert desk.post(page("canned-new"), {**FORM, "is_shared": "1"}).status_code == 303
    response = CannedResponse.objects.get()
    assert response.body == "Dear {{customer.name}},\nmoney comes."
    assert (response.tags, response.is_shared) == (["a", "b"], True)
    assert "{{customer.name}}" in words_of(desk.get(page("canned", response.pk)))
    desk.post(page("canned", response.pk), {**FORM, "title": "Money"})
    response.refresh_from_db()
    assert (response.title, response.is_shared) == ("Money", False)
    assert "Money" in words_of(desk.get(page("canned-list"), {"search": "MONEY"}))
    assert "Money" not in words_of(desk.get(page("canned-list"), {"search": "tap"}))
    assert "Delete this response?" in words_of(desk.get(page("canned-delete", response.pk)))
    desk.post(page("canned-delete", response.pk))
    assert not CannedResponse.objects.exists()


def test_what_is_wrong_stands_beside_its_field(desk: Client) -> None:
    answer = desk.post(page("canned-new"), {**FORM, "body": "{{nonsense}}", "title": ""})
    assert answer.status_code == 400
    text = words_of(answer)
    assert "{{nonsense}}</textarea>" in text
    assert 'id="error-title"' in text or 'id="error-body"' in text


def test_a_colleagues_own_response_is_not_there(desk: Client, other_agent: Any) -> None:
    theirs = actions.save_canned_response(by=actor_of(other_agent), title="Mine", body="Psst")
    assert "Psst" not in words_of(desk.get(page("canned-list")))
    for name in ("canned", "canned-delete"):
        assert desk.get(page(name, theirs.pk)).status_code == 404
        assert desk.post(page(name, theirs.pk), FORM).status_code == 404
    assert CannedResponse.objects.get().title == "Mine"


@pytest.mark.parametrize(
    "form", [{}, {"title": "\0", "body": "\0"}, {"title": "T", "body": "B", "category": "x"}]
)
def test_hostile_responses_are_refused(form: dict[str, str], desk: Client) -> None:
    """Invariant 19."""
    assert desk.post(page("canned-new"), form).status_code == 400
    assert desk.get(page("canned", "nonsense")).status_code == 404
    assert desk.get(page("canned-list"), {"cursor": "x"}).status_code == 400


def test_switches_are_kept_as_the_form_shows_them(desk: Client, agent: Any) -> None:
    shown = words_of(desk.get(page("notifications")))
    assert 'value="message_posted.email" checked' in shown
    saved = desk.post(page("notifications"), {"on": ["message_posted.in_app", "nonsense.email"]})
    assert "Saved." in words_of(saved)
    on = [
        f"{kind}.{channel}"
        for kind, channels in switches_of(actor_of(agent)).items()
        for channel, is_on in channels.items()
        if is_on
    ]
    assert on == ["message_posted.in_app"]
