from django.urls import include, path

from django_support_tickets.api.urls import api_urls
from tests.projects.extended.viewsets import MarketTicketViewSet

support = (api_urls(tickets=MarketTicketViewSet), "support_tickets")

urlpatterns = [
    path("api/support/", include(support)),
]
