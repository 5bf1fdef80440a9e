from typing import Any

from django.db.models import QuerySet

from django_support_tickets.policies import SupportPolicy
from tests.projects.member.models import Member


class MemberPolicy(SupportPolicy):
    """Maps the user that logged in to a member, and makes agents of members, not of staff."""

    def person_for(self, user: Any) -> Member | None:
        return Member.objects.filter(user_id=user.pk).first() if user.is_authenticated else None

    def is_agent(self, person: Member) -> bool:
        return person.at_the_desk and person.user.is_active

    def agents(self) -> QuerySet[Member]:
        return Member.objects.filter(at_the_desk=True, user__is_active=True)
