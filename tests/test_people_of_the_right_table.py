"""A key of another table must never pass for one of the people table."""

from types import SimpleNamespace
from typing import Any

import pytest

from django_support_tickets.checks import check_settings
from django_support_tickets.exceptions import NotAllowed
from django_support_tickets.policies import SupportPolicy, actor_for
from tests.factories import user_of


class ForgetfulPolicy(SupportPolicy):
    def person_for(self, user: Any) -> Any:
        return SimpleNamespace(pk=user.pk, is_active=True)


def test_somebody_who_is_no_row_of_the_people_table_is_nobody(customer: Any, settings: Any) -> None:
    policy = f"{__name__}.ForgetfulPolicy"
    settings.SUPPORT_TICKETS = {**settings.SUPPORT_TICKETS, "POLICY": policy}
    with pytest.raises(NotAllowed):
        actor_for(user_of(customer))


def test_a_people_table_without_a_policy_for_it_is_an_error(settings: Any) -> None:
    policy = f"{SupportPolicy.__module__}.SupportPolicy"
    settings.SUPPORT_TICKETS = {"USER_MODEL": "support_tickets.Ticket", "POLICY": policy}
    assert "support_tickets.E021" in {message.id for message in check_settings()}
