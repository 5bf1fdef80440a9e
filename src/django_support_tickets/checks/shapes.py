"""Keys whose values have a wrong type, or lead to nothing that fits them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.module_loading import import_string
from rest_framework.authentication import BaseAuthentication
from rest_framework.pagination import BasePagination, CursorPagination

from django_support_tickets.checks.errors import Messages, wrong
from django_support_tickets.conf import NAME, settings

PATHS = (
    "POLICY",
    "USER_DISPLAY",
    "USER_EMAIL",
    "USER_LANGUAGE",
    "USER_TIMEZONE",
    "SANITIZER",
    "NOTIFICATION_PREFERENCES",
    "PAGINATION_CLASS",
    "EXCEPTION_HANDLER",
)
KINDS: Mapping[str, type] = {
    "PAGINATION_CLASS": BasePagination,
    "AUTHENTICATION_CLASSES": BaseAuthentication,
}
MAY_BE_DATA = ("PAGINATION_CLASS", "CATEGORIES", "ENABLED")
TYPE_BY_KEY: Mapping[str, tuple[type, ...]] = {
    **dict.fromkeys(PATHS, (str,)),
    "PAGINATION_CLASS": (str, type(None)),
    "USER_MODEL": (str,),
    "CUSTOMER_PRIORITIES": (list, tuple, set),
    "LIMITS": (dict,),
    "THROTTLES": (dict,),
    "NOTIFIERS": (dict,),
    "RELAY": (str,),
    "REALTIME": (dict, type(None)),
    "SCANNER": (dict, type(None)),
    "AUTHENTICATION_CLASSES": (list, tuple, type(None)),
    "BASE_TEMPLATE": (str,),
    "LINK_LIFETIME": (int,),
    "RETENTION": (dict,),
    "STORAGE": (str, Callable),  # type: ignore[dict-item]  # isinstance() takes it
    "ENABLED": (bool, str, Callable),  # type: ignore[dict-item]
}


def wrong_types(values: Mapping[str, Any]) -> Messages:
    """Yield an error for each value of a type that its key does not take."""
    for key, types in TYPE_BY_KEY.items():
        no_number = values.get(key) is True and bool not in types  # though Python has it for one
        if key in values and (no_number or not isinstance(values[key], types)):
            names = " or ".join(kind.__name__ for kind in types)
            yield wrong(3, f"{NAME}[{key!r}] is {values[key]!r}.", f"Give a {names}.")


def check_paths() -> Messages:
    """Yield what cannot be imported or called, or is a class of another kind."""
    paths = [(key, getattr(settings, key)) for key in PATHS]
    paths += [("AUTHENTICATION_CLASSES", path) for path in settings.AUTHENTICATION_CLASSES or ()]
    paths += [(key, getattr(settings, key)) for key in ("CATEGORIES", "ENABLED")]
    if isinstance(settings.STORAGE, str) and "." in settings.STORAGE:
        paths.append(("STORAGE", settings.STORAGE))
    for key, path in paths:
        if isinstance(path, str):
            yield from _of_path(key, path)
        elif not callable(path) and key not in MAY_BE_DATA:
            yield wrong(4, f"{NAME}[{key!r}] is no path: {path!r}.", "Give a dotted path.")


def _of_path(key: str, path: str) -> Messages:
    try:
        found = import_string(path)
    except ImportError as error:
        hint = f"Give the dotted path of something importable ({error})."
        yield wrong(4, f"{NAME}[{key!r}] cannot be imported: {path!r}.", hint)
        return
    kind = KINDS.get(key)
    if not callable(found):
        hint = "Give the dotted path of a class or a function."
        yield wrong(20, f"{NAME}[{key!r}] cannot be called: {path!r}.", hint)
    elif kind and not (isinstance(found, type) and issubclass(found, kind)):
        hint = f"Give the dotted path of a subclass of REST framework's {kind.__name__}."
        yield wrong(20, f"{NAME}[{key!r}] is of another kind: {path!r}.", hint)
    elif kind and issubclass(found, CursorPagination):
        hint = "Give a class of numbered pages: pages by cursor are there beside them."
        yield wrong(20, f"{NAME}[{key!r}] pages by a column that not every list has.", hint)
