"""The pages of the console by name, and what is in them."""

from typing import Any

from django.urls import reverse

from django_support_tickets.models import Ticket

DESK = "/support/desk/"


def page(name: str, *args: Any) -> str:
    return reverse(f"support_pages:{name}", args=args)


def desk_page(name: str, ticket: Ticket) -> str:
    return page(name, ticket.pk)


def words_of(response: Any) -> str:
    text: str = response.content.decode()
    return text
