"""Knowledge while a call is up: one key beside the call, in a window of its own, with the way back to that call."""

import pytest
from django.urls import reverse

from tiexin.cases.actions import hotline as actions
from tiexin.cases.hotline import queries
from tiexin.cases.hotline.models import Call
from tiexin.cases.models import Case
from tiexin.cases.tests import hotline_scene as scene
from tiexin.cases.tests.case_scene import registered
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db
BASE = reverse("knowledge-base")


@pytest.fixture
def cast():
    found = scene.stage()
    found.author = found.people["officer"]
    found.clerk = c.officer("桑玉梅", found.county, "window")
    yield found
    calendar.forget()


@pytest.fixture
def call(cast):
    made = scene.told("ringing", "answered", seat="1")
    Call.objects.filter(pk=made.pk).update(by=cast.clerk)
    return Call.objects.get(pk=made.pk)


@pytest.mark.parametrize("page", ["/hotline/", "/hotline/now/", "/hotline/calls/{}/"])
def test_the_key_stands_beside_the_call_and_leaves_the_desk_where_it_is(cast, call, client, page):
    text = c.enter(client, cast.clerk).get(page.format(call.pk)).content.decode()
    assert f'href="{BASE}?call={call.pk}" target="_blank" rel="noopener" accesskey="z"' in text


def test_each_call_at_hand_has_its_own_and_one_key(cast, call, client):
    other = scene.told("ringing", "answered", "hungup", call="c2")
    Call.objects.filter(pk=other.pk).update(by=cast.clerk)
    text = c.enter(client, cast.clerk).get("/hotline/").content.decode()
    assert [text.count(f'id="know-{each.pk}"') for each in (call, other)] == [1, 1]
    assert text.count('accesskey="z"') == 1


def test_the_search_says_for_which_call_it_is_and_keeps_it(cast, call, client):
    page = c.enter(client, cast.clerk).get(BASE, {"call": call.pk, "q": "拖欠 工资"})
    text = page.content.decode()
    assert page.context["call"] == call
    assert f'<input type="hidden" name="call" value="{call.pk}">' in text
    assert f'<a href="/hotline/calls/{call.pk}/">回到这个来电</a>' in text
    assert f'href="{BASE}?call={call.pk}">清除条件' in text
    assert scene.PHONE not in text


@pytest.mark.parametrize("asked", ["", "x", "-1", "999999", "1" * 30, "１"])
def test_a_call_that_there_is_not_is_none(cast, client, asked):
    page = c.enter(client, cast.clerk).get(BASE, {"call": asked})
    assert (page.status_code, page.context["call"]) == (200, None)
    assert "回到这个来电" not in page.content.decode()


def test_a_call_beyond_the_reach_is_none(cast, call, client):
    far = c.officer("霍玉芬", cast.other_county, "window")
    assert c.enter(client, far).get(BASE, {"call": call.pk}).context["call"] is None


def test_looking_changes_nothing_of_the_call(cast, call, client):
    hand = c.enter(client, cast.clerk)
    with c.nothing_written():
        hand.get(BASE, {"call": call.pk})
    assert [each.pk for each in hand.get("/hotline/").context["own"]] == [call.pk]


# ── what “有求必应” counts ──────────────────────────────────────────────────────────────────────────────


def taken():
    return next(each for each in queries.rates(Call.objects.all()) if each.promise == "有求必应")


def test_registered_is_not_called_taken_up(cast, call):
    """The matter is registered and nobody has accepted it yet: that is what the words say."""
    case = registered(cast)
    actions.link_case(call, case, by=cast.author, on=c.TODAY)
    assert Case.objects.get().state == "registered"
    assert str(taken()) == "有求必应：已登记、由工会办的诉求 1 ÷ 记为诉求的来电 1 = 少于5个，不算率"


def test_what_belongs_elsewhere_is_over_it_and_not_counted(cast, call, client):
    case = registered(cast)
    Case.objects.filter(pk=case.pk).update(state="elsewhere", closed=c.TODAY)
    case.refresh_from_db()
    actions.link_case(call, case, by=cast.author, on=c.TODAY)
    assert (taken().count, taken().total) == (0, 1)
    assert "已告知去处，不算有求必应" in c.enter(client, cast.clerk).get(f"/hotline/calls/{call.pk}/").content.decode()


def test_the_page_of_rates_says_it_in_the_same_words(cast, call, client):
    text = c.enter(client, cast.people["office"]).get("/hotline/rates/").content.decode()
    assert ("已受理的诉求" in text, "已登记、由工会办的诉求" in text) == (False, True)
