"""What every page knows: the menu of what one may open, the day, the demo's note."""

import pytest
from django.urls import resolve, reverse

from tiexin.orgs import actions
from tiexin.orgs.context import MENU
from tiexin.orgs.roles import ROLES
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return c.stage()


def page(client, address="/orgs/"):
    return client.get(address).context["page"]


@pytest.mark.parametrize("who", ["leader", "office", "officer", "enterprise", "system", "security", "audit"])
def test_menu_is_what_the_role_may_open(cast, client, who):
    c.enter(client, cast.people[who])
    role = ROLES[who]
    shown = [item.label for item in page(client)["menu"]]
    assert shown == [label for _, label, _, permission in MENU if permission in role.permissions]


def test_every_line_of_the_menu_asks_for_the_permission_of_its_page(cast, client):
    for name, _, _, permission in MENU:
        assert resolve(reverse(name)).func.needs == permission


def test_menu_marks_where_one_is(cast, client):
    c.enter(client, cast.people["leader"])
    active = [item.label for item in page(client, f"/orgs/{cast.city.pk}/")["menu"] if item.active]
    assert active == ["组织"]


def test_page_names_the_person_and_the_day(cast, client):
    c.enter(client, cast.people["leader"])
    known = page(client)
    assert known["me"]["name"] == "陈志远"
    assert known["me"]["unit"] == "自治区总工会"
    assert known["today"] == c.TODAY
    assert known["demo"] is None


def test_demo_says_so_on_every_page(cast, client):
    actions.set_installation(demo=True, clock=c.TODAY, note="年份为假定")
    c.enter(client, cast.people["leader"])
    assert page(client)["demo"]["clock"] == c.TODAY
    for address in ("/orgs/", "/login/"):
        text = client.get(address, REMOTE_ADDR="127.0.0.1", HTTP_HOST="localhost").text
        assert "2012年5月10日" in text
        assert "年份为假定" in text


def test_stranger_to_everything_sees_no_menu(cast, client):
    assert "tx-tab" not in client.get("/login/").text
