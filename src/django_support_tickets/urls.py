"""The one include: ``path("api/support/", include("django_support_tickets.urls"))``."""

from django_support_tickets.api.urls import api_urls

app_name = "support_tickets"
urlpatterns = api_urls()
