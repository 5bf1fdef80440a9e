"""Everything that can be done to a ticket, for doors and for host code alike.

Each action is one transaction, asks the policy, and writes its event. The subject comes first,
all else by keyword; ``by`` is the ``Actor`` who does it (``policies.actor_for(user)``, or
``actors.SYSTEM``). All raise ``NotAllowed`` and ``InvalidInput`` from ``exceptions``.
"""

from .attaching import attach_files
from .bulk import change_tickets, update_tickets
from .canned import (
    delete_canned_response,
    fill,
    save_canned_response,
    use_canned_response,
)
from .conversation import mark_read, post_message
from .direct_uploads import confirm_direct_upload, offer_direct_upload
from .erasing import erase_person
from .exporting import export_person
from .inbox import mark_notifications_read, put_in_inbox
from .inspecting import inspect_file, inspect_waiting_files
from .opening import open_ticket
from .preferences import mute_ticket, set_preferences, unmute_ticket
from .redacting import redact_file, redact_message
from .retaining import delete_closed_tickets
from .saved_views import delete_view, save_view
from .sweeping import delete_orphans, expire_unclaimed_files
from .updating import (
    assign_ticket,
    change_priority,
    change_status,
    close_ticket,
    escalate_ticket,
    hold_ticket,
    release_ticket,
    reopen_ticket,
    update_ticket,
)

__all__ = [
    "assign_ticket",
    "attach_files",
    "change_priority",
    "change_status",
    "change_tickets",
    "close_ticket",
    "confirm_direct_upload",
    "delete_canned_response",
    "delete_closed_tickets",
    "delete_orphans",
    "delete_view",
    "erase_person",
    "escalate_ticket",
    "expire_unclaimed_files",
    "export_person",
    "fill",
    "hold_ticket",
    "inspect_file",
    "inspect_waiting_files",
    "mark_notifications_read",
    "mark_read",
    "mute_ticket",
    "offer_direct_upload",
    "open_ticket",
    "post_message",
    "put_in_inbox",
    "redact_file",
    "redact_message",
    "release_ticket",
    "reopen_ticket",
    "save_canned_response",
    "save_view",
    "set_preferences",
    "unmute_ticket",
    "update_ticket",
    "update_tickets",
    "use_canned_response",
]
