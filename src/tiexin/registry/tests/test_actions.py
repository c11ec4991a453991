"""Every write of employers, marks and workers."""

from datetime import date, timedelta

import pytest
from cryptography.exceptions import InvalidTag
from django.db import IntegrityError, transaction

from tiexin.core import sealed
from tiexin.core.refusal import Refused
from tiexin.evidence.models import Entry
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.registry import actions
from tiexin.registry.actions import NewTag
from tiexin.registry.actions.workers import Numbers, register_worker
from tiexin.registry.models import Employer, EmployerTag, Worker

pytestmark = pytest.mark.django_db
NEXT = c.TODAY + timedelta(1)


@kept.fixture
def cast():
    cast = c.units()
    cast.employer = c.employer(cast.county, "宁夏凤凰机械有限公司")
    return cast


def last():
    entry = Entry.objects.latest("pk")
    return entry.verb, entry.thing, entry.thing_id, entry.org_id, entry.by_id, entry.on


def refuse(field, call, *args, **kwargs):
    with c.nothing_written(), pytest.raises(Refused) as caught:
        call(*args, **kwargs)
    assert caught.value.field == field
    return caught.value


def new(cast, **changed):
    wanted = {
        "name": "银川纺织厂",
        "org": cast.city,
        "credit_code": c.credit_code(900),
        "kind": "state",
        "industry": "纺织",
    }
    return Employer(**{**wanted, **changed})


def test_register_employer(cast):
    boss = c.officer("林晓梅", cast.city)
    code = c.credit_code(901)
    made = actions.register_employer(new(cast, credit_code=code.lower()), by=boss, on=c.TODAY)
    made.refresh_from_db()
    assert (made.name, made.credit_code, made.org, made.kind, made.industry, made.headcount) == (
        "银川纺织厂", code, cast.city, "state", "纺织", None,
    )  # fmt: skip
    assert last() == ("register", "registry.employer", made.id, cast.city.id, boss.id, c.TODAY)


def test_known_or_wrong_employer_is_refused(cast):
    known = cast.employer.credit_code
    for field, changed in (
        ("credit_code", {"credit_code": known}),
        ("credit_code", {"credit_code": known.lower(), "org": cast.other_city}),
        ("credit_code", {"credit_code": "123"}),
        ("kind", {"kind": "royal"}),
    ):
        refusal = refuse(field, actions.register_employer, new(cast, **changed), by=None, on=c.TODAY)
        assert field == "kind" or refusal.clause.startswith("GB 32100-2015")


def test_tag_employer_then_end_it(cast):
    boss = c.officer("林晓梅", cast.city)
    tag = actions.tag_employer(cast.employer, NewTag("distressed", c.TODAY, " 停产三个月 "), by=boss, on=c.TODAY)
    assert (tag.employer, tag.tag, tag.since, tag.until, tag.reason, tag.set_by) == (
        cast.employer, "distressed", c.TODAY, None, "停产三个月", boss,
    )  # fmt: skip
    assert last() == ("tag", "registry.employer", cast.employer.id, cast.county.id, boss.id, c.TODAY)
    ended = actions.end_tag(tag, by=boss, on=NEXT)
    assert (ended.pk, ended.until) == (tag.pk, NEXT)
    assert (ended.holds_on(c.TODAY - timedelta(1)), ended.holds_on(c.TODAY), ended.holds_on(NEXT)) == (
        False,
        True,
        False,
    )
    assert last() == ("end_tag", "registry.employer", cast.employer.id, cast.county.id, boss.id, NEXT)
    again = actions.tag_employer(cast.employer, NewTag("distressed", NEXT, "又停产"), by=boss, on=NEXT)
    assert again.pk != tag.pk


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        (NewTag("distressed", c.TODAY, "再说一遍"), "tag"),
        (NewTag("royal", c.TODAY, "没有这个标记"), "tag"),
        (NewTag("halted", c.TODAY, "  "), "reason"),
        (NewTag("halted", NEXT, "明天的事"), "since"),
    ],
)
def test_tag_is_refused(cast, wanted, field):
    actions.tag_employer(cast.employer, NewTag("distressed", c.TODAY, "停产"), by=None, on=c.TODAY)
    refuse(field, actions.tag_employer, cast.employer, wanted, by=None, on=c.TODAY)


def test_end_of_a_tag_is_refused_on_its_first_day_and_twice(cast):
    tag = actions.tag_employer(cast.employer, NewTag("halted", c.TODAY, "停产"), by=None, on=c.TODAY)
    refuse("", actions.end_tag, tag, by=None, on=c.TODAY)
    actions.end_tag(tag, by=None, on=NEXT)
    refuse("", actions.end_tag, tag, by=None, on=NEXT)


def test_database_itself_refuses_two_open_marks_and_a_backward_one(cast):
    row = {"employer": cast.employer, "tag": "halted", "reason": "停产", "since": date(2012, 1, 2)}
    EmployerTag.objects.create(**row)
    for more in ({}, {"tag": "taxi", "until": date(2012, 1, 2)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            EmployerTag.objects.create(**{**row, **more})


def test_register_worker(cast):
    boss = c.officer("林晓梅", cast.city)
    made = register_worker(Worker(name="刘桂英", employer=cast.employer, team="一车间"), by=boss, on=c.TODAY)
    made.refresh_from_db()
    assert (made.name, made.employer, made.team, made.role) == ("刘桂英", cast.employer, "一车间", "front_line")
    assert (made.identity_sealed, made.identity_index) == (None, None)
    assert last() == ("register", "registry.worker", made.id, cast.county.id, boss.id, c.TODAY)


def test_identity_is_sealed_to_its_row_and_found_by_index(cast):
    number = c.identity(11)
    made = [
        register_worker(Worker(name=name, employer=cast.employer), by=None, on=c.TODAY, numbers=Numbers(identity=typed))
        for name, typed in (("刘桂英", number.lower()), ("马兰花", c.identity(12)))
    ]
    first, second = Worker.objects.filter(pk__in=[each.pk for each in made]).order_by("pk")
    stored = bytes(first.identity_sealed)
    assert number.encode() not in stored + bytes(first.identity_index)
    assert sealed.unseal(stored, f"worker.identity:{first.key}") == number
    assert bytes(first.identity_index) == sealed.blind_index(number, "worker.identity")
    with pytest.raises(InvalidTag):
        sealed.unseal(stored, f"worker.identity:{second.key}")
    again = Worker(name="刘桂英", employer=cast.employer)
    refuse("identity", register_worker, again, by=None, on=c.TODAY, numbers=Numbers(identity=number))
    refuse("identity", register_worker, again, by=None, on=c.TODAY, numbers=Numbers(identity="123"))


def test_workers_met_for_the_first_time_are_added_without_an_entry_of_their_own(cast):
    before = Entry.objects.count()
    made = actions.add_workers(cast.employer, [("甲", "front_line"), ("乙", "manager")])
    assert [(w.name, w.role, w.employer) for w in made] == [
        ("甲", "front_line", cast.employer),
        ("乙", "manager", cast.employer),
    ]
    assert all(worker.pk for worker in made)
    assert Entry.objects.count() == before
