"""The door: how often one may try a password, who sits at this very machine, where to go then."""

import hashlib
import ipaddress
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import authenticate
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from tiexin.core.addresses import address_of
from tiexin.core.refusal import Refused
from tiexin.orgs.models import Account

TRIES, WAIT = 5, 15 * 60
LAW = "GB/T 22239-2019 8.1.4.1：应启用登录失败处理"
FORWARDED = ("FORWARDED", "X_FORWARDED_FOR", "X_FORWARDED_HOST", "X_FORWARDED_PROTO", "X_REAL_IP", "VIA")


def check(request: HttpRequest, username: str, password: str) -> Account:
    """Return the account, or refuse; five wrong passwords shut the door for a quarter of an hour."""
    key = door_key(request, username)
    check_tries(key, "密码")
    account = authenticate(request, username=username, password=password)
    if not isinstance(account, Account):
        raise Refused(f"登录名或密码不对，{missed(key)}")
    cache.delete(key)
    return account


def check_tries(key: str, what: str) -> None:
    """Refuse whoever was wrong too often to try again now."""
    if cache.get(key, 0) >= TRIES:
        raise Refused(f"{what}输错已达 {TRIES} 次，请 {WAIT // 60} 分钟后再试", clause=LAW)


def missed(key: str) -> str:
    """Count one more wrong try; say how many are left, or how long to wait."""
    cache.add(key, 0, WAIT)
    left = TRIES - cache.incr(key)
    return f"还可以再试 {left} 次" if left else f"请 {WAIT // 60} 分钟后再试"


def door_key(request: HttpRequest, username: str) -> str:
    """Return under which the wrong tries from this address with this name are counted."""
    who = f"{address_of(request)}|{username.casefold()}"
    return f"door:{hashlib.sha256(who.encode()).hexdigest()}"


def onward(request: HttpRequest) -> str:
    """Return where the person wanted to go, when that lies within this site."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else settings.LOGIN_REDIRECT_URL


def demo_here(request: HttpRequest) -> bool:
    """Tell whether this is a demo and the request comes straight from this very machine."""
    if not request.installation.demo:  # type: ignore[attr-defined]
        return False
    if any(f"HTTP_{name}" in request.META for name in FORWARDED):
        return False
    return _loopback(request.META.get("REMOTE_ADDR", "")) and _loopback(_host(request))


def _host(request: HttpRequest) -> str:
    name = urlsplit(f"//{request.get_host()}").hostname or ""
    return "127.0.0.1" if name == "localhost" else name


def _loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
