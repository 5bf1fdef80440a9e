"""What happens after commit: rows of the outbox are claimed, delivered, retried, given up visibly.

Nothing here runs inside a request, except under ``RELAY`` "immediate", which is for tests.
"""

from .delivering import deliver_due
from .replaying import replay

__all__ = ["deliver_due", "replay"]
