"""Two people at the same moment: one wins, the other hears it in plain words, and nothing is there twice.

On PostgreSQL only: SQLite lets one writer in at a time, and its test database in memory cannot wait.
"""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection, transaction

from tiexin.core.days import now
from tiexin.core.journal import Act
from tiexin.core.refusal import Refused
from tiexin.evidence import guards
from tiexin.evidence.actions import NewFact, record, void
from tiexin.evidence.models import Entry, Fact
from tiexin.orgs import actions
from tiexin.orgs.absences import Absence
from tiexin.orgs.actions import NewOrg, organs
from tiexin.orgs.actions.absences import deputise
from tiexin.orgs.actions.beginning import First, begin, first_unit
from tiexin.orgs.actions.moves import Plan, move_org
from tiexin.orgs.actions.organs import NewSeat, Sitting
from tiexin.orgs.actions.undoing import undo_change
from tiexin.orgs.models import Account, Activation, Installation, Level, Org, Post, Under
from tiexin.orgs.organs import Organ
from tiexin.orgs.structure import OrgChange
from tiexin.orgs.tests import cast as c
from tiexin.registry import actions as registry
from tiexin.registry.actions import NewTag
from tiexin.registry.models import Employer, EmployerTag

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="one writer at a time on SQLite"),
]


PATIENCE = 30  # seconds until a call is given up


@pytest.fixture
def units(transactional_db):
    yield c.units()
    assert guards.standing() == set(guards.names())


def at_once(*calls):
    """Run the calls in threads that start together; return what each did: None, or its refusal.

    Whatever else a call raised is raised here, and a call that does not come back in time is a failure.
    """
    start = Barrier(len(calls))

    def run(call):
        start.wait()
        try:
            with transaction.atomic():
                call()
        finally:
            connection.close()

    pool = ThreadPoolExecutor(len(calls))
    try:
        ends = [each.exception(PATIENCE) for each in [pool.submit(run, call) for call in calls]]
    finally:
        pool.shutdown(wait=False)
    for end in ends:
        if end is not None and not isinstance(end, Refused):
            raise end
    return ends


def one_wins(*calls):
    refused = [end for end in at_once(*calls) if end is not None]
    assert len(refused) == len(calls) - 1
    return refused


def test_an_error_of_a_thread_that_is_no_refusal_is_raised(units):
    def breaks():
        raise ValueError("no refusal")

    with pytest.raises(ValueError, match="no refusal"):
        at_once(breaks, lambda: None)


def test_a_refusal_is_told_in_its_own_place(units):
    def refuses():
        raise Refused("不行")

    first, second = at_once(lambda: None, refuses)
    assert (first, str(second)) == (None, "不行")


def test_one_link_activates_once(units):
    token = actions.open_account(c.officer("李秀兰", units.county), "lixiulan", by=None, on=c.TODAY, now=now())
    passwords = [f"tiexin-2012-{number}" for number in range(3)]
    refused = one_wins(*(lambda p=p: actions.activate(token, p, now=now()) for p in passwords))
    assert all("已用过" in str(each) for each in refused)
    assert Activation.objects.exclude(used=None).count() == 1
    assert sum(Account.objects.get().check_password(each) for each in passwords) == 1


def test_three_administrator_posts_for_one_person(units):
    who = c.officer("周明", units.province)
    roles = ("system", "security", "audit")
    one_wins(*(lambda r=r: actions.grant_post(who, units.city, r, by=None, on=c.TODAY) for r in roles))
    assert Post.objects.filter(officer=who).count() == 1


def test_one_log_in_name_for_two_people(units):
    people = [c.officer(name, units.county) for name in ("李秀兰", "李兰")]
    refused = one_wins(*(lambda w=w: actions.open_account(w, "lilan", by=None, on=c.TODAY, now=now()) for w in people))
    assert refused[0].field == "username"
    assert Account.objects.count() == 1


def test_one_employer_registered_by_two(units):
    row = {"name": "厂", "org": units.county, "credit_code": c.credit_code(970), "kind": "state", "industry": "纺织"}
    refused = one_wins(*(lambda: registry.register_employer(Employer(**row), by=None, on=c.TODAY) for _ in range(2)))
    assert refused[0].field == "credit_code"
    assert Employer.objects.count() == 1


def test_one_mark_set_by_two(units):
    employer = c.employer(units.county, "厂")
    mark = NewTag("halted", date(2012, 1, 1), "停产")
    one_wins(*(lambda: registry.tag_employer(employer, mark, by=None, on=c.TODAY) for _ in range(2)))
    assert EmployerTag.objects.count() == 1


