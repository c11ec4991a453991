"""A house that is being worked on says so: while the file `maintenance` lies in its folder, every page answers 503."""

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

FILE = "maintenance"
TITLE, BUSY = "系统正在维护", "系统这会儿太忙，没有办成"
TEXT = "请过一会儿再来。已经保存过的内容没有丢失；正在填写的内容作为草稿留在这台设备上。"
AGAIN = 120  # seconds after which a browser or a program may ask again


class MaintenanceMiddleware:
    """Stands before everything that reads the database, and behind the styles, which stay readable."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on; while the file is there, answer with the sentence that it holds, or with the usual one."""
        try:
            said = (Path(settings.HOME) / FILE).read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return self.get_response(request)
        return closed(request, TITLE, said or TEXT)


def closed(request: HttpRequest, title: str, text: str) -> HttpResponse:
    """Answer 503 without a look at the database: a page, or a message to a program."""
    if request.path.startswith("/api/"):
        answer: HttpResponse = JsonResponse({"message": f"{title}。{text}"}, json_dumps_params={"ensure_ascii": False})
    else:
        answer = HttpResponse(render_to_string("503.html", {"title": title, "text": text}))
    answer.status_code = 503
    answer.headers["Retry-After"] = str(AGAIN)
    answer.headers["Cache-Control"] = "no-store"
    return answer
