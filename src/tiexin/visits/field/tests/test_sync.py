"""Records of phones: taken once, in order, each by itself; nothing is doubled, nothing is lost, nothing is mixed up."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from tests.matrix.world import rows, tables

from tiexin.evidence.models import Entry, Fact
from tiexin.orgs import calendar
from tiexin.orgs.models import Officer
from tiexin.orgs.tests import cast as c
from tiexin.visits.field import rules
from tiexin.visits.field.models import Device, Receipt
from tiexin.visits.field.tests.phone import NOON, Phone, phone, said, visit
from tiexin.visits.models import Problem, Talk, Visit

pytestmark = pytest.mark.django_db
OTHER = [{"name": "赵小川", "role": "front_line"}]


@pytest.fixture
def cast():
    yield c.stage()
    calendar.forget()


@pytest.fixture
def li(cast):
    return phone(cast.people["officer"])


def test_a_visit_is_stored_as_if_it_was_written_on_the_page(cast, li):
    day = c.TODAY - timedelta(days=3)
    payload = visit(
        cast.employer,
        on=str(day),
        known=[cast.worker.pk],
        places=["workshop"],
        unnamed=2,
        said="谈了食堂",
        problems=[{"question": "urgent", "text": "夜班没有热饭"}],
    )
    number = uuid.uuid4()
    (answer,) = li.send(li.item("visit", payload, uuid=number))
    made = Visit.objects.get()
    assert (answer["state"], answer["thing"], answer["url"]) == ("stored", made.pk, f"/visits/{made.pk}/")
    assert (made.key, made.author, made.on, made.unnamed, made.said) == (number, li.owner, day, 2, "谈了食堂")
    assert sorted(Talk.objects.values_list("worker__name", flat=True)) == ["刘桂英", "王大山"]
    assert list(Problem.objects.values_list("text", flat=True)) == ["夜班没有热饭"]
    assert set(Fact.objects.values_list("on", flat=True)) == {day}
    receipt = Receipt.objects.get()
    assert (receipt.uuid, receipt.kind, receipt.device.key) == (number, "visit", li.key)
    assert receipt.made_at == datetime.fromtimestamp(NOON / 1000, UTC)


def test_a_batch_sent_three_times_gets_the_same_answers_and_doubles_nothing(cast, li):
    items = [li.item("visit", visit(cast.employer)), li.item("visit", visit(cast.employer, met=OTHER, methods=[]))]
    first = li.send(*items)
    counted = rows(tables())
    assert [answer["state"] for answer in first] == ["stored", "refused"]
    assert li.send(*items) == first
    assert li.send(*items) == first
    assert rows(tables()) == counted
    assert Visit.objects.count() == 1


def test_an_answer_that_got_lost_is_given_again_days_later(cast, li):
    item = li.item("visit", visit(cast.employer))
    (first,) = li.send(item)
    c.set_day(c.TODAY + timedelta(days=9))
    assert li.send(item) == [first]


def test_the_phone_leaves_one_entry_at_its_first_sync(cast, li):
    for _ in range(2):
        li.send(li.item("visit", visit(cast.employer)))
    device = Device.objects.get()
    assert (device.officer, device.since) == (li.owner, c.TODAY)
    assert list(Entry.objects.filter(verb="bring_device").values_list("thing_id", "by")) == [(device.pk, li.owner.pk)]


def test_each_record_is_judged_by_itself_and_in_order(cast, li):
    early = visit(cast.employer, met=OTHER, on=str(c.TODAY + timedelta(days=1)))
    answers = li.send(
        li.item("visit", visit(cast.employer, said="一")),
        li.item("visit", early),
        li.item("visit", visit(cast.foreign)),
        li.item("visit", visit(cast.employer, said="二", met=OTHER)),
    )
    assert [answer["state"] for answer in answers] == ["stored", "refused", "refused", "stored"]
    assert [said(answer) for answer in answers[1:3]] == [
        ("refused", "on", "日期 2012年5月11日 还没有到，不能先记"),
        ("refused", "employer", "没有这家企业，或者不在您的工作范围内"),
    ]
    assert list(Visit.objects.order_by("pk").values_list("said", flat=True)) == ["一", "二"]


def test_a_refused_record_comes_back_with_its_words_and_writes_nothing(cast, li):
    li.send(li.item("visit", visit(cast.employer)))
    counting = tables()
    before = rows(counting)
    payload = visit(cast.employer, met=[], problems=[{"question": "urgent", "text": "夜班没有热饭"}])
    (answer,) = li.send(li.item("visit", payload))
    assert said(answer) == ("refused", "people", "请记下至少一位见到的人")
    assert (answer["clause"], answer["kind"], answer["payload"]) == ("面对面：记下方式和见到的人", "visit", payload)
    assert rows(counting) == before


def test_a_mended_record_comes_under_the_same_number(cast, li):
    number = uuid.uuid4()
    (wrong,) = li.send(li.item("visit", visit(cast.employer, methods=[]), uuid=number))
    (right,) = li.send(li.item("visit", visit(cast.employer), uuid=number))
    assert (wrong["state"], right["state"]) == ("refused", "stored")
    assert list(Visit.objects.values_list("key", flat=True)) == [number]


def test_what_depends_on_a_refused_record_waits_and_nothing_else_does(cast, li):
    first = li.item("visit", visit(cast.employer, methods=[]))
    after = li.item("visit", visit(cast.employer), after=first["uuid"])
    other = li.item("visit", visit(cast.employer, met=OTHER))
    answers = li.send(first, after, other)
    assert [answer["state"] for answer in answers] == ["refused", "waiting", "stored"]
    assert answers[1]["field"] == "after"
    mended = li.item("visit", visit(cast.employer), uuid=uuid.UUID(first["uuid"]))
    assert [answer["state"] for answer in li.send(mended, after)] == ["stored", "conflict"]


def test_a_record_from_another_way_with_the_same_number_is_a_duplicate(cast, li):
    number = uuid.uuid4()
    sent = {**visit(cast.employer), "key": str(number)}
    assert li.client.post("/api/visits", sent, content_type="application/json").status_code == 201
    item = li.item("visit", visit(cast.employer), uuid=number)
    (answer,) = li.send(item)
    assert (answer["state"], answer["thing"]) == ("duplicate", Visit.objects.get().pk)
    assert li.send(item) == [answer]


def test_an_older_phone_says_less_and_is_understood(cast, li):
    payload = {"employer": cast.employer.pk, "on": str(c.TODAY), "methods": ["hear"], "known": [cast.worker.pk]}
    (answer,) = li.send(li.item("visit", payload, hint="unknown to the server"))
    assert answer["state"] == "stored"
    made = Visit.objects.get()
    assert (made.places, made.unnamed, made.said, made.team) == ([], 0, "", None)


def test_a_record_written_under_yesterdays_plan_counts_for_its_own_day(cast, li):
    """A record names no plan: whatever was published meanwhile, the fact has the day of the visit."""
    item = li.item("visit", visit(cast.employer, on=str(c.TODAY)), plan="ningxia-f2f/1")
    c.set_day(c.TODAY + timedelta(days=1))
    assert [answer["state"] for answer in li.send(item)] == ["stored"]
    assert set(Fact.objects.values_list("on", flat=True)) == {c.TODAY}
    assert Entry.objects.get(verb="record_visit").on == c.TODAY + timedelta(days=1)


def test_a_newer_phone_is_told_to_wait(cast, li):
    (answer,) = li.send(li.item("visit", visit(cast.employer), v=rules.VERSION + 1))
    assert said(answer) == ("refused", "v", "手机上的程序比系统新，请等系统升级后再发")
    assert Receipt.objects.count() == 0


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff", b"[]", b'{"v": 1}', b'{"v": 1, "kind": "visit", "payload": []}', b'{"kind": "x", "payload": {}}'],
)
def test_a_record_that_no_phone_wrote_is_refused(cast, li, content):
    (answer,) = li.send(li.sealed(content, uuid.uuid4()))
    assert said(answer) == ("refused", "envelope", "这条记录读不懂，没有保存")
    assert (answer["kind"], answer["payload"]) == ("", {})


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"employer": "x"}, "employer"),
        ({"on": "2012-02-30"}, "on"),
        ({"met": [{"name": "王大山"}]}, "met"),
        ({"methods": None}, "methods"),
        ({"employer": 2**70}, "employer"),
        ({"known": [2**70]}, "people"),
        ({"team": 2**70}, "team"),
        ({"said": "a\0b"}, "said"),
        ({"unnamed": -1}, "unnamed"),
    ],
)
def test_a_field_that_does_not_fit_is_named(cast, li, change, field):
    (answer,) = li.send(li.item("visit", visit(cast.employer, **change)))
    assert (answer["state"], answer["field"]) == ("refused", field)
    assert Visit.objects.count() == 0


@pytest.mark.parametrize("part", ["box", "iv", "key"])
def test_an_envelope_that_was_cut_is_refused_and_the_next_record_goes_on(cast, li, part):
    cut = li.item("visit", visit(cast.employer))
    cut[part] = cut[part][:-4]
    answers = li.send(cut, li.item("visit", visit(cast.employer)))
    assert said(answers[0]) == ("refused", "envelope", "这条记录在路上损坏了，打不开，没有保存")
    assert answers[1]["state"] == "stored"


@pytest.mark.parametrize("text", ["字", "", "%%%%", "A"])
def test_an_envelope_in_no_alphabet_is_refused(cast, li, text):
    (answer,) = li.send({**li.item("visit", visit(cast.employer)), "box": text})
    assert (answer["state"], answer["field"]) == ("refused", "envelope")


def test_an_envelope_opens_only_for_its_own_phone_and_number(cast, li):
    item = li.item("visit", visit(cast.employer))
    other = phone(li.owner)
    assert [a["field"] for a in other.send(item)] == ["envelope"]
    assert [a["field"] for a in li.send({**item, "uuid": str(uuid.uuid4())})] == ["envelope"]
    assert [a["field"] for a in li.send({**item, "kid": 99})] == ["envelope"]
    assert [a["state"] for a in li.send(item)] == ["stored"]


def test_records_of_another_officer_are_not_sent_in_ones_own_name(cast, li):
    stranger = cast.people["city_office"]
    (answer,) = li.send(li.item("visit", visit(cast.employer), owner=stranger.pk))
    assert said(answer) == ("refused", "owner", "这条记录是另一位干部写的，请那位干部登录后再发")
    assert answer["payload"] == {}


def test_the_phone_of_another_officer_is_refused_as_a_whole(cast, li):
    li.send(li.item("visit", visit(cast.employer)))
    other = phone(cast.people["city_office"])
    other.key = li.key
    answer = other.post(other.item("visit", visit(cast.employer)))
    assert (answer.status_code, answer.json()["field"]) == (422, "device")
    assert Visit.objects.count() == 1


@pytest.mark.parametrize("count", [0, rules.MOST + 1])
def test_too_many_at_once_or_none_are_refused(cast, li, count):
    item = li.item("visit", visit(cast.employer))
    answer = li.post(*[item] * count)
    assert (answer.status_code, answer.json()["field"]) == (422, "items")
    assert Device.objects.count() == 0


def test_who_is_not_logged_in_gets_401_and_keeps_everything(cast, li):
    item = li.item("visit", visit(cast.employer))
    li.client.logout()
    assert li.post(item).status_code == 401
    li.client = c.enter(Client(), li.owner)
    assert [answer["state"] for answer in li.send(item)] == ["stored"]


def test_who_may_not_record_finds_no_such_operation(cast):
    enterprise = phone(cast.people["enterprise"])
    assert enterprise.post(enterprise.item("visit", visit(cast.employer))).status_code == 404


def test_hello_says_who_when_and_to_which_key(cast, li):
    told = li.client.get("/api/field/hello").json()
    assert (told["me"], told["name"], told["unit"]) == (li.owner.pk, "李秀兰", "兴庆区")
    assert (told["today"], told["kid"]) == (str(c.TODAY), 1)
    assert len(told["key"]) == 87  # 65 bytes
    assert len(told["csrf"]) == 64


def test_who_practises_is_somebody_else_and_earnest_records_wait(cast, li):
    earnest = li.item("visit", visit(cast.employer))
    assert li.client.get("/api/field/hello").json()["practice"] == ""
    assert li.client.post("/practice/enter/", {"role": "officer"}).status_code == 302
    told = li.client.get("/api/field/hello").json()
    assert (told["practice"], told["me"] == li.owner.pk) == ("干部", False)
    practising = phone_of_double(li)
    assert said(practising.send(practising.item("visit", visit(cast.employer), owner=li.owner.pk))[0])[1] == "owner"
    assert [a["field"] for a in practising.send(practising.item("visit", visit(cast.employer)))] == ["employer"]
    li.client.post("/practice/leave/")
    assert [answer["state"] for answer in li.send(earnest)] == ["stored"]
    assert Visit.objects.filter(employer=cast.employer).count() == 1


def phone_of_double(li):
    """The phone of whom the officer is while practising, over the same session."""
    return Phone(li.client, Officer.objects.get(practises_for=li.owner))


def test_a_request_without_its_token_is_not_taken(cast, li):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = li.client.cookies
    li.client = strict
    assert li.post(li.item("visit", visit(cast.employer))).status_code == 403
    token = strict.get("/api/field/hello").json()["csrf"]
    sent = {"device": str(li.key), "items": [li.item("visit", visit(cast.employer))]}
    answer = strict.post("/api/field/sync", sent, content_type="application/json", headers={"X-CSRFToken": token})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("at", "offset", "found"),
    [
        (NOON, 0, datetime(2012, 5, 10, 4, tzinfo=UTC)),
        (NOON - 60_000, 60_000, datetime(2012, 5, 10, 4, tzinfo=UTC)),
        ("noon", 0, None),
        (NOON, None, None),
        (5, 0, None),
        (10**15, 0, None),
    ],
)
def test_the_moment_by_a_phones_clock(at, offset, found):
    assert rules.moment(at, offset) == found


def test_people_of_the_same_name_are_asked_about(cast, li):
    number = uuid.uuid4()
    met = [{"name": cast.worker.name, "role": "front_line"}]
    counting = tables()
    li.send(li.item("visit", visit(cast.employer)))
    before = rows(counting)
    (answer,) = li.send(li.item("visit", visit(cast.employer, met=met), uuid=number))
    assert said(answer) == ("conflict", "people", "这家企业已经有刘桂英，是同一个人吗")
    assert answer["theirs"] == {"people": [{"id": cast.worker.pk, "name": "刘桂英", "role": "front_line"}]}
    assert rows(counting) == before
    (same,) = li.send(li.item("visit", visit(cast.employer, met=[], known=[cast.worker.pk]), uuid=number))
    assert same["state"] == "stored"
    assert list(Talk.objects.filter(visit=same["thing"]).values_list("worker", flat=True)) == [cast.worker.pk]


def test_somebody_who_only_shares_the_name_becomes_a_worker_of_their_own(cast, li):
    met = [{"name": cast.worker.name, "role": "front_line.migrant", "apart": True}]
    (answer,) = li.send(li.item("visit", visit(cast.employer, met=met)))
    assert answer["state"] == "stored"
    (worker,) = [talk.worker for talk in Talk.objects.all()]
    assert (worker.name, worker.pk != cast.worker.pk) == (cast.worker.name, True)
    assert list(worker.groups.values_list("group", flat=True)) == ["migrant"]
    tags = Fact.objects.get(measure="talk").tag_set.tags.values_list("key", "value")
    assert ("worker_group", "migrant") in tags


def test_two_officers_who_met_the_same_worker_are_told_and_both_records_stay(cast, li):
    other = phone(c.officer("白文斌", cast.county, "officer"))
    payload = visit(cast.employer, met=[], known=[cast.worker.pk])
    (first,) = li.send(li.item("visit", {**payload, "said": "谈了食堂"}))
    (second,) = other.send(other.item("visit", payload))
    assert first["beside"] == []
    assert second["beside"] == [{"id": first["thing"], "author": "李秀兰", "said": "谈了食堂", "people": ["刘桂英"]}]
    assert Visit.objects.count() == 2
    assert Fact.objects.filter(measure="talk").values("worker").distinct().count() == 1


@pytest.mark.parametrize("change", ["author", "day", "worker", "voided"])
def test_another_record_that_is_no_double_is_not_told(cast, li, change):
    day = c.TODAY - timedelta(days=1) if change == "day" else c.TODAY
    known = [c.worker(cast.employer, "何玉珍")] if change == "worker" else [cast.worker]
    mine = change == "author"
    other = li if mine else phone(c.officer("白文斌", cast.county, "officer"))
    known_ids = [worker.pk for worker in known]
    (first,) = other.send(other.item("visit", visit(cast.employer, on=str(day), met=[], known=known_ids)))
    if change == "voided":
        Visit.objects.filter(pk=first["thing"]).update(voided=date(2012, 5, 10))
    (answer,) = li.send(li.item("visit", visit(cast.employer, met=[], known=[cast.worker.pk])))
    assert answer["beside"] == []
