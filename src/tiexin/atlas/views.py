"""地图边界: which boundary files are loaded, load another, withdraw one."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from tiexin.atlas import actions, queries, rules
from tiexin.atlas.forms import BoundaryForm, WithdrawForm
from tiexin.core import skin
from tiexin.orgs.asking import who
from tiexin.orgs.queries import home
from tiexin.orgs.scope import needs, nodes

NOT_YOURS = "地图边界全系统共用，只有最高一级单位的系统管理员才能装载和撤下"


@needs("maps.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def boundaries(request: HttpRequest) -> HttpResponse:
    """The boundary files that boards may show, and the form to load one with its 审图号."""
    asked = skin.posted(request)
    taking = asked is not None and "withdraw" in asked
    form = BoundaryForm(None if taking else asked, request.FILES or None)
    done = _withdraw(request) if taking else _load(request, form)
    if done:
        return done
    shown = {"boundaries": queries.loaded()[: queries.SHOWN], "keeps": _keeps(request), "not_yours": NOT_YOURS}
    return skin.form_page(request, "tiexin/atlas/boundaries.html", form, law=rules.LAW, **shown)


def _load(request: HttpRequest, form: BoundaryForm) -> HttpResponse | None:
    if not form.is_valid() or not _allowed(request, form):
        return None
    given = form.cleaned_data
    file = given["file"]
    document = file.read(rules.MOST_BYTES + 1)
    made = skin.attempt(form, lambda: actions.load_boundary(given["name"], given["approval"], document, **who(request)))
    if made is None:
        return None
    messages.success(request, f"已装载{made}：{made.outlines.count()} 个地区，看板上可以选“地图”")
    return redirect("boundaries")


def _withdraw(request: HttpRequest) -> HttpResponse:
    form = WithdrawForm(request.POST)
    if form.is_valid() and _keeps(request):
        boundary = get_object_or_404(queries.loaded(), pk=form.cleaned_data["withdraw"])
        if skin.attempt(form, lambda: actions.withdraw_boundary(boundary, **who(request))):
            messages.success(request, f"已撤下{boundary}，看板不再显示它")
    return redirect("boundaries")


def _keeps(request: HttpRequest) -> bool:
    """Tell whether the person is a system administrator of the highest unit that has one."""
    top = home()
    return top is not None and top.pk in nodes(request, "maps.manage")


def _allowed(request: HttpRequest, form: forms.Form) -> bool:
    if _keeps(request):
        return True
    form.add_error(None, NOT_YOURS)
    return False
