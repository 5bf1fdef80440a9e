"""Small files of every kind that the desk accepts, and some that only pretend."""

import base64
import io
import zipfile
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
GIF = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
HTML = b"<html><script>alert(1)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
EXE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff" + b"\x00" * 200
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504


def archive(*members: str) -> bytes:
    """Return a zip archive with these members in it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for member in members:
            file.writestr(member, member)
    return buffer.getvalue()


def compound(stream: str) -> bytes:
    """Return what DOC and XLS look like from outside, with a stream of this name."""
    return OLE + f"{stream}\0".encode("utf-16-le") + b"\x00" * 512


DOCX = archive("[Content_Types].xml", "word/document.xml")
XLSX = archive("[Content_Types].xml", "xl/workbook.xml")


class BareStorage(FileSystemStorage):
    """A storage that can do no more than save, open and delete, as that of the named host.

    Reads what it saves from where the file stands, as that does, too.
    """

    def _save(self, name: str, content: Any) -> str:
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.file.read())
        return name

    def exists(self, name: str) -> bool:
        return False

    def size(self, name: str) -> int:
        raise NotImplementedError

    def url(self, name: str | None) -> str:
        raise NotImplementedError


class FullStorage(BareStorage):
    """Takes one file and then no more."""

    def _save(self, name: str, content: Any) -> str:
        if any(path.is_file() for path in Path(self.location).rglob("*")):
            raise OSError("No space left on device")
        return super()._save(name, content)
