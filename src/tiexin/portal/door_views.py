"""The door by phone: a number, always the same answer, a code, a session of the portal's own."""

from __future__ import annotations

from functools import partial

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tiexin.core.refusal import Refused
from tiexin.core.skin import posted
from tiexin.orgs.asking import today
from tiexin.orgs.scope import open_to
from tiexin.portal.actions.accounts import enter_code, leave, send_code
from tiexin.portal.actions.counting import check_pace
from tiexin.portal.forms import DigitsForm, PhoneForm
from tiexin.portal.refusing import attempt
from tiexin.portal.rules import WRONG_DIGITS, limits
from tiexin.portal.typed import shown, stays
from tiexin.portal.views import READ_WRITE
from tiexin.portal.visitors import SEEN, SESSION, TICKET, TICKET_SALT, address, drop, put, unsigned


@open_to("所有职工：用手机号登录")
@never_cache
@require_http_methods(READ_WRITE)
@stays
def my_login(request: HttpRequest) -> HttpResponse:
    """Type a number; whoever it belongs to, the answer is the same page that asks for a code."""
    form = PhoneForm(posted(request))

    def act() -> str:
        check_pace("text", address(request), on=today(request))
        return send_code(form.cleaned_data["phone"], on=today(request))

    if form.is_valid() and (ticket := attempt(form, act)):
        response = redirect("my-login-code")
        put(response, TICKET, signing.dumps(ticket, salt=TICKET_SALT), limits().code)
        return response
    return shown(request, "tiexin/portal/login.html", form)


@open_to("要了验证码的人：输入验证码")
@never_cache
@require_http_methods(READ_WRITE)
@stays
def my_login_code(request: HttpRequest) -> HttpResponse:
    """Type the code; without the ticket of this browser no code opens anything."""
    ticket = unsigned(request, TICKET, TICKET_SALT, limits().code)
    form = DigitsForm(posted(request))
    if form.is_valid():
        token = attempt(form, partial(_entered, request, str(ticket or ""), form.cleaned_data["digits"]))
        if token:
            response = redirect("my-matters")
            put(response, SESSION, token, limits().session)
            drop(response, TICKET)
            return response
    minutes = int(limits().code.total_seconds() // 60)
    return shown(request, "tiexin/portal/login_code.html", form, minutes=minutes)


def _entered(request: HttpRequest, ticket: str, digits: str) -> str:
    check_pace("enter", address(request), on=today(request))
    token = enter_code(ticket, digits, on=today(request))
    if not token:
        raise Refused(WRONG_DIGITS, field="digits")
    return token


@open_to("登录了的职工，和用查询码打开过的人：退出")
@require_POST
def my_logout(request: HttpRequest) -> HttpResponse:
    """Log out, and let this browser forget every matter."""
    leave(request.COOKIES.get(SESSION, ""))
    response = redirect("my")
    drop(response, SESSION, SEEN, TICKET)
    return response
