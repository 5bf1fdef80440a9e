"""Each thing that a host replaces by a setting; the replacements are tests/projects/extended."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import FileSystemStorage
from rest_framework.test import APIClient

from django_support_tickets.conf import host_values
from django_support_tickets.conf import settings as desk
from django_support_tickets.models import Ticket
from django_support_tickets.outbox import deliver_due
from tests.calls import BASE, TICKETS, act, change, reply, text_file, upload, url_of
from tests.factories import PASSWORD, TicketFactory, user_of
from tests.tables import stored_files, stored_rows

ClientFor = Callable[[Any], APIClient]
Turn = Callable[..., None]

HOOKS = "tests.projects.extended.hooks"
OWN_PEOPLE = pytest.mark.skipif(
    bool(desk.USER_MODEL), reason="this host's people are known to its own policy only"
)


@pytest.fixture
def turn(settings: Any) -> Turn:
    """Return a function that sets keys on top of the active host's."""

    def set_keys(**values: Any) -> None:
        settings.SUPPORT_TICKETS = {**host_values(), **values}

    return set_keys


@pytest.fixture
def caller(customer: Any, client_for: ClientFor) -> APIClient:
    """Log a customer in."""
    return client_for(customer)


@OWN_PEOPLE
def test_a_policy_of_the_host_decides_what_agents_see(
    turn: Turn, ticket: Ticket, agent: Any, other_agent: Any, client_for: ClientFor
) -> None:
    theirs = TicketFactory()
    change(client_for(agent), theirs, assigned_agent=str(other_agent.pk))
    turn(POLICY="tests.projects.extended.policy.OwnQueuePolicy")
    client = client_for(agent)
    assert [item["id"] for item in client.get(TICKETS).json()["results"]] == [str(ticket.pk)]
    assert client.get(url_of(theirs)).status_code == 404
    assert client_for(other_agent).get(url_of(theirs)).status_code == 200


@OWN_PEOPLE
def test_a_policy_of_the_host_decides_what_customers_may(
    turn: Turn, ticket: Ticket, customer: Any, client_for: ClientFor
) -> None:
    turn(POLICY="tests.projects.extended.policy.OwnQueuePolicy")
    client = client_for(customer)
    assert act(client, ticket, "close").status_code == 403
    assert client.get(url_of(ticket)).json()["can_close"] is False
    assert reply(client, ticket).status_code == 201


@OWN_PEOPLE
def test_who_may_send_no_files_may_send_none_with_words_either(
    turn: Turn, ticket: Ticket, caller: APIClient, media: Path
) -> None:
    turn(POLICY="tests.projects.extended.policy.NoFilesPolicy")
    body = {"title": "Hi", "category": "general", "message_text": "Hi"}
    before = stored_rows()
    for url in (TICKETS, url_of(ticket, "messages/")):
        assert caller.post(url, {**body, "files": text_file()}).status_code == 403
    assert (stored_rows(), stored_files(media)) == (before, [])
    assert reply(caller, ticket).status_code == 201


@OWN_PEOPLE
def test_an_agent_who_left_the_desk_hears_no_more_of_notes(
    turn: Turn, ticket: Ticket, agent: Any, other_agent: Any, client_for: ClientFor
) -> None:
    """Invariant 2: also where the policy still shows them the ticket."""
    turn(POLICY="tests.projects.extended.policy.OpenShelvesPolicy", RELAY="none")
    act(client_for(other_agent), ticket, "assign", agent_id=agent.pk)
    reply(client_for(other_agent), ticket, "Known bug.", is_internal=True)
    deliver_due()
    url = f"{BASE}notifications/"
    kinds = {item["kind"] for item in client_for(agent).get(url).json()["results"]}
    assert {"note_posted", "ticket_assigned"} <= kinds
    agent.is_staff = False
    agent.save()
    left = {item["kind"] for item in client_for(agent).get(url).json()["results"]}
    assert left == kinds - {"note_posted"}


def test_a_person_that_the_policy_does_not_know_is_refused(
    turn: Turn, customer: Any, client_for: ClientFor
) -> None:
    turn(POLICY="tests.projects.extended.policy.NobodyPolicy")
    assert client_for(customer).get(TICKETS).status_code == 403


