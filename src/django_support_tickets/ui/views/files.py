"""Files of a conversation: up, and down to whoever may read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from django_support_tickets import actions
from django_support_tickets.exceptions import AttachmentNotFound, InvalidInput
from django_support_tickets.files.scanning import is_servable
from django_support_tickets.http.serving import file_response, thumbnail_response
from django_support_tickets.selectors.conversation import get_attachment
from django_support_tickets.ui.showing import shown_file
from django_support_tickets.ui.views.base import Page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, HttpResponseBase

    from django_support_tickets.models import Attachment


class UploadPart(Page):
    """Takes files for a message to come, from scripts only: a form sends files with its words."""

    def post(self, request: HttpRequest, ticket_id: str) -> HttpResponse:
        """Store the files and return one item for each."""
        ticket, uploads = self.ticket, request.FILES.getlist("files")
        if not uploads:
            raise InvalidInput({"files": [_("Choose a file.")]})
        stored = actions.attach_files(ticket, by=self.actor, files=uploads)
        context = {"waiting_files": [shown_file(file) for file in stored]}
        return self.render("partials/waiting_files.html", context, 201)


class FileView(Page):
    """The bytes of a file. Nothing of a file that the scanner has not found clean."""

    def get(self, request: HttpRequest, attachment_id: str) -> HttpResponseBase:
        """Return the bytes; with ``?inline`` a browser may show them in place."""
        return file_response(request, self.readable(attachment_id), inline="inline" in request.GET)

    def readable(self, attachment_id: str) -> Attachment:
        """Return the file if its bytes may be read; raise ``AttachmentNotFound``."""
        attachment = get_attachment(self.actor, attachment_id)
        if not is_servable(attachment.scan_status):
            raise AttachmentNotFound
        return attachment


class PreviewView(FileView):
    """The small picture of an image."""

    def get(self, request: HttpRequest, attachment_id: str) -> HttpResponseBase:
        """Return it."""
        return thumbnail_response(self.readable(attachment_id))
