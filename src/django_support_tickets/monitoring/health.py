"""Whether the desk can work now: asked by load balancers and supervisors, often."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

from django.utils import timezone

from django_support_tickets.files.scanning import get_scanner
from django_support_tickets.realtime.publishing import get_bus
from django_support_tickets.selectors.outbox import is_late

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

logger = logging.getLogger("django_support_tickets.health")

FRESH_SECONDS = 5  # anybody may ask, and asking costs a query and calls to the scanner and the bus


def outbox_is_well() -> bool:
    """Whether the database answers and no delivery has been due for too long."""
    return not is_late(timezone.now())


def scanner_is_well() -> bool:
    """Whether the scanner answers, if there is one."""
    scanner = get_scanner()
    return scanner is None or scanner.answers()


def bus_is_well() -> bool:
    """Whether the bus, if there is one, takes a message; this one is nobody's. Raises if not."""
    bus = get_bus()
    if bus is not None:
        bus.publish(["{}"])
    return True


class Health:
    """The state of each part, by its name; at most ``FRESH_SECONDS`` old."""

    def __init__(self, probes: Mapping[str, Callable[[], bool]]) -> None:
        self.probes = probes
        self.expires = 0.0
        self.state: Mapping[str, bool] = {}

    def __call__(self) -> Mapping[str, bool]:
        """Return part -> whether it is well. Raises nothing: what a probe raises is logged."""
        if time.monotonic() >= self.expires:
            self.state = {part: _is_well(part, probe) for part, probe in self.probes.items()}
            self.expires = time.monotonic() + FRESH_SECONDS
        return self.state


def _is_well(part: str, probe: Callable[[], bool]) -> bool:
    try:
        return probe()
    except Exception:
        logger.exception("The %s of the support desk cannot be asked", part)
        return False


health = Health({"outbox": outbox_is_well, "scanner": scanner_is_well, "bus": bus_is_well})
