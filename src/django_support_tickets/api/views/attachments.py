"""Files: up to a ticket, down to whoever may read them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import status
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import SAFE_METHODS
from rest_framework.response import Response

from django_support_tickets import actions
from django_support_tickets.api import serializers
from django_support_tickets.api.errors import FileNotServed, LinkRefused
from django_support_tickets.api.parsers import StorableJSONParser
from django_support_tickets.api.views.base import SupportViewSet
from django_support_tickets.files.links import is_valid
from django_support_tickets.files.scanning import is_servable
from django_support_tickets.http.serving import file_response, thumbnail_response
from django_support_tickets.models import Attachment
from django_support_tickets.selectors.conversation import get_attachment, linked_attachment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponseBase
    from rest_framework.authentication import BaseAuthentication
    from rest_framework.request import Request


class TicketAttachmentViewSet(SupportViewSet):
    """Uploads to one ticket, for a message to come."""

    queryset = Attachment.objects.none()
    parser_classes = (MultiPartParser,)
    serializer_classes = {
        "create": serializers.UploadFilesSerializer,
        "confirm": serializers.ConfirmUploadSerializer,
    }
    output_serializer_class = serializers.SupportAttachmentSerializer

    def create(self, request: Request, **_kwargs: Any) -> Response:
        """Store one file and return it, or several and return a list."""
        ticket = self.ticket
        attachments = self.perform_create(ticket, self.validated()["file"])
        context = self.get_serializer_context()
        data = self.output_serializer_class(attachments, many=True, context=context).data
        return Response(data[0] if len(data) == 1 else data, status=status.HTTP_201_CREATED)

    @action(detail=False, methods=["post"], parser_classes=[StorableJSONParser])
    def direct(self, request: Request, **_kwargs: Any) -> Response:
        """Return a form for an upload straight to the storage, where it can sign one."""
        offer = actions.offer_direct_upload(self.ticket, by=self.actor)
        return Response(offer._asdict())

    @action(detail=False, methods=["post"], parser_classes=[StorableJSONParser])
    def confirm(self, request: Request, **_kwargs: Any) -> Response:
        """Examine what went straight to the storage and return it as any other upload."""
        ticket, data = self.ticket, self.validated()
        attachment = actions.confirm_direct_upload(ticket, by=self.actor, **data)
        context = self.get_serializer_context()
        data = self.output_serializer_class(attachment, context=context).data
        return Response(data, status=status.HTTP_201_CREATED)

    def perform_create(self, ticket: Any, files: Any) -> list[Attachment]:
        """Attach the files."""
        return actions.attach_files(ticket, by=self.actor, files=files)


class AttachmentViewSet(SupportViewSet):
    """One file: its bytes, by signed link or for an authenticated reader, and its removal."""

    queryset = Attachment.objects.none()
    lookup_url_kwarg = "attachment_id"
    lookup_value_regex = "[^/]+"
    output_serializer_class = serializers.SupportAttachmentSerializer

    @property
    def signature(self) -> str | None:
        """The signature of the link, if it has one. A link lets nobody do more than read."""
        if self.swagger_fake_view or self.request.method not in SAFE_METHODS:
            return None
        return self.request.GET.get("signature")

    def get_authenticators(self) -> list[BaseAuthentication]:
        """Ask nobody who comes with a link: a stale token beside it would be a 401."""
        return [] if self.signature is not None else super().get_authenticators()

    def get_permissions(self) -> Sequence[Any]:
        """Leave a link's holder to the signature."""
        return [] if self.signature is not None else super().get_permissions()

    @action(detail=True)
    def download(self, request: Request, attachment_id: str) -> HttpResponseBase:
        """Return the bytes; ``Range`` is understood."""
        attachment = self.readable(attachment_id)
        return file_response(request, attachment, inline="inline" in request.query_params)

    @action(detail=True)
    def preview(self, request: Request, attachment_id: str) -> HttpResponseBase:
        """Return the small picture of an image."""
        return thumbnail_response(self.readable(attachment_id))

    @action(detail=True, methods=["post"])
    def redact(self, request: Request, attachment_id: str) -> Response:
        """Remove the bytes and the name of a file for good."""
        attachment = get_attachment(self.actor, attachment_id)
        attachment = actions.redact_file(attachment, by=self.actor)
        context = self.get_serializer_context()
        return Response(self.output_serializer_class(attachment, context=context).data)

    def readable(self, attachment_id: str) -> Attachment:
        """Return the file if the caller may have its bytes; raise otherwise."""
        if self.signature is None:
            attachment = get_attachment(self.actor, attachment_id)
        elif is_valid(attachment_id, self.signature):
            attachment = linked_attachment(attachment_id)
        else:
            raise LinkRefused
        if not is_servable(attachment.scan_status):
            raise FileNotServed
        return attachment
