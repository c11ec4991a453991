"""Whom the catalogue names for a class hears of it: by every door, once, at the unit or the nearest above."""

import uuid

import pytest

from tiexin.cases.actions.cases import NewCase
from tiexin.cases.actions.classing import classify_case
from tiexin.cases.catalogue import catalogue
from tiexin.cases.models import Case
from tiexin.cases.tests.case_scene import SAID, moved, registered, stage
from tiexin.orgs.models import Post
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.outbox.models import Message
from tiexin.portal.actions.asking import ask

KIND, LEAK = "system_complaint", {"matter": "leak"}
MATTERS = next(each for each in catalogue()[KIND].fields if each.name == "matter").choices


@kept.fixture
def cast():
    found = stage()
    found.guard = found.people["security"]  # of the province
    found.near = c.officer("海建国", found.city, "security")
    return found


def told(case):
    """Who was told of its class, what, and where it leads."""
    rows = Message.objects.filter(source__startswith=f"case/{case.pk}/class/")
    return sorted(rows.values_list("officer", "title", "body", "url"))


def complaint(cast, matter="leak", **changes):
    return registered(cast, KIND, details={"matter": matter}, **changes)


def test_the_promise_is_data():
    said = {name: service.tell for name, service in catalogue().items() if service.tell}
    assert said == {KIND: {"leak": "security"}}


# ── by the answer, when it is registered ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("matter", MATTERS)
def test_a_leak_is_told_and_nothing_else(cast, matter):
    case = complaint(cast, matter)
    words = f"对本系统的意见 {case.number}：信息泄露"
    assert told(case) == ([(cast.near.pk, words, "", "")] if matter == "leak" else [])


def test_no_other_kind_tells_anybody(cast):
    assert [told(registered(cast, kind)) for kind in ("petition", "dispute")] == [[], []]


def test_the_message_says_nothing_of_what_was_said(cast):
    case = complaint(cast, title="我的电话被贴出来了", text="群里有人发了我的身份证")
    [(_, title, _, _)] = told(case)
    assert [words in title for words in ("电话", "身份证", "刘桂英")] == [False] * 3


def test_at_the_unit_itself_before_those_above(cast):
    own = c.officer("穆小军", cast.county, "security")
    assert [row[0] for row in told(complaint(cast))] == [own.pk]


def test_everybody_there_who_holds_it_and_nobody_beside_or_after_their_days(cast):
    other = c.officer("穆小军", cast.city, "security")
    c.officer("石成", cast.other_city, "security")
    assert [row[0] for row in told(complaint(cast))] == sorted([cast.near.pk, other.pk])
    Post.objects.filter(officer__in=[cast.near, other]).update(until=c.TODAY)
    assert [row[0] for row in told(complaint(cast))] == [cast.guard.pk]
    Post.objects.filter(officer=cast.guard).update(until=c.TODAY)
    assert told(complaint(cast)) == []


def test_from_the_portal_without_an_officer_behind_it(cast):
    case = Case(**SAID, kind=KIND, org=cast.county, first_org=cast.county, key=uuid.uuid4())
    made = ask(NewCase(case, "13900001111", "群里有人发了", LEAK), None, on=c.TODAY)
    assert (made.owner, [row[0] for row in told(made)]) == (None, [cast.near.pk])


@pytest.mark.parametrize("channel", ["window", "hotline"])
def test_for_machines_whatever_the_way(cast, client, channel):
    sent = {"key": str(uuid.uuid4()), "kind": KIND, "channel": channel, "name": "刘桂英", "phone": "13900001111"}
    sent |= {"title": "信息泄露", "text": "群里有人发了", "details": LEAK}
    answer = c.enter(client, cast.author).post("/api/cases", sent, content_type="application/json")
    assert answer.status_code == 201, answer.content.decode()
    assert [row[0] for row in told(Case.objects.get())] == [cast.near.pk]


def test_from_the_form_of_officers(cast, client):
    sent = {"channel": "window", "asker": "self", "name": "刘桂英", "phone": "13900001111", "reply_way": "code"}
    sent |= {"key": str(uuid.uuid4()), "title": "信息泄露", "text": "群里有人发了", "people": 1, "ask_matter": "leak"}
    answer = c.enter(client, cast.author).post(f"/cases/new/?kind={KIND}", sent)
    assert answer.status_code == 302, answer.content.decode()
    assert [row[0] for row in told(Case.objects.get())] == [cast.near.pk]


# ── put there later ─────────────────────────────────────────────────────────────────────────────────────


def test_put_into_the_class_later_it_is_told_then_and_once(cast):
    case = complaint(cast, "other")
    assert told(case) == []
    moved(case, "accept", by=cast.author)
    classify_case(case, "leak", "看了才知道是泄露", by=cast.author, on=c.TODAY)
    assert [row[0] for row in told(case)] == [cast.near.pk]
    classify_case(case, "ordinary", "弄错了", by=cast.chief, on=c.TODAY, leads=True)
    classify_case(case, "leak", "还是泄露", by=cast.author, on=c.TODAY)
    assert [row[0] for row in told(case)] == [cast.near.pk]


def test_another_class_is_told_to_nobody(cast):
    case = complaint(cast, "other")
    classify_case(case, "difficult", "要改程序", by=cast.chief, on=c.TODAY, leads=True)
    assert told(case) == []


def test_whoever_handles_it_and_holds_the_role_is_not_told_of_it_again(cast):
    Post.objects.create(officer=cast.author, org=cast.county, role="security", since=c.FOUNDED)
    assert told(complaint(cast)) == []
    case = complaint(cast, "other", by=cast.mate)
    classify_case(case, "leak", "看了才知道是泄露", by=cast.author, on=c.TODAY)
    assert told(case) == []
    assert [row[0] for row in told(complaint(cast, by=cast.mate))] == [cast.author.pk]
