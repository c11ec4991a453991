"""Answers to requests that failed before they reached a page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tiexin.orgs import context

TITLE = "这个页面放得太久，没有保存"
TEXT = "为防止别人冒用您的身份，过期的表单不再接收。请返回上一页，刷新后再提交一次；填过的内容浏览器一般还留着。"
HINT = "如果反复出现，请看浏览器是否允许 Cookie，或把您打开的网址告诉系统管理员。"


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form without a valid token kindly; Django has logged the technical reason."""
    messages.warning(request, TEXT)
    messages.info(request, HINT)
    shown = {**context.page(request)["page"], "title": TITLE}
    return render(request, "tiexin/plain.html", {"page": shown}, status=403)
