"""Every registered URL, with every method, as everybody: a new URL must say here who it is for."""

from collections.abc import Callable, Iterator, Mapping
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from rest_framework.test import APIClient

from django_support_tickets.actions import open_ticket
from django_support_tickets.models import Attachment, CannedResponse, InboxItem, SavedView
from django_support_tickets.outbox import deliver_due
from django_support_tickets.policies import actor_for
from tests.calls import text_file
from tests.factories import PersonFactory, user_of
from tests.tables import stored_rows

IN = {200, 201, 204, 400}  # let in; 400 where a body that fits would need more than this test has
ROLES = ("anonymous", "stranger", "owner", "agent", "superuser", "inactive")
ANYBODY = dict.fromkeys(ROLES, IN)
EVERYBODY = {"anonymous": {401}, **dict.fromkeys(ROLES[1:], IN)}
HIDDEN = {**EVERYBODY, **{role: {404} for role in ROLES[1:]}}
OWNER = {**HIDDEN, "owner": IN}
QUEUE = {**HIDDEN, "agent": IN}
PARTIES = {**HIDDEN, "owner": IN, "agent": IN}
AGENT_OF_TICKET = {**QUEUE, "owner": {403}}
UNDER_WSGI = {501}  # who is let in hears that these servers cannot stream
MESSAGE = {"message_text": "Hello"}
TICKET = {"title": "T", "category": "general", **MESSAGE}
RESPONSE = {"title": "Refund", "body": "Hello"}
VIEW = {"name": "Urgent", "parameters": {"priority": "urgent"}}
# (name of the URL, method) -> (who is let in, a body).
DOORS: Mapping[tuple[str, str], tuple[Mapping[str, set[int]], Any]] = {
    ("health", "get"): (ANYBODY, None),
    ("meta", "get"): (EVERYBODY, None),
    ("preferences", "get"): (EVERYBODY, None),
    ("preferences", "put"): (EVERYBODY, {}),
    ("stats", "get"): (QUEUE, None),
    ("ticket-list", "get"): (EVERYBODY, None),
    ("ticket-list", "post"): (EVERYBODY, TICKET),
    ("ticket-bulk", "post"): (QUEUE, {"ids": [], "priority": "high"}),
    ("ticket-detail", "get"): (PARTIES, None),
    ("ticket-detail", "put"): (AGENT_OF_TICKET, {"priority": "high"}),
    ("ticket-detail", "patch"): (AGENT_OF_TICKET, {"priority": "high"}),
    ("ticket-assign", "post"): (AGENT_OF_TICKET, {"agent_id": None}),
    ("ticket-close", "post"): (PARTIES, {}),
    ("ticket-escalate", "post"): (AGENT_OF_TICKET, {"reason": "VIP"}),
    ("ticket-mute", "post"): (PARTIES, {}),
    ("ticket-read", "post"): (PARTIES, {}),
    ("ticket-reopen", "post"): (PARTIES, {}),
    ("ticket-suggestions", "get"): (QUEUE, None),
    ("ticket-unmute", "post"): (PARTIES, {}),
    ("message-list", "get"): (PARTIES, None),
    ("message-list", "post"): (PARTIES, MESSAGE),
    ("message-redact", "post"): (AGENT_OF_TICKET, {}),
    ("ticket-attachment-list", "post"): (PARTIES, None),
    ("ticket-attachment-confirm", "post"): (PARTIES, {"token": "x"}),
    ("ticket-attachment-direct", "post"): (
        HIDDEN,
        {"filename": "a.txt", "file_size": 1},
    ),  # a folder takes none
    ("event-list", "get"): (PARTIES, None),
    ("stream", "get"): ({**EVERYBODY, **dict.fromkeys(ROLES[1:], UNDER_WSGI)}, None),
    ("ticket-stream", "get"): ({**HIDDEN, "owner": UNDER_WSGI, "agent": UNDER_WSGI}, None),
    ("presence", "post"): (PARTIES, {"state": "viewing"}),
    ("stream-link", "post"): (EVERYBODY, {}),
    ("attachment-download", "get"): (PARTIES, None),
    ("attachment-preview", "get"): (HIDDEN, None),  # a text has no picture
    ("attachment-redact", "post"): (AGENT_OF_TICKET, {}),
    ("agent-list", "get"): (QUEUE, None),
    ("canned-response-list", "get"): (QUEUE, None),
    ("canned-response-list", "post"): (QUEUE, RESPONSE),
    ("canned-response-detail", "get"): (QUEUE, None),
    ("canned-response-detail", "put"): (QUEUE, RESPONSE),
    ("canned-response-detail", "patch"): (QUEUE, RESPONSE),
    ("canned-response-detail", "delete"): (QUEUE, None),
    ("canned-response-use", "post"): (QUEUE, {}),
    ("view-list", "get"): (QUEUE, None),
    ("view-list", "post"): (QUEUE, VIEW),
    ("view-detail", "get"): (QUEUE, None),
    ("view-detail", "put"): (QUEUE, VIEW),
    ("view-detail", "patch"): (QUEUE, VIEW),
    ("view-detail", "delete"): (QUEUE, None),
    ("notification-list", "get"): (EVERYBODY, None),
    ("notification-read-all", "post"): (EVERYBODY, {}),
    ("notification-unread-count", "get"): (EVERYBODY, None),
    ("notification-read", "post"): (OWNER, {}),
}

