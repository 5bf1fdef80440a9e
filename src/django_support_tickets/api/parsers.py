"""Reading request bodies without being broken by them."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import JSONParser

from django_support_tickets.characters import is_storable_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rest_framework.parsers import BaseParser
    from rest_framework.renderers import BaseRenderer
    from rest_framework.request import Request


class StorableJSONParser(JSONParser):
    """JSON whose every text can be stored and whose depth is within reason; else 400."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """Return the parsed body; raise ``ParseError`` for what no database could keep."""
        try:
            data = super().parse(stream, media_type, parser_context)
        except RecursionError:
            raise ParseError(_("The JSON is nested too deeply.")) from None
        if not is_storable_json(data):
            raise ParseError(_("The JSON is nested too deeply or has broken characters."))
        return data


class AlwaysJSON(BaseContentNegotiation):
    """Answer JSON whatever ``Accept`` says: a browser's download asks for application/pdf."""

    def select_parser(self, request: Request, parsers: Iterable[BaseParser]) -> BaseParser | None:
        """Return the first parser that reads the request's content type."""
        for parser in parsers:
            if _media_type(request.content_type) == parser.media_type:
                return parser
        return None

    def select_renderer(
        self,
        request: Request,
        renderers: Iterable[BaseRenderer],
        format_suffix: str | None = None,
    ) -> tuple[BaseRenderer, str]:
        """Return the first renderer, which is all there is."""
        renderer = next(iter(renderers))
        return renderer, renderer.media_type or ""


def _media_type(content_type: str | None) -> str:
    return (content_type or "").partition(";")[0].strip().lower()
