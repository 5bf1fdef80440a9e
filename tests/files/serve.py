"""Serve a host's desk by a real server in this process: ``python -m tests.files.serve asgi``."""

import socket
import sys
from wsgiref.simple_server import WSGIRequestHandler, make_server


class Quiet(WSGIRequestHandler):
    """Logs nothing."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
        pass


def say(port: int) -> None:
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()


def serve_wsgi() -> None:
    from django.core.wsgi import get_wsgi_application  # noqa: PLC0415 - sets Django up

    with make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=Quiet) as server:
        say(server.server_port)
        server.serve_forever()


def serve_asgi() -> None:
    import uvicorn  # noqa: PLC0415 - absent in the bare environment

    from django_support_tickets.contrib.asgi import (  # noqa: PLC0415 - sets Django up
        get_asgi_application,
    )

    config = uvicorn.Config(get_asgi_application(), lifespan="off", log_level="error")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        say(listening.getsockname()[1])
        uvicorn.Server(config).run(sockets=[listening])


if __name__ == "__main__":
    {"wsgi": serve_wsgi, "asgi": serve_asgi}[sys.argv[1]]()