def test_errors_look_as_the_hosts_handler_makes_them(
    turn: Turn, customer: Any, client_for: ClientFor
) -> None:
    turn(EXCEPTION_HANDLER=f"{HOOKS}.problem_details")
    problem = client_for(customer).post(TICKETS, {"title": ""}, format="json")
    assert problem.status_code == 400
    assert problem.json()["type"] == "https://example.com/problems/validation_error"
    assert set(problem.json()) == {"type", "title", "status", "fields"}


def test_authentication_is_what_the_setting_names(turn: Turn, customer: Any, client: Any) -> None:
    user = user_of(customer)
    basic = APIClient()
    assert basic.login(**{user.USERNAME_FIELD: user.get_username(), "password": PASSWORD})
    turn(AUTHENTICATION_CLASSES=["rest_framework.authentication.SessionAuthentication"])
    assert basic.get(f"{BASE}meta/").status_code == 200
    turn(AUTHENTICATION_CLASSES=["rest_framework.authentication.BasicAuthentication"])
    refused = basic.get(f"{BASE}meta/")
    assert (refused.status_code, refused["WWW-Authenticate"]) == (401, 'Basic realm="api"')


def test_messages_are_rendered_by_the_hosts_sanitizer(
    turn: Turn, ticket: Ticket, customer: Any, client_for: ClientFor
) -> None:
    pytest.importorskip("nh3")
    turn(SANITIZER="tests.projects.extended.sanitizers.simple_html")
    typed = "<b>No</b><script>alert(1)</script><img src=x>"
    message = reply(client_for(customer), ticket, typed).json()
    assert (message["message_text"], message["message_html"]) == (typed, "<b>No</b>")


def test_names_are_what_the_hosts_function_returns(
    turn: Turn, agent: Any, client_for: ClientFor, ticket: Ticket
) -> None:
    turn(USER_DISPLAY=f"{HOOKS}.first_name_only")
    name = str(agent).split("@")[0].capitalize()
    client = client_for(agent)
    assert client.get(f"{BASE}meta/").json()["user"]["name"] == name
    assert reply(client, ticket).json()["sender"]["name"] == name
    assert [a["name"] for a in client.get(f"{BASE}agents/").json()["results"]] == [name]


@pytest.mark.parametrize("given", ["callable", "path"])
def test_categories_may_come_from_a_function(
    given: str, turn: Turn, customer: Any, client_for: ClientFor
) -> None:
    function = lambda: [("booking", "Booking"), ("payment", "Payment")]  # noqa: E731 - as settings have it
    turn(CATEGORIES=function if given == "callable" else f"{HOOKS}.categories")
    client = client_for(customer)
    offered = client.get(f"{BASE}meta/").json()["categories"]
    assert offered == [
        {"value": "booking", "label": "Booking"},
        {"value": "payment", "label": "Payment"},
    ]
    body = {"title": "Hi", "message_text": "Hi", "category": "general"}
    assert client.post(TICKETS, body, format="json").status_code == 400
    assert client.post(TICKETS, {**body, "category": "booking"}, format="json").status_code == 201


@pytest.mark.parametrize(
    ("flag", "headers", "status"),
    [
        (True, {}, 200),
        (False, {}, 503),
        (f"{HOOKS}.is_enabled", {}, 503),
        (f"{HOOKS}.is_enabled", {"HTTP_X_BETA": "1"}, 200),
        (lambda request: request.method != "GET", {}, 503),
    ],
)
def test_the_desk_is_open_to_whom_the_flag_says(
    flag: Any, headers: dict[str, str], status: int, turn: Turn, caller: APIClient
) -> None:
    turn(ENABLED=flag)
    answer = caller.get(f"{BASE}meta/", **headers)
    assert answer.status_code == status
    assert status == 200 or answer.json()["error"] == "disabled"


def test_files_go_where_the_hosts_function_says(
    turn: Turn, ticket: Ticket, caller: APIClient, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def here(**options: Any) -> FileSystemStorage:
        return FileSystemStorage(**{**options, "location": tmp_path})

    monkeypatch.setattr(f"{HOOKS}.FileSystemStorage", here)
    turn(STORAGE=f"{HOOKS}.private_storage")
    link = upload(caller, ticket, text_file()).json()["download_url"]
    assert [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()] == [
        b"It broke at noon."
    ]
    assert b"".join(caller.get(link).streaming_content) == b"It broke at noon."
