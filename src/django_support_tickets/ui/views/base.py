"""What every page shares: who asks, what is refused, how it is rendered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.generic import View

from django_support_tickets.characters import is_storable
from django_support_tickets.conf import settings
from django_support_tickets.enums import Verb
from django_support_tickets.exceptions import InvalidInput, NotAllowed, NothingFound, SupportError
from django_support_tickets.http.throttling import count_request
from django_support_tickets.http.uploads import LimitedUpload, limit_uploads
from django_support_tickets.policies import actor_for, get_policy
from django_support_tickets.selectors import tickets as selectors
from django_support_tickets.ui.links import page_link
from django_support_tickets.ui.refusals import (
    NotLoggedIn,
    SupportIsOff,
    TooManyRequests,
    refusal_for,
)

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

    from django_support_tickets.actors import Actor
    from django_support_tickets.models import Ticket

PAGES = "support_tickets/pages"


# Exempt, then protected again inside: the check reads the body, and the limit must come first.
@method_decorator(csrf_exempt, name="dispatch")
class Page(View):
    """Base of all pages, and of the parts that scripts ask for.

    A subclass answers ``get`` or ``post`` by ``self.render(...)`` or ``self.go_to(...)`` and
    lets ``SupportError`` rise: it becomes a page, or for a script a part, with the right status.
    """

    throttle_scope: str | None = "write"  # under which a POST counts
    upload_limit = LimitedUpload

    @cached_property
    def actor(self) -> Actor:
        """The person who asks, in the role the policy gives them."""
        return actor_for(self.request.user)

    @cached_property
    def ticket(self) -> Ticket:
        """The visible ticket that the address names; raises ``TicketNotFound``."""
        return selectors.pick(selectors.visible_to(self.actor), self.kwargs["ticket_id"])

    @property
    def wants_part(self) -> bool:
        """Whether htmx, or our own script, asks for a part and not for a whole page."""
        headers = self.request.headers
        # For a page of the browser's history htmx asks for all of it.
        is_history = headers.get("HX-History-Restore-Request") == "true"
        return headers.get("HX-Request") == "true" and not is_history

    @property
    def is_for_desk(self) -> bool:
        """Whether who asks may work the queue."""
        try:
            return get_policy().allows(self.actor, Verb.WORK_QUEUE)
        except NotAllowed:
            return False

    def require_agent(self) -> None:
        """Raise ``NothingFound`` for who may not work the queue: for them there is nothing."""
        if not self.is_for_desk:
            raise NothingFound

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer the request, whatever it is, without a 500."""
        if request.encoding is not None and not hasattr(request, "_post"):
            request.encoding = "utf-8"  # Django takes any codec of Python's for a charset
        limit_uploads(request, self.upload_limit)
        try:
            response = self._protected(request, *args, **kwargs)
        except SupportError as error:
            response = self.refuse(error)
        if not response.has_header("Cache-Control"):  # shared caches keep a 404, too
            add_never_cache_headers(response)
        patch_vary_headers(response, ["HX-Request"])
        return response

    @method_decorator(csrf_protect)
    def _protected(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not settings.is_enabled(request):
            raise SupportIsOff
        if not request.user.is_authenticated:
            return self._ask_to_log_in()
        for name, values in request.GET.lists():
            if not all(map(is_storable, values)):
                raise InvalidInput({name: [_("This has characters that cannot be read.")]})
        self.admit()
        if request.method == "POST":
            self.count()
        return super().dispatch(request, *args, **kwargs)

    def admit(self) -> None:
        """Raise for a person who may not have the page at all; everybody may."""

    def count(self) -> None:
        """Count the request; raise ``TooManyRequests`` beyond the limit."""
        count = count_request(self.throttle_scope, self.request.user.pk)
        if count is not None and not count.is_within:
            raise TooManyRequests(count)

    def refuse(self, error: SupportError) -> HttpResponse:
        """Return the page, or the part, that says why not."""
        refusal = refusal_for(error)
        name = "partials/notice.html" if self.wants_part else "error.html"
        response = self.render(name, {"refusal": refusal, "is_error": True}, refusal.status)
        if refusal.retry_after is not None:
            response["Retry-After"] = str(refusal.retry_after)
        return response

    def render(
        self, name: str, context: dict[str, Any] | None = None, status: int = 200
    ) -> HttpResponse:
        """Return a template of the pages, filled in by the clock of its reader."""
        shared = {"base_template": settings.BASE_TEMPLATE, "page": self}
        filled = {**shared, **(context or {})}
        with timezone.override(self.zone):
            return render(self.request, f"{PAGES}/{name}", filled, status=status)

    @cached_property
    def zone(self) -> Any:
        """The clock of the reader; that of the site for whom the desk does not know."""
        try:
            return settings.resolve("USER_TIMEZONE")(self.actor.person)
        except NotAllowed:
            return timezone.get_default_timezone()

    def link(self, name: str, *args: Any) -> str:
        """Return the path of another page."""
        return page_link(self.request, name, *args)

    def go_to(self, name: str, *args: Any) -> HttpResponse:
        """Send the browser to a page, after a form was accepted; a script goes there itself."""
        if self.wants_part:
            return HttpResponse(status=204, headers={"HX-Redirect": self.link(name, *args)})
        return HttpResponseRedirect(self.link(name, *args), status=303)

    def _ask_to_log_in(self) -> HttpResponse:
        if self.wants_part or self.request.method != "GET":
            raise NotLoggedIn
        return redirect_to_login(self.request.get_full_path())
