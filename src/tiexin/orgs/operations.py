"""The mark of an operation of the API, as `needs` is the mark of a page."""

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any, TypeVar

from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.operation import PathView
from pydantic import StringConstraints

from tiexin.orgs.roles import roles_with
from tiexin.orgs.scope import admit

R = TypeVar("R")
Words = Annotated[str, StringConstraints(max_length=60, pattern=r"^[^\x00]*$")]  # what a list can be searched for


def marked(permission: str) -> Callable[[Callable[..., R]], Callable[..., R]]:
    """Mark an operation with its permission: nobody gets 401, a stranger to it 404."""
    roles_with(permission)

    def mark(operation: Callable[..., R]) -> Callable[..., R]:
        @wraps(operation)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> R:
            if not request.user.is_authenticated:
                raise HttpError(401, "请先登录")
            admit(request, permission)
            return operation(request, *args, **kwargs)

        guarded.needs = permission  # type: ignore[attr-defined]
        guarded.__signature__ = inspect.signature(operation, eval_str=True)  # type: ignore[attr-defined]
        return guarded

    return mark


def is_marked(view: Callable[..., Any]) -> bool:
    """Tell whether a view carries a mark; behind a route of the API every operation must carry one."""
    cells = getattr(view, "__closure__", None) or ()
    routes = [cell.cell_contents for cell in cells if isinstance(cell.cell_contents, PathView)]
    behind = [operation.view_func for route in routes for operation in route.operations] or [view]
    return all(hasattr(each, "needs") or hasattr(each, "open_to") for each in behind)
