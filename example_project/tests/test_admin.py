"""Our plain ModelAdmins render in the host's admin, which is django-unfold where installed."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.urls import reverse

from django_support_tickets.admin import TicketAdminMixin
from django_support_tickets.models import Ticket

OUR_MODELS = [
    model
    for model in apps.get_app_config("support_tickets").get_models()
    if admin.site.is_registered(model)
]


@pytest.fixture
def admin_pages(client, agent):
    agent.is_superuser = True
    agent.save()
    client.force_login(agent)
    return client


def test_the_desk_is_in_the_admin():
    assert {model.__name__ for model in OUR_MODELS} >= {"Ticket", "Delivery"}


@pytest.mark.usefixtures("ticket")
@pytest.mark.parametrize("model", OUR_MODELS, ids=lambda model: model.__name__)
def test_changelists_and_objects_render(admin_pages, model):
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    page = admin_pages.get(reverse(f"{name}_changelist"), {"q": "cleaner"}, follow=True)
    assert page.status_code == 200

    for row in model._default_manager.all()[:3]:
        assert admin_pages.get(reverse(f"{name}_change", args=[row.pk])).status_code == 200


QUEUE = "/admin/support_tickets/ticket/"


def test_every_page_of_the_desk_renders(admin_pages, ticket):
    own = [f"{QUEUE}{ticket.pk}/change/", f"{QUEUE}statistics/", f"{QUEUE}agents/"]
    lists = [QUEUE, f"{QUEUE}?opened=2026-03", f"{QUEUE}?assignee=none&o=5", f"{QUEUE}?q=cleaner"]
    for page in [*own, *lists, "/admin/support_tickets/delivery/"]:
        assert admin_pages.get(page).status_code == 200, page


def test_the_theme_finds_the_choice_of_actions(admin_pages, ticket):
    # Newer django-unfold hides the button beside it until this says that something was chosen.
    assert 'x-model="action"' in admin_pages.get(QUEUE).content.decode()


def test_an_agent_answers_and_changes_a_ticket(admin_pages, ticket, agent):
    page = f"{QUEUE}{ticket.pk}/change/"
    answered = admin_pages.post(page, {"message_text": "On our way", "write": "reply"}, follow=True)
    assert "The reply is sent." in answered.content.decode()
    refused = admin_pages.post(page, {"message_text": " ", "write": "note"})
    assert "Write 1 to 5000 characters." in refused.content.decode()

    chosen = {"_selected_action": [str(ticket.pk)]}
    for action, answer in (("assign", {"agent": agent.pk}), ("escalate", {"reason": "Water"})):
        question = admin_pages.post(QUEUE, {"action": action, **chosen})
        assert ticket.reference in question.content.decode()
        done = {"action": action, "answered": "1", **chosen, **answer}
        told = admin_pages.post(QUEUE, done, follow=True).content.decode()
        assert "1 ticket changed." in told
    ticket.refresh_from_db()
    assert ticket.assigned_agent == agent
    assert ticket.escalated_at is not None


@pytest.mark.skipif(not settings.HAS_UNFOLD, reason="django-unfold is not installed")
def test_the_desk_fits_the_base_class_of_the_theme(admin_pages, rf, ticket, agent):
    theirs = import_module("unfold.admin").ModelAdmin
    desk = type("Desk", (TicketAdminMixin, theirs), {})(Ticket, admin.site)
    request = rf.get(QUEUE, {"o": "5"})
    request.user, request.session = agent, {}
    page = desk.changelist_view(request).render().content.decode()
    assert ticket.reference in page
    page = desk.change_view(request, str(ticket.pk)).render().content.decode()
    assert "Send to the customer" in page
