"""The Content-Security-Policy of this host's pages: no inline script, no inline style, no eval."""

from __future__ import annotations

PAGES = ("/support/", "/accounts/")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


def content_security_policy(get_response):
    """Middleware: a strict policy for what is written for one, and none for Swagger's pages."""

    def answer(request):
        response = get_response(request)
        if request.path.startswith(PAGES):
            response.headers.setdefault("Content-Security-Policy", POLICY)
        return response

    return answer
