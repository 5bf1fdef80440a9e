"""The pages work wherever a host includes them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import include, path

from django_support_tickets.models import Ticket
from django_support_tickets.policies import SupportPolicy


class Nobody(SupportPolicy):
    def person_for(self, user: Any) -> None:
        return None


urlpatterns = [
    path("outer/", include(([path("help/", include("django_support_tickets.ui.urls"))], "outer")))
]


@pytest.mark.urls(__name__)
def test_links_lead_back_through_the_hosts_namespaces(browser: Client, ticket: Ticket) -> None:
    home = browser.get("/outer/help/")
    assert home["Location"] == "/outer/help/tickets/"
    assert (
        f'href="/outer/help/tickets/{ticket.pk}/"' in browser.get(home["Location"]).content.decode()
    )
    answer = browser.post(f"/outer/help/tickets/{ticket.pk}/messages/", {"message_text": "Hi"})
    assert answer["Location"] == f"/outer/help/tickets/{ticket.pk}/"


def test_a_person_whom_the_policy_does_not_know_is_told_so(
    browser_of: Callable[[Any], Client], customer: Any, desk: Callable[..., None]
) -> None:
    desk(POLICY="tests.ui.test_mounting.Nobody")
    answer = browser_of(customer).get("/support/tickets/")
    assert answer.status_code == 403
    assert "Not allowed" in answer.content.decode()
