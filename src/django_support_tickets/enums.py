"""The words of the desk: codes that tables, events and payloads hold."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """Where a ticket stands. Only ``CLOSED`` refuses messages."""

    OPEN = "open", _("Open")
    IN_PROGRESS = "in_progress", _("In progress")
    RESOLVED = "resolved", _("Resolved")
    CLOSED = "closed", _("Closed")


UNFINISHED = (Status.OPEN, Status.IN_PROGRESS)
FINISHED = (Status.RESOLVED, Status.CLOSED)


class Priority(models.IntegerChoices):
    """How urgent a ticket is. The value is the rank, so that an index can order by it."""

    LOW = 1, _("Low")
    MEDIUM = 2, _("Medium")
    HIGH = 3, _("High")
    URGENT = 4, _("Urgent")

    @property
    def code(self) -> str:
        """The word the API uses for this rank, such as ``"high"``."""
        return self.name.lower()

    @classmethod
    def from_code(cls, code: str) -> "Priority":
        """Return the priority called ``code``; raise ``ValueError`` if there is none."""
        for priority in cls:
            if priority.code == code:
                return priority
        raise ValueError(code)

    def raised(self) -> "Priority":
        """Return the next higher priority, or this one if it is the highest."""
        return Priority(min(self + 1, Priority.URGENT))


class Source(models.TextChoices):
    """The way by which a ticket reached the desk."""

    WEB = "web", _("Web")
    MOBILE = "mobile", _("Mobile")
    EMAIL = "email", _("E-mail")
    PHONE = "phone", _("Phone")


class EventType(models.TextChoices):
    """What happened to a ticket. One change of state is one event."""

    TICKET_OPENED = "ticket_opened", _("Ticket opened")
    MESSAGE_POSTED = "message_posted", _("Message posted")
    NOTE_POSTED = "note_posted", _("Internal note posted")
    FILE_SCANNED = "file_scanned", _("File scanned")
    STATUS_CHANGED = "status_changed", _("Status changed")
    PRIORITY_CHANGED = "priority_changed", _("Priority changed")
    TICKET_ASSIGNED = "ticket_assigned", _("Assignee changed")
    TICKET_ESCALATED = "ticket_escalated", _("Escalated")
    CATEGORY_CHANGED = "category_changed", _("Category changed")
    TAGS_CHANGED = "tags_changed", _("Tags changed")
    TITLE_CHANGED = "title_changed", _("Title changed")
    METADATA_CHANGED = "metadata_changed", _("Metadata changed")
    MESSAGE_REDACTED = "message_redacted", _("Text of a message removed")
    FILE_REDACTED = "file_redacted", _("File removed")
    LEGAL_HOLD_CHANGED = "legal_hold_changed", _("Legal hold changed")
    PERSON_EXPORTED = "person_exported", _("Handed out to its customer")
    PERSON_ERASED = "person_erased", _("A person erased")


class Verb(models.TextChoices):
    """What a person may be allowed to do; a policy answers for each."""

    OPEN = "open"
    OPEN_FOR_ANOTHER = "open_for_another"
    REPLY = "reply"
    NOTE = "note"
    ATTACH = "attach"
    MARK_READ = "mark_read"
    CLOSE = "close"
    REOPEN = "reopen"
    CHANGE_STATUS = "change_status"
    PRIORITISE = "prioritise"
    ASSIGN = "assign"
    ESCALATE = "escalate"
    EDIT = "edit"
    REDACT = "redact"
    HOLD = "hold"
    WORK_QUEUE = "work_queue"
    EXPORT_PERSON = "export_person"
    ERASE_PERSON = "erase_person"


class DeliveryState(models.TextChoices):
    """How far a delivery has come. ``DEAD`` was given up and keeps its error.

    ``SKIPPED`` could not be told to this person in this way, and nobody need do anything.
    """

    PENDING = "pending", _("Pending")
    SENT = "sent", _("Sent")
    SKIPPED = "skipped", _("Not told")
    FAILED = "failed", _("Failed, will be retried")
    DEAD = "dead", _("Given up")


class ScanStatus(models.TextChoices):
    """What the malware scanner said of a file; ``SKIPPED`` where no scanner is configured."""

    SKIPPED = "skipped", _("Not scanned")
    PENDING = "pending", _("Waiting for the scanner")
    CLEAN = "clean", _("Clean")
    INFECTED = "infected", _("Infected")
    FAILED = "failed", _("Scan failed")
