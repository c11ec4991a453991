"""The same person with the same thing after it has ended: recognised, counted, linked, and not handled once more."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tiexin.cases.actions import cases as actions
from tiexin.cases.actions.cases import Step
from tiexin.cases.actions.linking import lead_together, unlink_case
from tiexin.cases.actions.taking_part import add_helper
from tiexin.cases.linking.queries import people_of
from tiexin.cases.models import Case, CaseLink
from tiexin.cases.tests.case_scene import SAID, moved, refuse, registered, stage
from tiexin.cases.tests.test_linking_actions import linked, said
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c

DAY = timedelta(days=1)
PHONE = "13900001111"  # of everybody in the scene who says no other


@pytest.fixture
def cast(db):
    yield stage()
    calendar.forget()


def ended(cast, **more):
    return moved(registered(cast, "petition", **more), "accept", "begin", "reply", "close", by=cast.author)


def reviewed(cast):
    """A petition that went through review and second review."""
    case = moved(registered(cast, "petition"), "accept", "reply", "ask_review", by=cast.author)
    Case.objects.filter(pk=case.pk).update(owner=cast.mate)
    for name, by in (("answer_review", cast.mate), ("ask_second", cast.mate)):
        case = actions.move_case(
            Case.objects.get(pk=case.pk),
            Step(name, name, None, {}, result="upheld" if name == "answer_review" else ""),
            by=by,
            on=c.TODAY,
        )
    Case.objects.filter(pk=case.pk).update(owner=cast.chief)
    case = Case.objects.get(pk=case.pk)
    return actions.move_case(case, Step("answer_second", "维持", None, {}, result="upheld"), by=cast.chief, on=c.TODAY)


def page(client, who, case):
    return c.enter(type(client)(), who).get(f"/cases/{case.pk}/")


def shown(client, who, case):
    before = page(client, who, case).context["before"]
    return [(each.pk, each.answer, each.state) for each in before.ended], before.times


def like(client, who, kind="petition", **said):
    asked = {"title": SAID["title"], "phone": PHONE, **said}
    return c.enter(type(client)(), who).post(f"/cases/new/like/?kind={kind}", asked, headers={"HX-Request": "true"})


# ── recognised ──────────────────────────────────────────────────────────────────────────────────────────


def test_on_registering_it_stands_there_with_its_answer_and_how_often(cast, client):
    first, second = ended(cast), ended(cast, title="第二次")
    answer = like(client, cast.mate)
    before = answer.context["before"]
    assert ([each.pk for each in before.ended], before.times, answer.context["same"]) == ([second.pk, first.pk], 2, [])
    text = answer.content.decode()
    assert "已经结束的（“职工信访”以前登记过2次）" in text
    assert f"{first.number} · 今天答复：支持请求 · 已办结 · 兴庆区" in text


def test_beside_the_matter_open_ones_and_ended_ones_stand_apart(cast, client):
    past, open_one, one = ended(cast), registered(cast, "petition"), registered(cast, "petition")
    found = page(client, cast.author, one)
    assert [each.pk for each in found.context["alike"]] == [open_one.pk]
    assert shown(client, cast.author, one) == ([(past.pk, "今天答复：支持请求", "closed")], 2)
    text = found.content.decode()
    assert "同一个人的，已经结束" in text and "您看得到的还有2次" in text
    assert f'href="/cases/{one.pk}/link/?with={past.number}&amp;kind=repeat"' in text


def test_the_stage_of_the_last_answer_is_said(cast, client):
    last, elsewhere = reviewed(cast), moved(registered(cast, "petition"), "refuse", by=cast.author)
    gone, one = moved(registered(cast, "petition"), "withdraw", by=cast.author), registered(cast, "petition")
    assert shown(client, cast.author, one)[0] == [
        (gone.pk, "", "withdrawn"),
        (elsewhere.pk, "今天告知去处", "elsewhere"),
        (last.pk, "今天复核：支持请求", "second_reviewed"),
    ]


def test_of_another_person_nothing_and_of_another_kind_no_count(cast, client):
    ended(cast, phone="13900002222", name="马小军")
    other = moved(registered(cast), "accept", "reply", "close", by=cast.author)
    one = registered(cast, "petition")
    found, times = shown(client, cast.author, one)
    assert ([pk for pk, *_ in found], times) == ([other.pk], 0)


def test_by_the_worker_of_the_register_and_not_by_the_enterprise(cast, client):
    mine = ended(cast, worker=cast.worker, phone="", employer=cast.employer)
    ended(cast, phone="13900002222", employer=cast.employer)
    one = registered(cast, "petition", worker=cast.worker, phone="", employer=cast.employer)
    assert [pk for pk, *_ in shown(client, cast.author, one)[0]] == [mine.pk]


# ── only to whom may read it ────────────────────────────────────────────────────────────────────────────


def test_under_seal_it_never_stands_beside_another(cast, client):
    sealed = registered(cast, "counselling", details={}, title="睡不着")
    moved(sealed, "withdraw", by=cast.author)
    one = registered(cast, "petition")
    assert shown(client, cast.author, one) == ([], 0)
    assert like(client, cast.author).context["before"].ended == []
    assert like(client, cast.author, kind="counselling").context["before"].ended == []


def test_what_is_read_by_nobody_there_is_not_told(cast, client):
    ended(cast)
    far = c.officer("窗远", cast.other_county, "window")
    finance = c.officer("钱广进", cast.province, "officer")  # sees that there is one, and reads nothing of it
    for who in (far, finance):
        before = like(client, who).context["before"]
        assert (before.open, before.ended, before.times) == ([], [], 0)


def test_a_hidden_name_is_not_found_out_by_the_union_of_the_employer(cast, client):
    cast.employer.org = cast.enterprise
    cast.employer.save()
    union = c.officer("白桂兰", cast.enterprise, "enterprise")
    hidden = registered(cast, "petition", employer=cast.employer, hide_name=False)
    one = registered(cast, "petition", hide_name=False)
    for case in (hidden, one):
        add_helper(case, union, "一起去问", by=cast.author, on=c.TODAY)
    Case.objects.filter(pk=hidden.pk).update(hide_name=True)
    assert page(client, union, one).context["alike"] == []  # of the number alone: it would say whose it is
    moved(Case.objects.get(pk=hidden.pk), "accept", "reply", "close", by=cast.author)
    assert (shown(client, union, one), shown(client, cast.author, one)[1]) == (([], 0), 1)


def test_it_costs_the_same_however_often_somebody_came(cast, client):
    one = registered(cast, "petition", worker=cast.worker, employer=cast.employer)
    browser, costs = c.enter(client, cast.author), []
    ended(cast, worker=cast.worker, employer=cast.employer)
    browser.get(f"/cases/{one.pk}/")
    for more in (0, 3):
        for _ in range(more):
            ended(cast, worker=cast.worker, employer=cast.employer)
        with CaptureQueriesContext(connection) as seen:
            browser.get(f"/cases/{one.pk}/")
        costs.append(len(seen))
    assert costs[0] == costs[1] <= 16


# ── linked ──────────────────────────────────────────────────────────────────────────────────────────────


def again(cast, head, follower):
    return linked(head, follower, by=cast.author, kind="repeat", reason="没有新的情况")


def test_it_points_to_the_ended_one_which_is_left_as_it_was(cast):
    past = moved(registered(cast, "petition"), "accept", "begin", by=cast.author)
    past = lead_together(past, cast.chief, "先包着", by=cast.chief, on=c.TODAY)
    past = moved(past, "reply", "close", by=cast.author)
    one, steps = registered(cast, "petition"), past.steps.count()
    link = again(cast, past, one)
    assert (link.head_id, link.case_id, link.kind, link.until) == (past.pk, one.pk, "repeat", None)
    stood = Case.objects.get(pk=past.pk)
    assert (stood.state, stood.lead, stood.steps.count()) == ("closed", cast.chief, steps)
    assert Case.objects.get(pk=one.pk).lead is None
    last = one.steps.order_by("pk").last()
    assert (last.label, last.text, last.told) == ("又提出已经结束的同一件事", "重复提出：没有新的情况", False)


def test_parted_the_ended_one_is_still_as_it_was(cast):
    past, one = ended(cast), registered(cast, "petition")
    link, steps = again(cast, past, one), past.steps.count()
    unlink_case(link, "另一回事", by=cast.author, on=c.TODAY)
    assert (past.steps.count(), one.steps.filter(label="解除并案").count()) == (steps, 1)


def test_whatever_else_ends_in_a_refusal(cast):
    past, one = ended(cast, employer=cast.employer), registered(cast, "petition", employer=cast.employer)
    for kind in ("group", "employer"):
        text = refuse("number", lambda kind=kind: linked(past, one, by=cast.author, kind=kind))
        assert "同一个人又提出同一件事" in text
    assert "已经结束的那一件不再办" in refuse("place", lambda: again(cast, one, past))
    stranger = registered(cast, "petition", phone="13900002222")
    refuse("kind", lambda: again(cast, past, stranger))
    again(cast, past, one)
    later, between = registered(cast, "petition"), moved(one, "withdraw", by=cast.author)
    refuse("number", lambda: again(cast, between, later))  # that one follows the first
    again(cast, past, later)
    assert CaseLink.objects.standing().count() == 2


def test_on_the_page_it_is_linked_with_one_click_and_a_reason(cast, client):
    past, one = ended(cast), registered(cast, "petition")
    client = c.enter(client, cast.author)
    form = client.get(f"/cases/{one.pk}/link/?with={past.number}&kind=repeat")
    assert [each.pk for each in form.context["earlier"]] == [past.pk]
    assert [form.context["form"][name].value() for name in ("number", "kind", "place")] == [
        past.number,
        "repeat",
        "follow",
    ]
    with c.nothing_written():
        wrong = client.post(f"/cases/{one.pk}/link/", said(past, kind="repeat", place="head"))
    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["place"])
    answer = client.post(f"/cases/{one.pk}/link/", said(past, kind="repeat"))
    assert (answer.status_code, answer.url) == (302, f"/cases/{one.pk}/")
    assert client.get(f"/cases/{one.pk}/link/").context["earlier"] == []


@pytest.mark.parametrize("kind", ["moon", "", "<script>"])
def test_an_unknown_reason_in_the_address_is_the_first_one(cast, client, kind):
    form = c.enter(client, cast.author).get(f"/cases/{registered(cast).pk}/link/", {"kind": kind}).context["form"]
    assert form["kind"].value() == "group"


def test_what_one_does_not_read_is_no_number_to_point_to(cast, client):
    past, one = ended(cast), registered(cast, "petition")
    sealed = moved(registered(cast, "counselling", details={}), "withdraw", by=cast.author)
    far = ended(cast)
    Case.objects.filter(pk=far.pk).update(org=cast.other_city, owner=cast.people["stranger"])
    far.parts.update(until=c.TODAY)
    Case.objects.filter(pk=past.pk).update(owner=None, about=cast.author)
    browser = c.enter(client, cast.author)
    for each in (past, sealed, far):
        answer = browser.post(f"/cases/{one.pk}/link/", said(each, kind="repeat"))
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["number"])
    assert CaseLink.objects.count() == 0


def test_both_pages_say_how_often_and_who_comes_again_is_not_one_more(cast, client):
    past, one, two = ended(cast, people=3), registered(cast, "petition", people=3), registered(cast, "petition")
    for each in (one, two):
        again(cast, past, each)
    for case, words in ((one, "那一件不再办，这一件单独答复"), (past, "这一件已经结束，同一个人又提出过")):
        found = page(client, cast.author, case)
        group, text = found.context["group"], found.content.decode()
        assert (group.times, group.people, group.is_group, people_of(case)) == (3, 3, False, 3)
        assert words in text and "同一件事一共提出过3次" in text and "随主办一起办" not in text
        assert "够集体事项" not in text


def test_the_answer_of_then_is_the_draft_of_now(cast, client):
    past, one = ended(cast), moved(registered(cast, "petition"), "accept", "begin", by=cast.author)
    again(cast, past, one)
    form = c.enter(client, cast.author).get(f"/cases/{one.pk}/step/?to=reply").context["form"]
    assert form["text"].value() == "reply的情况"


def test_a_head_that_ended_later_is_still_the_head_of_its_group(cast, client):
    head, one = registered(cast, "petition"), registered(cast, "petition")
    linked(head, one, by=cast.author)
    moved(head, "accept", "reply", "close", by=cast.author)
    text = page(client, cast.author, one).content.decode()
    assert "这一件随主办一起办" in text and "同一件事一共提出过" not in text
