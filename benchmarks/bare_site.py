"""The floor of a server: an ASGI application that keeps nothing and writes the same to all."""

import asyncio
import time
from typing import Any

from benchmarks.broadcast import EVENT, state

MESSAGES: dict[str, Any] = {
    "begin": {"type": "http.response.body", "body": b": hello\n\n", "more_body": True},
    "http": {"type": "http.response.body", "body": EVENT, "more_body": True},
    "websocket": {"type": "websocket.send", "text": '{"type":"event"}' + "x" * 200},
}
announced = [0.0]
waiting: list[asyncio.Future[None]] = []


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Answer one of three requests, or a WebSocket."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        await tell(MESSAGES["websocket"], send)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    if scope["path"] == "/stream":
        await send(MESSAGES["begin"])
        await tell(MESSAGES["http"], send)
    if scope["path"] == "/publish":
        publish()
    await send({"type": "http.response.body", "body": state(announced[0])})


def publish() -> None:
    """Wake all readers."""
    announced[0] = time.time()
    awake, waiting[:] = list(waiting), []
    for waiter in awake:
        waiter.set_result(None)


async def tell(message: Any, send: Any) -> None:
    """Send the message each time it is published."""
    while True:
        waiting.append(asyncio.get_running_loop().create_future())
        await waiting[-1]
        await send(message)
