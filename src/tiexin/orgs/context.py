"""What every page knows: who asks, which day it is, and the menu of what they may open."""

from typing import Any, NamedTuple

from django.http import HttpRequest

from tiexin.core.named import address
from tiexin.orgs.models import Officer
from tiexin.orgs.practice import practised
from tiexin.orgs.scope import may

MENU = (
    ("today", "今日", "today", "today.see"),
    ("board-home", "看板", "board", "boards.see"),
    ("visits", "走访", "visit", "visits.see"),
    ("employers", "企业", "employer", "registry.see"),
    ("workers", "职工", "user", "registry.see"),
    ("cases", "诉求", "talk", "cases.see"),
    ("plans", "方案", "plan", "plans.see"),
    ("inspections", "督导", "eye", "supervision.see"),
    ("teams", "工作组", "team", "teams.see"),
    ("activities", "宣讲培训", "talk", "activities.see"),
    ("orgs", "组织", "org", "orgs.see"),
    ("accounts", "账号", "user", "accounts.manage"),
    ("posts", "岗位", "shield", "posts.grant"),
    ("absences", "代理", "user", "posts.grant"),
    ("audit", "审计", "list", "audit.see"),
)
PLACES = {  # where pages of a room stand besides under the address of its list
    "today": ("/waiting/",),
    "board-home": ("/gauges/", "/entries/", "/burden/"),
    "employers": ("/workplaces/", "/tags/", "/must-visits/"),
    "workers": ("/memberships/", "/spells/", "/groups/", "/merges/"),
    "visits": ("/problems/", "/deeds/", "/proposals/", "/opinions/", "/announcements/", "/field/"),
    "cases": ("/rooms/", "/centres/", "/agents/", "/hotline/", "/appointments/", "/knowledge/", "/reports/"),
    "teams": ("/draws/",),
    "orgs": ("/officers/", "/organs/", "/seats/", "/holdings/", "/changes/", "/orphans/", "/imports/"),
}

MANY = 100  # unread messages whose number no longer fits the bell


class Item(NamedTuple):
    """A room in the menu; `active`: the page belongs to it."""

    label: str
    url: str
    icon: str
    active: bool


def page(request: HttpRequest) -> dict[str, Any]:
    """Return `page`: menu, me, today, demo, and the role in words while somebody practises."""
    officer = getattr(request, "officer", None)
    menu = _menu(request) if officer else ()
    installation = getattr(request, "installation", None)
    return {
        "page": {
            "menu": menu,
            "me": _me(request, officer) if officer else None,
            "practice": practised(request),
            "inbox": _inbox(request) if officer else None,
            "search_url": address("search") if officer and may(request, "orgs.see") else "",
            "today": getattr(request, "today", None),
            "demo": {"clock": installation.clock, "note": installation.note}
            if installation and installation.demo
            else None,
        }
    }


def _inbox(request: HttpRequest) -> dict[str, Any] | None:
    """The bell: where one's messages are, how many are unread. The number came with the account (`backend.along`)."""
    if not may(request, "messages.see"):
        return None
    unread = 0 if getattr(request, "practising", "") else getattr(request.user, "unread", 0)
    return {"url": address("messages"), "unread": unread, "said": f"{unread}" if unread < MANY else f"{MANY - 1}+"}


def _me(request: HttpRequest, officer: Officer) -> dict[str, Any]:
    links = [{"label": "练习", "url": address("practice"), "icon": "edit"}]
    if may(request, "cases.learn"):
        links.append({"label": "诉求的建议", "url": address("case-learning"), "icon": "list"})
    return {"name": officer.name, "unit": str(officer.org), "post": _post(officer), "links": links}


def _post(officer: Officer) -> str:
    """The title; a deputy's with whom the person stands in for today."""
    away = "、".join(each.absent.name for each in getattr(officer, "stand_ins", []))
    return " · ".join(filter(None, [officer.title, f"代 {away}" if away else ""]))


def _menu(request: HttpRequest) -> tuple[Item, ...]:
    here = room_of(request.path)
    return tuple(
        Item(label, address(name), icon, name == here)
        for name, label, icon, permission in MENU
        if may(request, permission)
    )


def room_of(path: str) -> str:
    """Name the item of the menu to which the page at an address belongs; "" for one of no room (search, help)."""
    for name, *_ in MENU:
        url = address(name)
        under = (url,) if url != "/" else ()
        if path == url or path.startswith((*under, *PLACES.get(name, ()))):
            return name
    return ""
