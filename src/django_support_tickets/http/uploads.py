"""Taking uploads only as far as the limits go, whatever Content-Length promised."""

from __future__ import annotations

import logging
from functools import cache
from typing import TYPE_CHECKING, Any, NoReturn

from django.core.files.uploadhandler import FileUploadHandler, StopUpload

from django_support_tickets.conf import settings
from django_support_tickets.files.intake import too_large, too_many_files

if TYPE_CHECKING:
    from django.http import HttpRequest

    from django_support_tickets.exceptions import FileRefused

logger = logging.getLogger("django_support_tickets.files")

MARK = "django_support_tickets.limited"  # in the scope of requests whose body was held back


class LimitedUpload(FileUploadHandler):
    """Comes before the host's upload handlers and ends the reading at the first byte too many.

    Under WSGI the rest of the body stays unread; under ASGI Django has put the body into a
    temporary file before any view runs, so there ``contrib.asgi`` must hold it back.
    """

    files = 0
    received = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Count the file; raise ``FileRefused`` for one too many."""
        super().new_file(*args, **kwargs)
        self.files, self.received = self.files + 1, 0
        if self.files > settings.limits["files_per_message"]:
            self.refuse(too_many_files())

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass the chunk on; raise ``FileTooLarge`` once the file is larger than allowed."""
        self.received += len(raw_data)
        if self.received > settings.limits["file_size"]:
            self.refuse(too_large(self.file_name or ""))
        return raw_data

    def refuse(self, refusal: FileRefused) -> NoReturn:
        """Have the other handlers drop what they hold, which Django would leave open; raise."""
        for handler in self.request.upload_handlers:  # type: ignore[union-attr]  # it has one
            handler.upload_interrupted()
        raise refusal

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the handlers after this one."""


class KeepingUpload(LimitedUpload):
    """Ends the reading just so, but keeps the fields that came before the file.

    A form that is shown again with what was typed needs them. Who reads the form has to ask
    ``refused_upload`` of the request, which is the ``FileRefused``, or ``None``.
    """

    def refuse(self, refusal: FileRefused) -> NoReturn:
        """Leave the refusal with the request; the form is what was read of it."""
        self.request.refused_upload = refusal  # type: ignore[union-attr]  # it has one
        for handler in self.request.upload_handlers:  # type: ignore[union-attr]
            handler.upload_interrupted()
        raise StopUpload(connection_reset=True)


def limit_uploads(request: HttpRequest, limit: type[LimitedUpload] = LimitedUpload) -> None:
    """Put the limit before the request's upload handlers, unless its body was read already."""
    if not hasattr(request, "_files"):
        request.upload_handlers.insert(0, limit(request))
    if request.content_type == "multipart/form-data" and MARK not in getattr(
        request, "scope", {MARK: True}
    ):
        warn_of_bodies()


@cache
def warn_of_bodies() -> None:
    """Tell the operator, once in a process; which server a project has no check can know."""
    logger.warning(
        "Django takes whole bodies under ASGI, however large. Limit those of the desk by "
        "get_asgi_application from django_support_tickets.contrib.asgi."
    )