PAGE_IN = {200, 201, 204, 303, 400}
PAGE_ANYBODY = {"anonymous": {302}, **dict.fromkeys(ROLES[1:], PAGE_IN), "inactive": {302}}
PAGE_HIDDEN = {**PAGE_ANYBODY, **{role: {404} for role in ROLES[1:-1]}}
PAGE_QUEUE = {**PAGE_HIDDEN, "agent": PAGE_IN}
PAGE_PARTIES = {**PAGE_HIDDEN, "owner": PAGE_IN, "agent": PAGE_IN}
# The pages: (name of the URL, method) -> (who is let in, a form). A form that is sent without a
# session is told so, for sending it to the login would lose it.
PAGES: Mapping[tuple[str, str], tuple[Mapping[str, set[int]], Any]] = {
    ("home", "get"): (PAGE_ANYBODY, None),
    ("ticket-list", "get"): (PAGE_ANYBODY, None),
    ("list-stream", "get"): ({**PAGE_ANYBODY, **dict.fromkeys(ROLES[1:-1], UNDER_WSGI)}, None),
    ("ticket-new", "get"): (PAGE_ANYBODY, None),
    ("ticket-new", "post"): (PAGE_ANYBODY, TICKET),
    ("ticket", "get"): (PAGE_PARTIES, None),
    ("messages", "get"): (PAGE_PARTIES, None),
    ("messages", "post"): (PAGE_PARTIES, MESSAGE),
    ("ticket-files", "post"): (PAGE_PARTIES, {}),
    ("read", "post"): (PAGE_PARTIES, {}),
    ("typing", "post"): (PAGE_PARTIES, {}),
    ("stream", "get"): ({**PAGE_HIDDEN, "owner": UNDER_WSGI, "agent": UNDER_WSGI}, None),
    ("close", "get"): (PAGE_PARTIES, None),
    ("close", "post"): (PAGE_PARTIES, {}),
    ("reopen", "post"): (PAGE_PARTIES, {}),
    ("file", "get"): (PAGE_PARTIES, None),
    ("preview", "get"): (PAGE_HIDDEN, None),
    ("queue", "get"): (PAGE_QUEUE, None),
    ("queue-stream", "get"): ({**PAGE_QUEUE, "agent": UNDER_WSGI}, None),
    ("bulk", "post"): (PAGE_QUEUE, {}),
    ("view-keep", "post"): (PAGE_QUEUE, {}),
    ("view-edit", "get"): (PAGE_QUEUE, None),
    ("view-edit", "post"): (PAGE_QUEUE, {}),
    ("view-drop", "get"): (PAGE_QUEUE, None),
    ("view-drop", "post"): (PAGE_QUEUE, {}),
    ("desk-ticket", "get"): (PAGE_QUEUE, None),
    ("desk-messages", "get"): (PAGE_QUEUE, None),
    ("desk-messages", "post"): (PAGE_QUEUE, MESSAGE),
    ("desk-change", "get"): (PAGE_QUEUE, None),  # where a refused form is loaded again
    ("desk-change", "post"): (PAGE_QUEUE, {"priority": "high"}),
    ("desk-read", "post"): (PAGE_QUEUE, {}),
    ("desk-escalate", "get"): (PAGE_QUEUE, None),
    ("desk-escalate", "post"): (PAGE_QUEUE, {"reason": "VIP"}),
    ("desk-presence", "post"): (PAGE_QUEUE, {}),
    ("desk-canned", "get"): (PAGE_QUEUE, None),
    ("desk-canned", "post"): (PAGE_QUEUE, {}),
    ("dashboard", "get"): (PAGE_QUEUE, None),
    ("dashboard-export", "get"): (PAGE_QUEUE, None),
    ("canned-list", "get"): (PAGE_QUEUE, None),
    ("canned-new", "get"): (PAGE_QUEUE, None),
    ("canned-new", "post"): (PAGE_QUEUE, RESPONSE),
    ("canned", "get"): (PAGE_QUEUE, None),
    ("canned", "post"): (PAGE_QUEUE, RESPONSE),
    ("canned-delete", "get"): (PAGE_QUEUE, None),
    ("canned-delete", "post"): (PAGE_QUEUE, {}),
    ("notifications", "get"): (PAGE_QUEUE, None),
    ("notifications", "post"): (PAGE_QUEUE, {}),
}


