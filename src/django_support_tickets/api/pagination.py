"""Pages of lists: numbered like the host's, or by cursor at the same speed at any depth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework.pagination import BasePagination, PageNumberPagination
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from django_support_tickets.selectors.capped import CappedPaginator
from django_support_tickets.selectors.cursors import page_at

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from rest_framework.request import Request
    from rest_framework.views import APIView

PAGE_SIZE = 10
MAX_PAGE_SIZE = 100


class SupportPagination(PageNumberPagination):
    """``{count, total_pages, current_page, next, previous, results}``, where the host has none."""

    page_size = PAGE_SIZE
    max_page_size = MAX_PAGE_SIZE
    page_size_query_param = "page_size"
    django_paginator_class = CappedPaginator

    def get_paginated_response(self, data: Any) -> Response:
        """Return the page with its place among all pages."""
        assert self.page is not None  # noqa: S101 - paginate_queryset() comes first
        return Response(
            {
                "count": self.page.paginator.count,
                "total_pages": self.page.paginator.num_pages,
                "current_page": self.page.number,
                "next": self.get_next_link(),
                "previous": self.get_previous_link(),
                "results": data,
            }
        )

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Return the OpenAPI schema of a page."""
        described = super().get_paginated_response_schema(schema)
        number = {"type": "integer", "example": 1}
        described["properties"] |= {"total_pages": number, "current_page": number}
        return {**described, "required": list(described["properties"])}


class KeysetPagination(BasePagination):
    """``?cursor=``: the rows after a place in the order, found by index whatever the depth.

    An empty cursor starts at the beginning. The queryset must be ordered by columns of one
    direction of which the last is unique.
    """

    def paginate_queryset(
        self,
        queryset: QuerySet[Any],  # type: ignore[override]  # other sequences have no index
        request: Request,
        view: APIView | None = None,
    ) -> list[Any]:
        """Return the page's rows; raise ``InvalidInput`` for a cursor that is not ours."""
        self.url = request.build_absolute_uri()
        cursor = request.query_params["cursor"]
        self.page = page_at(queryset, cursor, _page_size(request))
        return self.page.rows

    def get_paginated_response(self, data: Any) -> Response:
        """Return ``{next, previous, results}``."""
        following, before = self._link(self.page.next), self._link(self.page.previous)
        return Response({"next": following, "previous": before, "results": data})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Return the OpenAPI schema of a page."""
        link = {"type": "string", "nullable": True, "format": "uri"}
        fields = {"next": link, "previous": link, "results": schema}
        return {"type": "object", "required": list(fields), "properties": fields}

    def _link(self, cursor: str | None) -> str | None:
        return cursor and replace_query_param(self.url, "cursor", cursor)


def _page_size(request: Request) -> int:
    try:
        wanted = int(request.query_params.get("page_size", PAGE_SIZE))
    except ValueError:
        return PAGE_SIZE
    return min(max(wanted, 1), MAX_PAGE_SIZE)
