from __future__ import annotations

import pytest
from django.core.cache import cache
from rest_framework.test import APIClient
from rest_framework_simplejwt.tokens import AccessToken

from accounts.models import User
from demo.people import GITA, SITA, Person
from django_support_tickets import actions
from django_support_tickets.policies import actor_for


@pytest.fixture(autouse=True)
def own_files_and_fresh_cache(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()


def make_user(person: Person) -> User:
    return User.objects.create_user(
        person.email,
        first_name=person.first_name,
        last_name=person.last_name,
        is_staff=person.is_staff,
    )


@pytest.fixture
def customer(db):
    return make_user(SITA)


@pytest.fixture
def agent(db):
    return make_user(GITA)


@pytest.fixture
def ticket(customer):
    return actions.open_ticket(
        customer,
        by=actor_for(customer),
        title="Cleaner did not come",
        category="booking",
        message_text="Nobody came this morning.",
    )


def logged_in(user: User) -> APIClient:
    """A client with a JWT, the only thing that this host's API takes."""
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {AccessToken.for_user(user)}")
    return client


@pytest.fixture
def customer_api(customer):
    return logged_in(customer)


@pytest.fixture
def agent_api(agent):
    return logged_in(agent)
