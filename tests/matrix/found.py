"""Finds every page and every operation of the API, and says what is missing before it can be tested."""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import StringConverter
from ninja.operation import PathView

from tests.marks import behind
from tiexin.orgs.roles import PERMISSIONS

HOLE = re.compile(r"<(?:(\w+):)?(\w+)>")
PAGE_METHODS = ("GET", "POST")


@dataclass(frozen=True)
class Page:
    """One address with the view behind it; `ids` are its holes: (name of the argument, model)."""

    route: str
    name: str
    view: Callable[..., Any]
    ids: tuple[tuple[str, str], ...]
    methods: tuple[str, ...] = PAGE_METHODS
    api: bool = False

    @property
    def permission(self) -> str:
        return getattr(self.view, "needs", "")

    @property
    def is_open(self) -> bool:
        return hasattr(self.view, "open_to")

    @property
    def models(self) -> tuple[str, ...]:
        return tuple(model for _, model in self.ids)

    def path(self, *pks: object) -> str:
        """Return the address with its holes filled in order."""
        filling = iter(pks)
        return "/" + HOLE.sub(lambda hole: str(next(filling)), self.route)

    def __str__(self) -> str:
        return f"/{self.route}"


def find(resolver: URLResolver | None = None) -> list[Page]:
    """Return every page, and every operation of the API as a page of its own."""
    return [page for page in _walk(resolver or get_resolver(), "", {}) if page.view is not None]


def _walk(resolver: URLResolver, prefix: str, outer: dict[str, Any]) -> Iterator[Page]:
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        converters = outer | pattern.pattern.converters
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern, route, converters)
        elif isinstance(pattern, URLPattern):
            yield from _pages(pattern, route, converters)


def _pages(pattern: URLPattern, route: str, converters: dict[str, Any]) -> Iterator[Page]:
    ids = tuple((name, _model(converter)) for name, converter in converters.items())
    operations = [operation for path in _paths(pattern.callback) for operation in path.operations]
    for operation in operations:
        name = operation.view_func.__name__
        yield Page(route, name, operation.view_func, ids, tuple(operation.methods), True)
    if not operations:
        for view in behind(pattern.callback):
            yield Page(route, pattern.name or route, view, ids)


def _paths(callback: Any) -> list[PathView]:
    cells = [cell.cell_contents for cell in getattr(callback, "__closure__", None) or ()]
    return [each for each in cells if isinstance(each, PathView)]


def _model(converter: Any) -> str:
    """`<visit:pk>` is made by a class `VisitConverter`: the model's name is what stands before."""
    if isinstance(converter, StringConverter):
        return "str"
    return type(converter).__name__.removesuffix("Converter").lower()


def complaints(pages: list[Page], makers: Collection[str]) -> list[str]:
    """Say for each page what must be added before the matrix can judge it."""
    return [f"{page}: {wrong}" for page in pages for wrong in _wrong(page, makers)]


def _wrong(page: Page, makers: Collection[str]) -> Iterator[str]:
    view = getattr(page.view, "__name__", "the view")
    if not page.permission and not page.is_open:
        yield f'write @needs("…") (an operation: @marked("…")) above {view}, or @open_to("for whom")'
    if page.permission and page.permission not in PERMISSIONS:
        yield f'add "{page.permission}" to PERMISSIONS in src/tiexin/orgs/roles.py, and to the roles that hold it'
    for name, model in page.ids:
        if model == "int":
            yield f'<int:{name}> names no model: register("model") in urls.py and write <model:{name}>'
        elif model == "str" and not page.is_open:
            yield f"<str:{name}> names no model: only a page that is open_to somebody may take words"
        elif model not in {"str", "int"} | set(makers):
            yield f'<{model}:{name}> has no sample: add a line "{model}": … to MAKERS in tests/matrix/samples.py'
