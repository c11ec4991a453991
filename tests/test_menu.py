"""Every page belongs to one room: its item of the menu is lit, for everybody who may open it."""

from pathlib import Path

import pytest

import tiexin
from tests.tour import pages
from tiexin.orgs.context import MENU, room_of
from tiexin.orgs.roles import ROLES

MY = (
    *("my", "my-size", "my-ask", "my-follow", "my-follow-printed", "my-login", "my-login-code", "my-logout"),
    *(
        "my-left-out",
        "my-matters",
        "my-matter",
        "my-slip",
        "my-add",
        "my-answer",
        "my-move",
        "my-paper",
        "my-letter",
        "my-mandate",
        "my-hour",
        "my-hour-move",
        "my-hour-cancel",
    ),
)
NO_ROOM = {  # name of a page → why no item of the menu is lit on it
    "home": "leads on to the first page of the menu",
    "search": "finds in all rooms",
    "help": "explains all rooms",
    "help-chapter": "explains all rooms",
    "messages": "stands under the bell",
    "messages-read": "answers a form",
    "messages-settings": "stands under the bell",
    "message-open": "answers a form",
    "texts": "stands under the bell",
    "text-again": "answers a form",
    "practice": "stands in one's own menu",
    "practice-enter": "answers a form",
    "practice-leave": "answers a form",
    "file": "answers with a file",
    "region-pick": "a part of a page",
    "openapi-json": "the description of the API",
    "login": "has no menu",
    "logout": "answers a form",
    "activate": "has no menu",
    "demo-enter": "answers a form",
    "sign": "has no menu",
    "calendar-feed": "answers with a file",
    "survey-answer": "has no menu",
    **{name: "has no menu: workers use it without being officers" for name in MY},
    "start": "has no menu",
    "start-step": "has no menu",
    "start-links": "has no menu",
    "start-region": "a part of a page without a menu",
}
ROOT = Path(tiexin.__file__).parent
ROOMS = {name: room_of(page.path(*[1] * len(page.ids))) for name, page in pages().items()}


def test_every_page_lies_in_a_room_or_says_why_not():
    assert sorted(name for name, room in ROOMS.items() if not room) == sorted(NO_ROOM)


def test_no_page_lies_in_the_first_room_but_what_waits_for_me():
    first = {name for name, room in ROOMS.items() if room == "today"}
    assert first == {"today", "waiting", "calendar-renew", "calendar-end"}


@pytest.mark.parametrize(
    ("name", "room"),
    [
        ("dues-new", "workers"),
        ("membership-end", "workers"),
        ("spell-end", "workers"),
        ("workermerge-undo", "workers"),
        ("workplace-change", "employers"),
        ("importrun", "orgs"),
        ("officer", "orgs"),
        ("handover", "orgs"),
        ("organ-paper-new", "orgs"),
        ("seat-fill", "orgs"),
        ("holding-replace", "orgs"),
        ("change-undo", "orgs"),
        ("entry", "board-home"),
        ("gauge", "board-home"),
        ("audit-entry", "audit"),
        ("own-target", "plans"),
    ],
)
def test_a_page_that_stands_elsewhere_lies_in_the_room_it_is_opened_from(name, room):
    assert ROOMS[name] == room


def test_whoever_may_open_a_page_has_its_room_in_the_menu():
    asks = {name: permission for name, _, _, permission in MENU}
    missing = {
        (role, name)
        for role, held in ROLES.items()
        for name, page in pages().items()
        if page.permission in held.permissions and ROOMS[name] and asks[ROOMS[name]] not in held.permissions
    }
    assert missing == set()


BASE = '{% extends "tiexin/base.html" %}'
NO_WAY = {  # a page that stands below nothing, or whose way is the menu itself
    "visits/list.html", "visits/teams.html", "activities/activities.html", "cases/cases.html", "plans/list.html",
    "orgs/orgs.html",
    "orgs/accounts.html",
    "orgs/posts.html", "orgs/absences.html", "orgs/account_link.html", "registry/employers.html",
    "supervision/inspections.html",
    "registry/workers.html", "evidence/audit.html", "boards/today.html", "boards/help.html", "boards/practice.html",
    "search/search.html", "outbox/messages.html",
}  # fmt: skip
OPEN_STILL = {
    "visits/visit.html", "visits/new.html", "visits/void.html", "visits/team.html", "visits/team_new.html",
    "visits/stay_new.html", "visits/must_visit_new.html",
}  # fmt: skip


def test_every_page_below_a_list_says_the_way_to_it():
    pages = ROOT.rglob("templates/tiexin/**/*.html")
    found = {str(path).split("/templates/tiexin/")[1]: path.read_text() for path in pages}
    bare = {name for name, text in found.items() if text.startswith(BASE) and "{% block crumbs %}" not in text}
    assert bare == NO_WAY | OPEN_STILL
