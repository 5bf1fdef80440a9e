"""A host whose tickets belong to members, who are not the users that log in."""

from tests.settings import *  # noqa: F403 -- the same host but for the people
from tests.settings import INSTALLED_APPS, SUPPORT_TICKETS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.projects.member"]
SUPPORT_TICKETS = {
    **SUPPORT_TICKETS,
    "USER_MODEL": "member.Member",
    "POLICY": "tests.projects.member.policy.MemberPolicy",
}
