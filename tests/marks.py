"""Every page and every operation of the API, as the URL resolver knows them."""

from collections.abc import Callable, Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from ninja.openapi.views import default_home
from ninja.operation import PathView

View = Callable[..., Any]


def pages(resolver: URLResolver | None = None) -> list[tuple[str, View]]:
    """Return each route with the callable that answers it; an API's route once for each operation."""
    return list(dict.fromkeys(_walk(resolver or get_resolver(), "")))


def _walk(resolver: URLResolver, prefix: str) -> Iterator[tuple[str, View]]:
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern, route)
        elif isinstance(pattern, URLPattern):
            yield from ((route, view) for view in behind(pattern.callback))


def behind(callback: View) -> list[View]:
    """Return what carries the marks: the view itself, or the operations behind an API's route."""
    if getattr(callback, "func", None) is default_home:
        return []  # the root of an API always answers 404
    cells = getattr(callback, "__closure__", None) or ()
    held = [cell.cell_contents for cell in cells]
    paths = [thing for thing in held if isinstance(thing, PathView)]
    return [operation.view_func for path in paths for operation in path.operations] or [callback]


def unmarked(resolver: URLResolver | None = None) -> list[str]:
    """Name the routes that carry neither `needs` nor `open_to`."""
    return [
        f"/{route} ({getattr(view, '__module__', '?')}.{getattr(view, '__name__', view)})"
        for route, view in pages(resolver)
        if not (hasattr(view, "needs") or hasattr(view, "open_to"))
    ]
