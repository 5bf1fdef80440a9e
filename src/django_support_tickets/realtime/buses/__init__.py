"""The ways by which processes hear of each other's commits; one is chosen by ``REALTIME``."""

from .base import BaseBus
from .memory import MemoryBus

__all__ = ["BaseBus", "MemoryBus"]
