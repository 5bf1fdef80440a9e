"""The storage that holds attachments, and the field that points into it."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.core.files.storage import Storage, storages
from django.core.signals import setting_changed
from django.db.models import FileField
from django.utils.functional import LazyObject, empty
from django.utils.module_loading import import_string

from django_support_tickets.conf import NAME, settings
from django_support_tickets.exceptions import StorageUnavailable, SupportError

if TYPE_CHECKING:
    from collections.abc import Iterator

logger = logging.getLogger("django_support_tickets.files")


def build_storage(source: Any) -> Storage:
    """Return the storage for a ``STORAGE`` setting: an alias, a dotted path or a callable."""
    if isinstance(source, str):
        if "." not in source:
            return storages[source]
        source = import_string(source)
    storage: Storage = source() if callable(source) else source
    return storage


class AttachmentStorage(LazyObject):  # type: ignore[type-arg]  # generic in the stubs only
    """Stands for the configured storage; constructs it when a file is first touched.

    A storage of the host may talk to the network in its constructor.
    """

    def _setup(self) -> None:
        self._wrapped = build_storage(settings.STORAGE)

    def __bool__(self) -> bool:
        """Be true: ``FileField`` asks when models are imported, which must construct nothing."""
        return True


attachment_storage = AttachmentStorage()


@contextmanager
def reaching_storage() -> Iterator[None]:
    """Log whatever the storage raises in the block, and raise ``StorageUnavailable``.

    Each storage has errors of its own. A file that is not there stays ``FileNotFoundError``.
    """
    try:
        yield
    except (FileNotFoundError, SupportError):
        raise
    except Exception as error:
        logger.exception("The storage failed")
        raise StorageUnavailable from error


class StoredFileField(FileField):
    """A file field in ``STORAGE`` that looks the same to migrations whatever the host sets."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["storage"] = attachment_storage
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """Return the field as a plain ``FileField``; comparing storages would construct them."""
        name, _path, args, kwargs = super().deconstruct()
        kwargs.pop("storage", None)
        return name, "django.db.models.FileField", list(args), kwargs


def _reset(*, setting: str, **_kwargs: object) -> None:
    if setting in {NAME, "STORAGES", "MEDIA_ROOT", "DEFAULT_FILE_STORAGE"}:
        attachment_storage._wrapped = empty  # type: ignore[assignment]  # Django's mark of no object yet


setting_changed.connect(_reset)
