"""Signals for hosts. They are sent after commit, and a receiver that fails is only logged.

``ticket_event`` is sent once per committed event, with ``event`` (a ``TicketEvent``); the sender
is that model. ``files_stored`` is sent when new files wait to be inspected; the sender is the
``Attachment`` model. ``delivery_tried`` is sent after each try to tell one person, with
``notifier`` (its alias), ``outcome`` ("sent", "skipped", "failed" or "dead") and ``seconds``; the
sender is the ``Delivery`` model. ``stream_opened`` and ``stream_closed`` are sent in the event loop
of the stream, where a receiver must not block; the sender is the class of the connection.
"""

from django.dispatch import Signal

ticket_event = Signal()
files_stored = Signal()
delivery_tried = Signal()
stream_opened = Signal()
stream_closed = Signal()
