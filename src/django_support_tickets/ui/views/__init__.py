"""The pages, one class for each address."""

from .conversation import ClosePage, MarkRead, MessagesPart, Reopen, TicketPage
from .files import FileView, PreviewView, UploadPart
from .live import ListStream, TicketStream, Typing
from .tickets import HomePage, NewTicketPage, TicketListPage

__all__ = [
    "ClosePage",
    "FileView",
    "HomePage",
    "ListStream",
    "MarkRead",
    "MessagesPart",
    "NewTicketPage",
    "PreviewView",
    "Reopen",
    "TicketListPage",
    "TicketPage",
    "TicketStream",
    "Typing",
    "UploadPart",
]
