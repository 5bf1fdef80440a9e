"""A ticket's page: what was said and done, newest last, and a form to answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import unquote
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, path, reverse
from django.utils.translation import gettext as _

from django_support_tickets import actions
from django_support_tickets.admin.access import AgentsOnlyMixin
from django_support_tickets.admin.agents import LONGEST_NUMBER
from django_support_tickets.admin.changing import applies
from django_support_tickets.admin.forms import WriteForm
from django_support_tickets.exceptions import AttachmentNotFound, SupportError
from django_support_tickets.files.links import sign
from django_support_tickets.files.scanning import is_servable
from django_support_tickets.selectors.conversation import (
    get_attachment,
    latest_events,
    latest_messages,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

    from django_support_tickets.actors import Actor
    from django_support_tickets.models import Message, Ticket

MOST_SHOWN = 50  # messages, and events
HIGHEST_SEQUENCE = 2**31 - 1
FILES = "support_tickets_ticket_file"


class ConversationMixin(AgentsOnlyMixin):
    """Shows a bounded part of the conversation, and posts through ``actions``."""

    change_form_template = "support_tickets/admin/ticket.html"

    def get_urls(self) -> list[Any]:
        """Return the admin's addresses and that of a file."""
        file = self.admin_site.admin_view(self.file_view)
        return [path("files/<uuid:attachment_id>/", file, name=FILES), *super().get_urls()]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the ticket, or post what was written and show it then."""
        ticket, method = self._ticket(request, object_id), request.method
        context: Mapping[str, Any] = {}
        if ticket is not None:
            actor, form = self.actor(request), WriteForm()
            if method == "POST":
                form = WriteForm(request.POST, request.FILES)
                if _post(request, ticket, actor, form):
                    return HttpResponseRedirect(request.path)
            context = self._context(request, ticket, actor, form)
        # Django answers a POST to a page for readers with 403, and this one is shown again.
        request.method = "GET"
        try:
            response = super().change_view(
                request, object_id, form_url, {**context, **(extra_context or {})}
            )
        finally:
            request.method = method
        if isinstance(response, TemplateResponse):
            # Django knows only of its own fields, and ours has files.
            response.context_data = {**(response.context_data or {}), "has_file_field": True}
        return response

    def _context(
        self, request: HttpRequest, ticket: Ticket, actor: Actor, form: WriteForm
    ) -> Mapping[str, Any]:
        return {
            "write": form,
            "ticket": ticket,
            "checkbox": ACTION_CHECKBOX_NAME,
            "choices": [
                (name, label)
                for name, label in self.get_action_choices(request, default_choices=[])
                if applies(name, ticket, actor)
            ],
            "files_url": f"{self.admin_site.name}:{FILES}",
            **_history(request, actor, ticket),
        }

    def file_view(self, request: HttpRequest, attachment_id: Any) -> HttpResponse:
        """Send the reader to a link minted now: one in the page would soon be too old."""
        actor = self.require_agent(request)
        try:
            attachment = get_attachment(actor, str(attachment_id))
        except AttachmentNotFound:
            raise Http404 from None
        if not is_servable(attachment.scan_status):
            raise Http404
        try:
            url = reverse("support_tickets:attachment-download", args=[attachment.pk])
        except NoReverseMatch:
            raise Http404(_("The API, which serves files, is not included.")) from None
        return HttpResponseRedirect(f"{url}?signature={sign(attachment.pk)}&inline=1")

    def _ticket(self, request: HttpRequest, object_id: str) -> Ticket | None:
        if not self.has_view_permission(request):
            return None
        return self.get_object(request, unquote(object_id))


def _post(request: HttpRequest, ticket: Ticket, actor: Actor, form: WriteForm) -> bool:
    """Post what was written; whether that is done. If not, the form says why."""
    if not form.is_valid():
        return False
    is_note = request.POST.get("write") == "note"
    written = form.cleaned_data
    try:
        actions.post_message(
            ticket,
            by=actor,
            message_text=written["message_text"],
            is_internal=is_note,
            files=written["attachments"],
            client_token=written["client_token"] or None,
        )
    except SupportError as error:
        form.refuse(error)
        return False
    done = _("The note is kept.") if is_note else _("The reply is sent.")
    messages.success(request, done)
    return True


def _history(request: HttpRequest, actor: Actor, ticket: Ticket) -> Mapping[str, Any]:
    before = request.GET.get("before", "")[:LONGEST_NUMBER]
    place = min(int(before), HIGHEST_SEQUENCE) if before.isdecimal() else None
    found = latest_messages(actor, ticket, MOST_SHOWN + 1, before=place)
    shown = found[-MOST_SHOWN:]
    return {
        "conversation": [_with_links(message) for message in shown],
        "older": shown[0].sequence if len(found) > len(shown) else None,
        "is_older": place is not None,
        "events": latest_events(actor, ticket, MOST_SHOWN),
    }


def _with_links(message: Message) -> Mapping[str, Any]:
    files = [(file, is_servable(file.scan_status)) for file in message.files]
    return {"message": message, "files": files}
