"""Log-in, the demo's entrance, activation, log-out, and the first page."""

from django.contrib import auth, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tiexin.core import skin
from tiexin.core.days import now
from tiexin.orgs import actions, entrance, queries
from tiexin.orgs.asking import today
from tiexin.orgs.context import MENU
from tiexin.orgs.forms import ActivateForm, LoginForm
from tiexin.orgs.models import Officer
from tiexin.orgs.scope import may, open_to


@open_to("所有人：登录")
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    """Ask for name and password; on the machine of a demo offer its persons, too."""
    demo = entrance.demo_here(request)
    if request.user.is_authenticated and not demo:
        return redirect(entrance.onward(request))
    form = LoginForm(skin.posted(request))
    if form.is_valid():
        given = form.cleaned_data
        account = skin.attempt(form, lambda: entrance.check(request, given["username"], given["password"]))
        if account is not None:
            auth.login(request, account)
            return redirect(entrance.onward(request))
    roles = queries.demo_people(today(request)) if demo else []
    return skin.form_page(request, "tiexin/orgs/login.html", form, roles=roles, next=entrance.onward(request))


@open_to("在本机打开演示的人")
@require_POST
def demo_enter(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter the demo as one of its persons, without a password; anywhere else this page does not exist."""
    if not entrance.demo_here(request):
        raise Http404
    held = queries.demo_posts(today(request)).values("officer")
    officer = get_object_or_404(Officer.objects.select_related("account"), pk=pk, pk__in=held)
    auth.login(request, officer.account)
    return redirect(entrance.onward(request))


@open_to("已登录的人：退出")
@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """End the session."""
    auth.logout(request)
    return redirect("login")


@open_to("持有一次性激活链接的人")
@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def activate(request: HttpRequest, token: str) -> HttpResponse:
    """Let the owner of a link set the password; a used or expired link says so.

    A link that names where to go (the first plan's) lets its owner in at once.
    """
    form = ActivateForm(skin.posted(request))
    if form.is_valid():
        done = skin.attempt(form, lambda: actions.activate(token, form.cleaned_data["password"], now=now()))
        if done is not None and "next" in request.GET:
            auth.login(request, done)
            return redirect(entrance.onward(request))
        if done is not None:
            messages.success(request, f"密码已设好，请用登录名 {done.username} 登录")
            return redirect("login")
    link = queries.usable_link(actions.hash_token(token), now())
    if link is None:
        return render(request, "tiexin/orgs/link_over.html", status=410)
    return skin.form_page(request, "tiexin/orgs/activate.html", form, username=link.account.username)


@open_to("已登录的人：去第一个能打开的页面")
@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Lead to the first page of the person's menu, or say that there is no post yet."""
    if not request.user.is_authenticated:
        return redirect("login")
    for name, _, _, permission in MENU:
        if may(request, permission):
            return redirect(name)
    return render(request, "tiexin/orgs/no_post.html")
