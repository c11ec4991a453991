"""Answers to requests that failed before they reached a page, or within it."""

import sys

from django.contrib import messages
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views import defaults

from tiexin.cases.codes import HOTLINE
from tiexin.config import maintenance
from tiexin.orgs import context

TITLE = "这个页面放得太久，没有保存"
TEXT = "为防止别人冒用您的身份，过期的表单不再接收。请返回上一页，刷新后再提交一次；填过的内容浏览器一般还留着。"
HINT = "如果反复出现，请看浏览器是否允许 Cookie，或把您打开的网址告诉系统管理员。"

OWN_PAGES = "/my/"  # below it nobody is an officer, and the way back is the code
MINE = {
    403: ("还没有保存", "这个页面放得太久，或者浏览器没有记住它。请退回上一页，复制写的字，刷新以后再交一次。"),
    404: ("没有这个页面", "网址可能不全，或者这一页已经撤下了。"),
    400: ("没有交成功", "网址或者写的内容不完整，可能在路上断了。请退回上一页再交一次，写的字一般还在。"),
    413: ("内容太多，没有交成功", "写的字太多了。请退回上一页改短一些再交；长的可以作为材料上传。"),
}

LARGE = ("内容太多，没有提交成功", "一次最多提交 6 MB、一千个格子；上传的文件不算在内，各有自己的上限。")
UNREADABLE = ("这个请求读不懂，没有提交成功", "网址或者提交的内容不完整，可能在路上断了。")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form without a valid token kindly; Django has logged the technical reason."""
    if mine := _mine(request, 403):
        return mine
    messages.warning(request, TEXT)
    messages.info(request, HINT)
    shown = {**context.page(request)["page"], "title": TITLE}
    return render(request, "tiexin/plain.html", {"page": shown}, status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say in words what the framework would say as “Bad Request”: too much at once (413), or not readable (400)."""
    large = isinstance(exception, (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent))
    if mine := _mine(request, 413 if large else 400):
        return mine
    said, why = LARGE if large else UNREADABLE
    return render(request, "400.html", {"said": said, "why": why}, status=413 if large else 400)


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that something broke; a database that does not answer in time is no fault of the page, and comes back."""
    if isinstance(sys.exc_info()[1], OperationalError):
        return maintenance.closed(request, maintenance.BUSY, maintenance.TEXT)
    page = "tiexin/portal/broken.html" if request.path.startswith(OWN_PAGES) else "500.html"
    return HttpResponseServerError(render_to_string(page))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that there is no such page, to an officer or to whoever asked."""
    return _mine(request, 404) or defaults.page_not_found(request, exception)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that nothing was done, to an officer or to whoever asked."""
    return _mine(request, 403) or defaults.permission_denied(request, exception)


def _mine(request: HttpRequest, status: int) -> HttpResponse | None:
    """The same said to whoever asked, on their own pages alone: an officer's words and ways back are none of theirs."""
    if not request.path.startswith(OWN_PAGES):
        return None
    said, why = MINE[status]
    context = {"said": said, "why": why, "hotline": HOTLINE}
    return render(request, "tiexin/portal/refused.html", context, status=status)
