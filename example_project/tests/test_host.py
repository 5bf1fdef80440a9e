"""The stand-in really has the habits of the host that the other tests rely on."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from rest_framework.test import APIClient

from accounts.models import User


@pytest.mark.django_db
def test_objects_create_fails_because_save_runs_twice():
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(email="twice@example.com")


@pytest.mark.django_db
def test_anyone_can_register_as_admin_and_is_still_no_agent():
    client = APIClient()
    login = {"email": "eve@example.com", "password": "eve-pass-123"}
    assert client.post("/api/auth/register/", {**login, "role": "admin"}).status_code == 201

    token = client.post("/api/auth/token/", login).json()["access"]
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")

    assert client.get("/api/support/meta/").json()["user"]["is_agent"] is False


@pytest.mark.django_db
def test_superuser_gets_the_role_customer():
    assert User.objects.create_superuser("root@example.com", "x").role == User.Role.CUSTOMER


@pytest.mark.django_db
def test_an_admin_session_cannot_call_the_api(client, agent):
    client.force_login(agent)

    assert client.get("/api/support/tickets/").status_code == 401


@pytest.mark.django_db
def test_checks_find_nothing_wrong():
    call_command("check", fail_level="WARNING", stdout=StringIO())


@pytest.mark.django_db
def test_migrations_are_complete():
    call_command("makemigrations", "--check", "--dry-run", stdout=StringIO())
