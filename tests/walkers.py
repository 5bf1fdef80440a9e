"""A reader who asks for everything that the API has for them."""

from rest_framework.test import APIClient

from django_support_tickets.models import Ticket
from django_support_tickets.testing import text_of, walk
from tests.calls import act, reply


def every_answer(client: APIClient, ticket: Ticket, *queries: str) -> dict[str, str]:
    """Return each GET answer about the ticket, and each refusal that shows one, by its URL."""
    answers = walk(client, {"ticket_id": [ticket.pk]}, *queries)
    stale = act(client, ticket, "close", version=0)
    answers["409 stale"] = text_of(stale)
    assert stale.status_code == 409, stale.content
    if stale.json()["ticket"]["status"] == "closed":
        answers["409 closed"] = text_of(reply(client, ticket))
    return answers
