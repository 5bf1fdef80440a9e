from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def elsewhere(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()


urlpatterns = [
    path("", include("django_support_tickets.urls")),
    path("elsewhere/", elsewhere),
]
