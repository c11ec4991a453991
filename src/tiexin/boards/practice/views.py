"""The door of the practice tree: which role to try, in, and out again."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tiexin.boards.practice import actions
from tiexin.core.refusal import Refused
from tiexin.duties.models import State
from tiexin.orgs.asking import today
from tiexin.orgs.models import Officer
from tiexin.orgs.practice import KEY, PRACTISED, real
from tiexin.orgs.roles import ROLES
from tiexin.orgs.scope import open_to
from tiexin.plans.queries import newest
from tiexin.plans.rules import PRACTICE

CARDS = {
    "officer": ("visit", "登记一次走访，看指标怎么动；写错了，更正它、作废它。"),
    "office": ("team", "登记企业和职工，组建工作组，安排蹲点，作废本单位的走访。"),
    "leader": ("board", "看看板和各县的进度，签收、启动方案。"),
}


@open_to("已登录的干部：练习的入口")
@never_cache
@require_safe
def practice(request: HttpRequest) -> HttpResponse:
    """Say what practising is, and offer the roles."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    _officer(request)
    role = request.practising  # type: ignore[attr-defined]
    cards = [
        {"role": name, "label": ROLES[name].label, "icon": icon, "text": text, "now": name == role}
        for name, (icon, text) in CARDS.items()
    ]
    return render(request, "tiexin/boards/practice.html", {"cards": cards, "practising": role})


@open_to("已登录的干部：进入练习")
@require_POST
def practice_enter(request: HttpRequest) -> HttpResponse:
    """Become one's double in a role; entering again changes the role."""
    officer, role = _officer(request), request.POST.get("role", "")
    if role not in PRACTISED:
        raise Http404
    try:
        actions.enter(officer, on=today(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("practice")
    request.session[KEY] = role
    version = newest(PRACTICE)
    if version is None or version.state != State.LIVE:
        messages.info(request, "练习方案正在准备，约一分钟后指标就会出现；现在就可以登记走访")
    return redirect("home")


@open_to("已登录的干部：结束练习")
@require_POST
def practice_leave(request: HttpRequest) -> HttpResponse:
    """Be oneself again; leaving twice is no mistake."""
    _officer(request)
    if request.session.pop(KEY, ""):
        messages.success(request, "练习结束了，现在写下的都算数")
    return redirect("home")


def _officer(request: HttpRequest) -> Officer:
    officer = real(request)
    if officer is None:
        raise Http404
    return officer
