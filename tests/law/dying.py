"""A storage that kills its process at the second file it is told to delete."""

import os
import signal
from typing import ClassVar

from django.core.files.storage import FileSystemStorage


class DeadlyStorage(FileSystemStorage):
    deleted: ClassVar[int] = 0

    def delete(self, name: str) -> None:
        cls = type(self)
        cls.deleted += 1
        if cls.deleted == 2:
            os.kill(os.getpid(), signal.SIGKILL)
        super().delete(name)
