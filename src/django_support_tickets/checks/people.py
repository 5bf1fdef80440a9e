"""Settings about people: who they are, and what they may."""

from __future__ import annotations

from django.apps import apps
from django.conf import settings as django_settings

from django_support_tickets.checks.errors import Messages, wrong
from django_support_tickets.conf import NAME, settings
from django_support_tickets.policies import BasePolicy, SupportPolicy


def check_policy() -> Messages:
    """Yield what keeps ``POLICY`` from answering."""
    try:
        policy = settings.resolve("POLICY")
    except ImportError:
        return  # said by check_paths
    if not (isinstance(policy, type) and issubclass(policy, BasePolicy)):
        hint = "Give a subclass of django_support_tickets.policies.SupportPolicy or BasePolicy."
        yield wrong(5, f"{NAME}['POLICY'] is not a policy class.", hint)
    elif getattr(policy, "__abstractmethods__", None):
        missing = ", ".join(sorted(policy.__abstractmethods__))
        yield wrong(5, f"{NAME}['POLICY'] leaves questions open.", f"Define {missing}.")
    elif (
        policy.person_for is SupportPolicy.person_for
        and settings.person_model != django_settings.AUTH_USER_MODEL
    ):
        hint = "Define person_for(user): the row of USER_MODEL behind an authenticated user."
        message = f"{NAME}['POLICY'] knows no people of {settings.person_model}."
        yield wrong(21, message, hint)


def check_person_model() -> Messages:
    """Yield an error unless ``USER_MODEL`` names a model."""
    try:
        apps.get_model(settings.person_model)
    except (LookupError, ValueError):
        hint = "Give 'app_label.Model' of an installed app."
        yield wrong(6, f"{NAME}['USER_MODEL'] is not a model: {settings.person_model!r}.", hint)