def test_one_source_recorded_by_two(units):
    act = Act("record_visit", units.county, None, c.TODAY, units.county.id, source="visit:1")
    fact = NewFact("visit", c.TODAY, units.county, units.county)
    one_wins(*(lambda: record(act, [fact]) for _ in range(3)))
    assert Entry.objects.filter(source="visit:1").count() == Fact.objects.count() == 1


def test_one_entry_voided_by_two(units):
    act = Act("record_visit", units.county, None, c.TODAY, units.county.id)
    entry = record(act, [NewFact("visit", c.TODAY, units.county, units.county)])
    one_wins(*(lambda: void(entry, by=None, on=c.TODAY) for _ in range(2)))
    assert Entry.objects.filter(voids=entry).count() == 1
    assert Fact.objects.live().count() == 0


def test_one_post_ended_by_two(units):
    post = actions.grant_post(c.officer("李秀兰", units.county), units.county, "officer", by=None, on=c.TODAY)
    one_wins(*(lambda: actions.end_post(post, by=None, on=c.TODAY) for _ in range(2)))
    assert Entry.objects.filter(verb="end_post").count() == 1


def a_circle(units):
    """Two townships' parents: each move alone is right, both together would close a circle."""
    first, second = (c.org(name, "enterprise", units.county, kind="enterprise") for name in ("甲集团", "乙集团"))
    return first, second


def test_two_moves_that_together_close_a_circle(units):
    first, second = a_circle(units)
    plan = Plan(c.TODAY, "令")

    def under(org, parent):
        return lambda: move_org(org, parent, plan, tree="territory", by=None, on=c.TODAY)

    refused = one_wins(under(first, second), under(second, first))
    assert "是“" in str(refused[0])
    above = set(Under.objects.filter(org__in=[first, second], depth=1).values_list("ancestor", "org"))
    assert len(above & {(first.pk, second.pk), (second.pk, first.pk)}) == 1


def test_a_unit_founded_while_its_parent_moves_stands_below_the_new_one(units):
    new = NewOrg("某乡工会联合会", Level.TOWNSHIP, c.TODAY, units.county)
    moves = [
        lambda: move_org(units.county, units.other_city, Plan(c.TODAY, "令"), tree="territory", by=None, on=c.TODAY),
        lambda: actions.found_org(new, by=None, on=c.TODAY),
    ]
    assert at_once(*moves) == [None, None]
    town = Org.objects.get(name="某乡工会联合会")
    assert [str(unit) for unit in Org.objects.above(town)][:3] == ["自治区总工会", "石嘴山市", "兴庆区"]


def test_one_change_taken_back_by_two(units):
    change = move_org(units.county, units.other_city, Plan(c.TODAY, "令"), tree="territory", by=None, on=c.TODAY)
    one_wins(*(lambda: undo_change(change, "撤回", by=None, on=c.TODAY) for _ in range(2)))
    assert OrgChange.objects.filter(undoes=change).count() == 1


def test_one_place_filled_by_two(units):
    organ = Organ(org=units.county, name="活动领导小组", kind="leading_group", since=c.TODAY)
    organs.found_organ(organ, [NewSeat("组长", "head", places=1)], by=None, on=c.TODAY)
    people = [c.officer(name, units.county) for name in ("甲", "乙")]
    seat = organ.seats.get()
    one_wins(*(lambda w=w: organs.seat_officer(seat, w, Sitting(c.TODAY), by=None, on=c.TODAY) for w in people))
    assert seat.holdings.count() == 1


def test_one_absence_entered_by_two(units):
    away, first, second = (c.officer(name, units.county) for name in ("甲", "乙", "丙"))
    said = {"since": c.TODAY, "until": c.TODAY, "reason": "学习"}
    one_wins(
        *(lambda d=d: deputise(Absence(officer=away, deputy=d, **said), by=None, on=c.TODAY) for d in (first, second))
    )
    assert Absence.objects.count() == 1


def test_one_house_begun_by_two(transactional_db):
    Installation.objects.get_or_create(id=1)  # the row by which the two wait for each other
    names = (("周明", "system"), ("吴静", "security"), ("郑强", "audit"))
    people = [[First(name, f"{role}{n}", role) for name, role in names] for n in (1, 2)]
    units = [first_unit(f"第{n}总工会", "province", "640000") for n in (1, 2)]
    pairs = zip(units, people, strict=True)
    (refusal,) = one_wins(*(lambda u=u, p=p: begin(u, p, on=c.TODAY, now=now()) for u, p in pairs))
    assert refusal.message.startswith("已经有单位了")
    assert (Org.objects.count(), Account.objects.count()) == (1, 3)
