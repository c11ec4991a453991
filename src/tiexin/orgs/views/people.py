"""Officers, their accounts and posts: what the system and the security administrator do."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tiexin.core import exports, skin
from tiexin.core.days import now
from tiexin.core.pages import page_of
from tiexin.core.refusal import Refused
from tiexin.orgs import actions, picker, queries
from tiexin.orgs.asking import today, who
from tiexin.orgs.exports import ACCOUNTS, POSTS
from tiexin.orgs.forms import AccountFilter, OfficerForm, OpenAccountForm, PostFilter, PostForm
from tiexin.orgs.models import Officer, Org, Post
from tiexin.orgs.roles import PERMISSIONS, ROLES
from tiexin.orgs.scope import needs

READ_WRITE = ["GET", "HEAD", "POST"]


@needs("accounts.manage")
@require_safe
def accounts(request: HttpRequest) -> HttpResponse:
    """Officers in scope and how far their accounts are."""
    form = AccountFilter(request)
    found = queries.accounts_found(request, form.get("q"), form.get("state"), now())
    if exports.asked(request):
        return exports.listing(request, "账号", ACCOUNTS, found)
    return render(request, "tiexin/orgs/accounts.html", {"form": form, "pager": page_of(found, request)})


@needs("accounts.manage")
@require_http_methods(READ_WRITE)
def officer_new(request: HttpRequest) -> HttpResponse:
    """Enter a new officer, then go on to open the account."""
    units = Org.objects.for_request(request).open_on(today(request)).in_order()
    form = OfficerForm(units, today(request), skin.posted(request))
    if form.is_valid():
        officer = skin.attempt(form, lambda: actions.appoint_officer(form.instance, **who(request)))
        if officer is not None:
            messages.success(request, f"已登记{officer}，接着开通账号")
            return redirect("account-open", pk=officer.pk)
    return skin.form_page(request, "tiexin/orgs/officer_new.html", form)


@needs("accounts.manage")
@never_cache
@require_http_methods(READ_WRITE)
def account_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Open an account, or give out a new link; the answer itself shows the link, once and nowhere else."""
    serving = Officer.objects.for_request(request).serving(today(request))
    officer = get_object_or_404(serving.select_related("org", "account"), pk=pk)
    suggested = "" if officer.account_id else queries.free_username(officer.name)
    form = OpenAccountForm(officer, skin.posted(request), suggested)
    if form.is_valid():
        username = form.cleaned_data.get("username", "")
        token = skin.attempt(form, lambda: actions.open_account(officer, username, now=now(), **who(request)))
        if token is not None:
            link = request.build_absolute_uri(reverse("activate", args=[token]))
            shown = {"officer": officer, "link": link, "days": actions.LINK_LIFE.days}
            return render(request, "tiexin/orgs/account_link.html", shown)
    return skin.form_page(request, "tiexin/orgs/account_open.html", form, officer=officer)


@needs("posts.grant")
@require_http_methods(READ_WRITE)
def posts(request: HttpRequest) -> HttpResponse:
    """The open posts in scope, and the form that grants one."""
    asked = PostFilter(request)
    found = queries.posts_found(request, asked.get("q"), asked.get("role"))
    if exports.asked(request):
        return exports.listing(request, "岗位", POSTS, found)
    form = PostForm(request, skin.posted(request))
    if form.is_valid():
        given = form.cleaned_data
        post = skin.attempt(form, lambda: actions.grant_post(**given, **who(request)))
        if post is not None:
            messages.success(request, f"{post.officer}已任{post.org}的{post.role_label}")
            return redirect("posts")
    context = {"asked": asked, "pager": page_of(found, request), "roles": _roles()}
    return skin.form_page(request, "tiexin/orgs/posts.html", form, **context)


def _roles() -> list[tuple[str, list[str]]]:
    """Say what each role may do."""
    return [
        (role.label, [label for name, label in PERMISSIONS.items() if name in role.permissions])
        for role in ROLES.values()
    ]


@needs("posts.grant")
@require_POST
def post_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a post from today on."""
    post = get_object_or_404(Post.objects.for_request(request), pk=pk)
    try:
        actions.end_post(post, **who(request))
        messages.success(request, "岗位已终止，即刻生效")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("posts")


@needs("posts.grant")
@require_safe
def officer_pick(request: HttpRequest) -> HttpResponse:
    """Search serving officers, for the form that grants a post."""
    return picker.answer(request, queries.electable(request), picker.OFFICER)
