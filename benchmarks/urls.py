"""The API at the root, as in no real project, the admin, and the admin as Django alone makes it."""

from typing import Any

from django.contrib import admin
from django.urls import include, path

from django_support_tickets.models import Ticket

plain = admin.AdminSite(name="plain")


@admin.register(Ticket, site=plain)
class PlainTicketAdmin(admin.ModelAdmin):
    """The columns and filters of the queue, without a thought of how many rows there are."""

    list_display = ("reference", "title", "status", "priority", "customer_name", "updated_at")
    list_filter = ("status", "priority", "category")
    search_fields = ("reference", "title", "customer_name", "messages__message_text")
    date_hierarchy = "created_at"
    list_per_page = 50

    def has_view_permission(self, *_args: Any) -> bool:
        """Let the agent of the benchmark in."""
        return True


urlpatterns = [
    path("admin/", admin.site.urls),
    path("plain/", plain.urls),
    path("floor/", include("benchmarks.floor")),
    path("plain-api/", include("benchmarks.plain_api")),
    path("", include("django_support_tickets.urls")),
]
