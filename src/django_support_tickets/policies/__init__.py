"""The rules: who is who, who sees what, who may do what. One class answers, the host's choice."""

from .base import BasePolicy, actor_for, actor_of, get_policy
from .people import display_name
from .support import SupportPolicy

__all__ = [
    "BasePolicy",
    "SupportPolicy",
    "actor_for",
    "actor_of",
    "display_name",
    "get_policy",
]
