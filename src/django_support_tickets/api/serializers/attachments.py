"""Files in and out of the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from django_support_tickets.api.links import link_to
from django_support_tickets.api.serializers.codes import CodeField
from django_support_tickets.api.serializers.output import OutputSerializer
from django_support_tickets.files.links import sign
from django_support_tickets.files.scanning import is_servable
from django_support_tickets.http.serving import SHOWN_IN_PLACE
from django_support_tickets.models import Attachment

if TYPE_CHECKING:
    from collections.abc import Mapping


class FilesField(serializers.FileField):
    """One or more files of a multipart request; anything else in their place is refused.

    It is no ``ListField``, because Swagger 2 knows single files only, and drf-yasg fails on more.
    """

    default_error_messages = {"invalid": _("Send files as multipart/form-data.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_empty_file=True, **kwargs)  # files.intake says it better

    def get_value(self, dictionary: Mapping[str, Any]) -> Any:
        """Return all files of this name, also when there is just one."""
        if hasattr(dictionary, "getlist"):
            return dictionary.getlist(self.field_name) or serializers.empty
        return super().get_value(dictionary)

    def to_internal_value(self, data: Any) -> Any:
        """Return a list of uploads."""
        read = super().to_internal_value
        return [read(upload) for upload in (data if isinstance(data, list) else [data])]


class UploadFilesSerializer(serializers.Serializer[Any]):
    """``file``, repeatable, as multipart/form-data."""

    file = FilesField()


class ConfirmUploadSerializer(serializers.Serializer[Any]):
    """What was uploaded straight to the storage: the token of its form, and its name."""

    token = serializers.CharField()
    filename = serializers.CharField()


class SupportAttachmentSerializer(OutputSerializer[Attachment]):
    """A file with signed links that need no header and live ``LINK_LIFETIME`` seconds.

    ``view_url`` is for looking at it in the browser, ``preview_url`` for a picture beside its
    name. All are null until the file may be served, and once it
    was removed.
    """

    serializer_choice_field = CodeField
    filename = serializers.CharField(source="shown_name", read_only=True)
    download_url = serializers.SerializerMethodField()
    view_url = serializers.SerializerMethodField()
    preview_url = serializers.SerializerMethodField()

    class Meta:
        model = Attachment
        fields = (
            "id",
            "filename",
            "file_size",
            "content_type",
            "redacted_at",
            "created_at",
            "scan_status",
            "download_url",
            "view_url",
            "preview_url",
        )
        read_only_fields = fields

    def get_download_url(self, attachment: Attachment) -> str | None:
        """Return an absolute link, minted for a reader whose permission was just checked."""
        return self._link("attachment-download", attachment)

    def get_view_url(self, attachment: Attachment) -> str | None:
        """Return a link that shows the file in the browser: images, PDF and plain text."""
        if attachment.content_type not in SHOWN_IN_PLACE:
            return None
        link = self._link("attachment-download", attachment)
        return link and f"{link}&inline=1"

    def get_preview_url(self, attachment: Attachment) -> str | None:
        """Return a link to the small picture; without one, to the image itself."""
        if attachment.thumbnail:
            return self._link("attachment-preview", attachment)
        is_image = attachment.content_type.startswith("image/")
        return self.get_view_url(attachment) if is_image else None

    def _link(self, name: str, attachment: Attachment) -> str | None:
        if attachment.redacted_at is not None or not is_servable(attachment.scan_status):
            return None
        request = self.context.get("request")
        url = link_to(name, attachment.pk, request=request)
        return f"{url}?signature={sign(attachment.pk)}"
