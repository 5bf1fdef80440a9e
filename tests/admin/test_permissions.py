"""Who is no agent by the policy finds nothing in the admin, whatever Django calls them."""

from typing import Any

import pytest
from django.test import Client

from django_support_tickets.actions import post_message
from django_support_tickets.enums import Verb
from django_support_tickets.models import Attachment, Message, Ticket
from django_support_tickets.policies import SupportPolicy, actor_for
from tests.admin.conftest import CANNED, DELIVERIES, QUEUE, page_of
from tests.calls import text_file
from tests.factories import UserFactory, user_of

pytestmark = pytest.mark.django_db


class NobodyWorksHere(SupportPolicy):
    def allows(self, actor: Any, verb: Verb, ticket: Any = None) -> bool:
        return False


@pytest.fixture
def paths(ticket: Ticket, customer: Any) -> list[str]:
    post_message(ticket, by=actor_for(user_of(customer)), message_text="Hi", files=[text_file()])
    file = Attachment.objects.get()
    own = [page_of(ticket), f"{QUEUE}{ticket.pk}/history/", f"{QUEUE}files/{file.pk}/"]
    canned = [CANNED, f"{CANNED}add/"]
    return [QUEUE, f"{QUEUE}agents/", f"{QUEUE}statistics/", DELIVERIES, *own, *canned]


def test_a_superuser_whom_the_policy_refuses(settings: Any, paths: list[str]) -> None:
    settings.SUPPORT_TICKETS = {
        **settings.SUPPORT_TICKETS,
        "POLICY": f"{__name__}.NobodyWorksHere",
    }
    client = Client()
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    for path in paths:
        assert client.get(path).status_code == 403, path
    body = {"action": "close", "_selected_action": ["x"]}
    assert client.post(QUEUE, body).status_code == 403
    assert client.post(paths[4], {"message_text": "Hi", "write": "reply"}).status_code == 403
    assert Message.objects.count() == 2
    assert "support_tickets" not in client.get("/admin/").content.decode()


def test_customers_and_strangers_are_sent_to_log_in(paths: list[str], customer: Any) -> None:
    stranger, known = Client(), Client()
    known.force_login(user_of(customer))
    for client in (stranger, known):
        for path in paths:
            answer = client.get(path)
            assert (answer.status_code, answer["Location"][:13]) == (302, "/admin/login/"), path


def test_nothing_is_added_changed_or_deleted_by_forms(
    paths: list[str], agent: Any, ticket: Ticket
) -> None:
    client = Client()
    client.force_login(user_of(agent))
    assert client.get(f"{QUEUE}add/").status_code == 403
    assert client.post(f"{QUEUE}{ticket.pk}/delete/", {"post": "yes"}).status_code == 403
    assert "delete_selected" not in client.get(QUEUE).content.decode()