def registered_pages() -> Iterator[tuple[str, str]]:
    """Yield name and method of every page that the second include registers."""
    for pattern in get_resolver().namespace_dict["support_pages"][1].url_patterns:
        for page in getattr(pattern, "url_patterns", [pattern]):  # the console has its own list
            for method in ("get", "post", "put", "patch", "delete"):
                if hasattr(page.callback.view_class, method):
                    yield page.name, method


def test_every_page_is_in_the_matrix() -> None:
    assert set(registered_pages()) == set(PAGES)


def registered() -> Iterator[tuple[str, str]]:
    """Yield name and method of every door that the package's one include registers."""
    namespace = get_resolver().namespace_dict["support_tickets"][1]
    for pattern in namespace.url_patterns:
        view: Any = pattern.callback
        made_of = getattr(view, "cls", None) or view.view_class
        methods = getattr(view, "actions", None) or [
            method for method in made_of.http_method_names if hasattr(made_of, method)
        ]
        for method in methods:
            if method not in {"head", "options"}:
                yield pattern.name, method


def test_every_url_is_in_the_matrix() -> None:
    assert set(registered()) == set(DOORS)


@pytest.fixture
def people(customer: Any, other_customer: Any, agent: Any) -> dict[str, Any]:
    return {
        "stranger": other_customer,
        "owner": customer,
        "agent": agent,
        "superuser": PersonFactory(is_superuser=True),
        "inactive": PersonFactory(is_agent=True, is_active=False),
    }


@pytest.fixture
def rows(people: dict[str, Any], client_for: Callable[[Any], APIClient]) -> SimpleNamespace:
    """A ticket of the owner, with all that a URL can name."""
    by = actor_for(user_of(people["owner"]))
    ticket = open_ticket(by.person, by=by, files=[text_file()], **TICKET)
    staff = client_for(people["agent"])
    staff.post(reverse("support_tickets:message-list", args=[ticket.pk]), MESSAGE, format="json")
    deliver_due()
    staff.post(reverse("support_tickets:canned-response-list"), RESPONSE, format="json")
    staff.post(reverse("support_tickets:view-list"), VIEW, format="json")
    return SimpleNamespace(
        ticket_id=ticket.pk,
        message_id=ticket.messages.last().pk,
        attachment_id=Attachment.objects.get().pk,
        response_id=CannedResponse.objects.get().pk,
        view_id=SavedView.objects.get().pk,
        notification_id=InboxItem.objects.filter(person=people["owner"]).latest("pk").pk,
    )


def url_of(name: str, rows: SimpleNamespace, namespace: str = "support_tickets") -> str:
    [(_, parameters)] = [
        possible[0][0]
        for possible in get_resolver().namespace_dict[namespace][1].reverse_dict.getlist(name)
    ]
    kwargs = {parameter: getattr(rows, parameter) for parameter in parameters}
    return reverse(f"{namespace}:{name}", kwargs=kwargs)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("door", DOORS, ids=" ".join)
def test_each_door_opens_for_whom_it_is_for(
    door: tuple[str, str],
    role: str,
    *,
    people: dict[str, Any],
    rows: SimpleNamespace,
    client_for: Callable[[Any], APIClient],
) -> None:
    """Invariants 1, 4, 5 and 6."""
    name, method = door
    who, body = DOORS[door]
    client = APIClient() if role == "anonymous" else client_for(people[role])
    before = stored_rows() if method == "get" else None
    if name == "canned-response-use":
        body = {"ticket": str(rows.ticket_id)}
    if (name, method) == ("ticket-attachment-list", "post"):
        answer = client.post(url_of(name, rows), {"file": text_file()})
    else:
        answer = getattr(client, method)(url_of(name, rows), body, format="json")
    if answer.streaming:
        answer.getvalue()  # reading to the end closes the file
    assert answer.status_code in who[role], answer.content
    kept = answer["Cache-Control"]
    assert "private" in kept, kept  # no shared cache keeps what is one reader's
    assert before is None or stored_rows() == before


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("door", PAGES, ids=" ".join)
def test_each_page_opens_for_whom_it_is_for(
    door: tuple[str, str], role: str, *, people: dict[str, Any], rows: SimpleNamespace
) -> None:
    """Invariants 1, 4 and 6."""
    name, method = door
    who, form = PAGES[door]
    browser = Client()
    if role != "anonymous":
        browser.force_login(user_of(people[role]))
    answer = getattr(browser, method)(url_of(name, rows, "support_pages"), form)
    if answer.streaming:
        answer.getvalue()
    expected = {401} if method == "post" and who[role] == {302} else who[role]
    assert answer.status_code in expected, answer.content
