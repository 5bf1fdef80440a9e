"""A real SMTP server that misbehaves on demand."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast

from aiosmtpd.controller import Controller

SLOW_SECONDS = 30


class MailServer:
    """Listens on a port of this machine while it is up. ``mood`` is how it takes the next mail."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.mood = "well"
        self.mails: list[EmailMessage] = []
        self.tries = threading.Semaphore(0)  # released at each mail that was begun
        self.let_go = threading.Event()  # ends slowness early, when the test does

    @contextmanager
    def up(self) -> Iterator[None]:
        """Listen while the block runs."""
        controller = Controller(self, hostname="127.0.0.1", port=self.port)
        controller.start()
        try:
            yield
        finally:
            self.let_go.set()
            controller.stop()

    async def handle_MAIL(  # noqa: N802 - named by aiosmtpd
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        self.tries.release()
        if self.mood == "refusing":
            return "451 4.3.2 Come back later"
        if self.mood == "slow":
            await server.loop.run_in_executor(None, self.let_go.wait, SLOW_SECONDS)
        envelope.mail_from = address
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.mood == "dropping":
            server.transport.abort()
            return "250 never heard"
        mail = message_from_bytes(envelope.content, policy=policy.default)
        self.mails.append(cast("EmailMessage", mail))
        return "250 OK"
