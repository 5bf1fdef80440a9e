"""Every address of the example host: /api/<app>/ with a trailing slash and no version."""

from __future__ import annotations

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.views import LoginView
from django.http import HttpResponse
from django.urls import include, path
from django.views.generic import RedirectView
from drf_yasg import openapi
from drf_yasg.views import get_schema_view
from rest_framework.permissions import AllowAny

swagger = get_schema_view(
    openapi.Info(title="Example marketplace", default_version="v1"),
    public=True,
    permission_classes=[AllowAny],
    # The host's authentication would refuse a stale token even on this open page.
    authentication_classes=[],
)

urlpatterns = [
    path("", RedirectView.as_view(url="/swagger/", permanent=False)),
    path("healthz/", lambda _request: HttpResponse("ok\n", content_type="text/plain")),
    # Browsers ask for it whatever a page says; there is none.
    path("favicon.ico", lambda _request: HttpResponse(status=204)),
    path("admin/", admin.site.urls),
    path("api/auth/", include("accounts.urls")),
    path("api/marketplace/", include("marketplace.urls")),
    path("api/notifications/", include("notifications.urls")),
    path("api/support/", include("django_support_tickets.urls")),
    path("support/", include("django_support_tickets.ui.urls")),
    path("accounts/login/", LoginView.as_view(), name="login"),
    path("swagger/", swagger.with_ui("swagger", cache_timeout=0), name="swagger-ui"),
    path(
        "swagger.json",
        swagger.without_ui(cache_timeout=0),
        {"format": ".json"},
        name="swagger-json",
    ),
]

if settings.HAS_SPECTACULAR:
    from drf_spectacular.views import SpectacularAPIView

    urlpatterns.append(
        path(
            "api/schema/",
            SpectacularAPIView.as_view(authentication_classes=[], permission_classes=[AllowAny]),
            name="schema",
        )
    )
