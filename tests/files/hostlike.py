"""A storage with the habits of the named host's, all of which Django allows."""

import io
from typing import Any, ClassVar, NoReturn

from django.core.files.base import File
from django.core.files.storage import Storage


class OneWay(io.BytesIO):
    """A file that can only be read from front to back, as from a network."""

    def seekable(self) -> bool:
        return False

    def seek(self, *args: Any) -> NoReturn:
        raise io.UnsupportedOperation("seek")

    def tell(self) -> NoReturn:
        raise io.UnsupportedOperation("tell")


class HostlikeStorage(Storage):
    """Knows no sizes, finds every name taken, has public URLs, and saves from where a file stands.

    ``open()`` has all in memory; listing and dates it has none.
    """

    objects: ClassVar[dict[str, bytes]] = {}

    def _open(self, name: str, mode: str = "rb") -> Any:
        if name not in self.objects:
            raise FileNotFoundError(name)
        return File(OneWay(self.objects[name]), name)

    def _save(self, name: str, content: Any) -> str:
        self.objects[name] = content.read()  # and never rewound
        return name

    def delete(self, name: str) -> None:
        self.objects.pop(name, None)

    def exists(self, name: str) -> bool:
        return True

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return name

    def url(self, name: str | None) -> NoReturn:
        raise AssertionError("a public URL was asked for")


class UnreachableStorage(HostlikeStorage):
    """Talks to the network when it is made, and the network is away."""

    def __init__(self) -> None:
        raise ConnectionError("the storage was made")
