"""What a bus must do: carry short texts from whoever commits to every process that streams."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.core.checks import CheckMessage


class BaseBus(ABC):
    """A way between processes. Made once, on first use, and shared by all threads.

    It may lose messages: they say only that there is something to read.
    """

    stays_in_process = False
    """Whether ``publish`` only reaches this process and blocks for nothing."""

    def __init__(self, **options: Any) -> None:
        if options:
            unknown = ", ".join(sorted(options))
            raise TypeError(f"{type(self).__name__} has no option {unknown}")

    @abstractmethod
    def publish(self, messages: Sequence[str]) -> None:
        """Send each message to every listener. May block for seconds, and may raise anything.

        Called in a thread of its own, unless ``stays_in_process``.
        """

    @abstractmethod
    async def listen(self, stands: Callable[[], None], receive: Callable[[str], None]) -> None:
        """Pass messages to ``receive`` until cancelled; raise when the subscription is lost.

        ``stands`` is called whenever the subscription begins, also after it was renewed inside:
        what was sent before may have been missed. Called again after it raised.
        """

    def check(self) -> list[CheckMessage]:
        """Return what is wrong with the options, for ``manage.py check``. No network."""
        return []
