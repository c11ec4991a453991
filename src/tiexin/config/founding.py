"""An installation in which nothing is founded leads whoever comes to its first page, and programs to a message."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from tiexin.boards.start import codes, queries
from tiexin.config import maintenance

TITLE, TEXT = "这个安装还没有单位", "请先在网页上答完五个问题（/start/），或运行 tiexin init"
OPEN = ("/static/", "/start/", "/help/")


class FoundingMiddleware:
    """Costs nothing once anything is founded: each process looks until it has seen a unit, and then never again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on; while there is no unit, lead to the start."""
        if queries.KNOWN or request.path.startswith("/static/"):
            return self.get_response(request)
        if queries.founded():
            codes.forget()
            return self.get_response(request)
        if request.path.startswith("/api/"):
            return maintenance.closed(request, TITLE, TEXT)
        return self.get_response(request) if request.path.startswith(OPEN) else HttpResponseRedirect(reverse("start"))
