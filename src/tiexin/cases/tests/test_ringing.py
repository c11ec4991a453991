"""Who may ask what came of a matter, by one rule everywhere; the number for whoever rings, and that they looked."""

import pytest

from tiexin.cases import queries
from tiexin.cases.actions.calling import Heard, call_back_case, look_at_phone
from tiexin.cases.models import Case, Part
from tiexin.cases.tests import rates_scene as scene
from tiexin.cases.tests.case_scene import refuse
from tiexin.core.days import moment
from tiexin.evidence.models import Entry
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db
PHONE = "13900001111"
LOOK = {"look": "yes"}


@pytest.fixture
def cast():
    yield scene.stage()
    calendar.forget()


@pytest.fixture
def case(cast):
    return scene.replied(cast)


def page_of(case):
    return f"/cases/{case.pk}/call-back/"


def looks():
    return list(Entry.objects.filter(verb="look_at_number").order_by("pk").values_list("thing", "thing_id", "by"))


# ── one rule ────────────────────────────────────────────────────────────────────────────────────────────

ROLES = {"first": True, "lead": True, "caller": True, "reader": True, "owner": False, "helper": False}


@pytest.mark.parametrize("until", [None, c.TODAY])
@pytest.mark.parametrize("role", sorted(ROLES))
def test_button_page_and_action_say_the_same_of_every_part(cast, case, client, role, until):
    Part.objects.create(case=case, officer=cast.caller, role=role, since=c.TODAY, until=until)
    client = c.enter(client, cast.caller)
    may = ROLES[role]
    assert queries.apart_from(cast.caller).filter(pk=case.pk).exists() is may
    assert (f'href="{page_of(case)}"' in client.get(f"/cases/{case.pk}/").content.decode()) is may
    assert client.get(page_of(case)).status_code == (200 if may else 404)
    act = lambda: call_back_case(case, scene.YES, by=cast.caller, on=c.TODAY)  # noqa: E731
    if may:
        assert act().ends is True
    else:
        assert "请由别人回访" in refuse("", act)


def test_whom_it_is_about_is_refused_everywhere(cast, case, client):
    Case.objects.filter(pk=case.pk).update(about=cast.caller)
    assert c.enter(client, cast.caller).get(page_of(case)).status_code == 404
    refuse("", lambda: call_back_case(case, scene.YES, by=cast.caller, on=c.TODAY))
    refuse("", lambda: look_at_phone(Case.objects.get(pk=case.pk), by=cast.caller, on=c.TODAY))


@pytest.mark.parametrize("state", ["accepted", "handling", "called_back", "closed"])
def test_before_and_after_an_answer_there_is_no_page_and_no_action(cast, case, client, state):
    Case.objects.filter(pk=case.pk).update(state=state, closed=c.TODAY if state == "closed" else None)
    case.clocks.filter(rule="call_back").update(met=moment(c.TODAY))  # somebody asked before it was closed
    client = c.enter(client, cast.caller)
    assert page_of(case) not in client.get(f"/cases/{case.pk}/").content.decode()
    assert client.get(page_of(case)).status_code == 404
    refuse("", lambda: call_back_case(Case.objects.get(pk=case.pk), scene.YES, by=cast.caller, on=c.TODAY))


# ── the number ──────────────────────────────────────────────────────────────────────────────────────────


def test_the_number_stands_there_once_asked_for_and_the_look_stays(cast, case, client):
    client = c.enter(client, cast.caller)
    with c.nothing_written():
        shut = client.get(page_of(case)).content.decode()
    assert (PHONE in shut, "看号码" in shut) == (False, True)
    seen = client.post(page_of(case), LOOK)
    assert (seen.status_code, f'href="tel:{PHONE}"' in seen.content.decode()) == (200, True)
    assert looks() == [("cases.case", case.pk, cast.caller.pk)]
    assert Case.objects.get(pk=case.pk).state == "replied"  # nothing was saved of the form
    assert seen.context["form"].errors == {}


def test_each_look_is_one_entry(cast, case, client):
    client = c.enter(client, cast.caller)
    for _ in range(2):
        client.post(page_of(case), LOOK)
    assert looks() == [("cases.case", case.pk, cast.caller.pk)] * 2


def test_who_may_not_ring_sees_no_number_and_leaves_no_entry(cast, case, client):
    for who in (cast.author, cast.mate, c.officer("万里", cast.other_county, "office")):
        client = c.enter(client, who)
        with c.nothing_written():
            response = client.post(page_of(case), LOOK)
        assert response.status_code == 404
        assert PHONE not in client.get(f"/cases/{case.pk}/").content.decode()


def test_where_no_number_was_left_it_says_so(cast, client):
    case = scene.replied(cast, phone="")
    client = c.enter(client, cast.caller)
    with c.nothing_written():
        page = client.post(page_of(case), LOOK).content.decode()
    assert ("没有留电话" in page, "看号码" in page) == (True, False)
    assert "没有留电话" in refuse("", lambda: look_at_phone(case, by=cast.caller, on=c.TODAY))


def test_after_the_look_the_form_saves_as_ever(cast, case, client):
    client = c.enter(client, cast.caller)
    client.post(page_of(case), LOOK)
    said = {"reached": "yes", "solved": "yes", "answer": "satisfied", "text": ""}
    assert client.post(page_of(case), said).status_code == 302
    assert Case.objects.get(pk=case.pk).state == "called_back"
    assert client.post(page_of(case), LOOK).status_code == 404  # nobody rings again
    assert len(looks()) == 1


def test_whoever_asks_again_by_lot_sees_the_number_and_not_the_first_answer(cast, client):
    first = scene.called_back(cast, Heard(True, "no", "dissatisfied", "还差两个月"))
    scene.drawn(cast)
    client = c.enter(client, cast.above)
    place = f"/cases/rechecks/{first.pk}/"
    assert PHONE not in client.get(place).content.decode()
    page = client.post(place, LOOK).content.decode()
    assert (f'href="tel:{PHONE}"' in page, "还差两个月" in page) == (True, False)
    assert looks() == [("cases.case", first.case_id, cast.above.pk)]
    assert first.rechecks.count() == 0


def test_who_is_not_apart_sees_no_number_of_what_was_drawn(cast, client):
    first = scene.called_back(cast)
    scene.drawn(cast)
    for who in (cast.caller, cast.author):
        client = c.enter(client, who)
        with c.nothing_written():
            assert client.post(f"/cases/rechecks/{first.pk}/", LOOK).status_code == 404
