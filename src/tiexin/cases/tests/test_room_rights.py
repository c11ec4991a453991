"""Every role at every page of rooms, centres and agents, in its own county, above and beside; nothing is half open."""

from itertools import product

import pytest
from django.test import Client

from tiexin.cases.rooms.models import Agent, Centre, CentreFunction, Reception, RoomCheck, RoomLink
from tiexin.cases.tests.rooms_scene import centre_of, checked, linked, named, opened, received, served, stage
from tiexin.orgs.roles import ROLES
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept

pytestmark = pytest.mark.django_db
SEE = ("/rooms/", "/rooms/coverage/", "/rooms/cadres/", "/centres/", "/agents/", "/api/rooms", "/api/centres")
MANAGE = ("/rooms/new/", "/rooms/new/employers/", "/rooms/new/units/", "/centres/new/", "/centres/new/units/")
MORE = ("/agents/new/", "/agents/new/officers/")
READ = ("room", "check", "centre")
HANDLED = ("change", "hours", "close", "check", "link", "link/cadres")


@kept.fixture
def cast():
    found = stage()
    room = opened(found)
    checked(found, room)
    linked(found, room, found.chief)
    received(found, room, end="")
    served(found, centre_of(found), "hardship")
    named(found)
    return found


def addresses():
    """Every page of one row, by what it asks for."""
    room, centre = RoomCheck.objects.get().room_id, Centre.objects.get().pk
    reception = Reception.objects.get().pk
    return {
        "rooms.see": [f"/rooms/{room}/", f"/rooms/checks/{RoomCheck.objects.get().pk}/", f"/centres/{centre}/"],
        "rooms.manage": [
            *(f"/rooms/{room}/{each}/" for each in HANDLED),
            f"/rooms/links/{RoomLink.objects.get().pk}/end/",
            *(f"/centres/{centre}/{each}/" for each in ("change", "function", "function/officers", "convert")),
            f"/centres/functions/{CentreFunction.objects.get().pk}/drop/",
            f"/agents/{Agent.objects.get().pk}/end/",
        ],
        "cases.see": [f"/rooms/receptions/{reception}/"],
        "cases.register": [
            f"/rooms/{room}/receptions/new/",
            f"/rooms/{room}/receptions/workers/",
            f"/rooms/receptions/{reception}/answer/",
        ],
    }


def holds(role, permission):
    return permission in ROLES[role].permissions


@pytest.mark.parametrize("role", ROLES)
def test_lists_open_for_whoever_may_see_or_register(cast, role):
    client = c.enter(Client(), c.officer("某某", cast.county, role))
    for pages, permission in (
        (SEE, "rooms.see"),
        ((*MANAGE, *MORE), "rooms.manage"),
        (("/rooms/receptions/",), "cases.see"),
    ):
        wanted = [200 if holds(role, permission) else 404] * len(pages)
        assert [client.get(page).status_code for page in pages] == wanted, permission


@pytest.mark.parametrize(("role", "at"), list(product(ROLES, ("county", "city", "other_county", "enterprise"))))
def test_rows_open_for_whoever_holds_the_right_at_or_above_them(cast, role, at):
    who = c.officer("某某", getattr(cast, at))
    c.actions.grant_post(who, getattr(cast, at), role, by=None, on=c.FOUNDED)
    client = c.enter(Client(), c.with_account(who))
    reached = at in ("county", "city")
    for permission, pages in addresses().items():
        wanted = [200 if reached and holds(role, permission) else 404] * len(pages)
        assert [client.get(page).status_code for page in pages] == wanted, permission


def test_nobody_signed_in_is_led_to_sign_in_and_machines_are_told(cast):
    client = Client()
    pages = [page for pages in addresses().values() for page in pages]
    assert {client.get(page).status_code for page in (*pages, "/rooms/", "/centres/", "/agents/")} == {302}
    assert {client.get(page).status_code for page in ("/api/rooms", "/api/centres")} == {401}


@pytest.mark.parametrize("role", [role for role in ROLES if not holds(role, "rooms.manage")])
def test_whoever_may_not_writes_nothing(cast, role):
    client = c.enter(Client(), c.officer("某某", cast.county, role))
    with c.nothing_written():
        answers = [client.post(page, {"reason": "x", "day": c.TODAY}) for page in addresses()["rooms.manage"]]
    assert {each.status_code for each in answers} == {404}


def test_a_page_that_only_shows_takes_no_form(cast):
    client = c.enter(Client(), cast.manager)
    pages = [
        *addresses()["rooms.see"],
        *addresses()["cases.see"],
        "/rooms/",
        "/centres/",
        "/agents/",
        "/rooms/receptions/",
    ]
    with c.nothing_written():
        assert {client.post(page).status_code for page in pages} == {405}
