"""Service centres: one of each union, seven functions named, converted when all are there; the roster of agents."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tiexin.cases.actions import centres as actions
from tiexin.cases.actions.centres import Served
from tiexin.cases.rooms import queries, rules
from tiexin.cases.rooms.models import Agent, Centre, CentreFunction
from tiexin.cases.tests.rooms_scene import DAY, centre_of, counted, named, refuse, served, stage
from tiexin.core.refusal import Refused
from tiexin.core.templatetags.tiexin import zh_date
from tiexin.duties.models import PlanVersion, State
from tiexin.duties.tests import scene
from tiexin.evidence.models import Entry, Fact, Tag
from tiexin.orgs import calendar
from tiexin.orgs.actions.people import leave_office
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    yield stage()
    calendar.forget()


def by(cast):
    return {"by": cast.manager, "on": c.TODAY}


def converted(cast, centre, day=c.TODAY):
    return actions.convert_centre(centre, day, **by(cast))


def test_each_union_of_county_level_and_above_has_one(cast):
    assert centre_of(cast).org == cast.county
    with transaction.atomic():
        assert "已经登记过" in refuse("org", lambda: centre_of(cast))
    assert centre_of(cast, cast.city).org == cast.city


@pytest.mark.parametrize("unit", ["enterprise", "industry"])
def test_other_unions_have_none(cast, unit):
    assert "县级以上" in refuse("org", lambda: centre_of(cast, getattr(cast, unit)))


@pytest.mark.parametrize(("field", "changes"), [("name", {"name": " "}), ("address", {"address": "字" * 101})])
def test_a_centre_that_says_too_little_is_refused(cast, field, changes):
    refuse(field, lambda: centre_of(cast, **changes))
    made = centre_of(cast)
    said = {"name": made.name, "address": made.address, **changes}
    refuse(field, lambda: actions.change_centre(made, **said, **by(cast)))
    assert actions.change_centre(made, "职工之家 ", "解放街2号", **by(cast)).name == "职工之家"


def test_converted_only_when_all_seven_are_there_each_missing_one_named(cast):
    centre = centre_of(cast)
    served(cast, centre, *list(rules.FUNCTIONS)[:5])
    words = refuse("", lambda: converted(cast, centre))
    assert "还缺2项：法律援助、心理咨询" in words
    assert counted("centre_converted", "pk") == []
    served(cast, centre, "legal_aid", "counselling", staff=[], outside="某某律师事务所")
    made = converted(cast, centre, c.TODAY - DAY)
    assert (made.converted, made.proof.verb) == (c.TODAY - DAY, "convert_centre")
    columns = ("on", "qty", "by_org", "at_org", "officer")
    assert counted("centre_converted", *columns) == [
        (c.TODAY - DAY, 1, cast.county.pk, cast.county.pk, cast.manager.pk)
    ]


def test_the_fact_carries_all_seven_services(cast):
    centre = centre_of(cast)
    served(cast, centre)
    converted(cast, centre)
    tags = Tag.objects.filter(set=Fact.objects.get(measure="centre_converted").tag_set)
    assert sorted(tags.values_list("key", "value")) == sorted(("service", name) for name in rules.FUNCTIONS)


def test_converted_once_and_not_on_a_day_to_come(cast):
    centre = centre_of(cast)
    served(cast, centre)
    refuse("day", lambda: converted(cast, centre, c.TODAY + DAY))
    converted(cast, centre)
    assert "转型" in refuse("", lambda: converted(cast, centre))
    assert len(counted("centre_converted", "pk")) == 1


def test_not_before_the_year_of_the_plan_nor_before_the_union(cast):
    centre = centre_of(cast)
    served(cast, centre)
    with pytest.raises(Refused) as none:  # no plan asks for it: the union's own first day alone
        converted(cast, centre, cast.county.opened - DAY)
    opened = zh_date(cast.county.opened)
    assert (none.value.message, none.value.field, none.value.clause) == (f"不能早于{opened}", "day", rules.CENTRE)
    scene.publish(cast.province, scene.tally("centre_converted"))
    start = PlanVersion.objects.get().start
    for day in (date(2001, 1, 1), date(start.year, 1, 1) - DAY):
        said = refuse("day", lambda day=day: converted(cast, centre, day))
        assert said == f"不能早于{start.year}年1月1日（依据：{rules.CENTRE}）"
    assert counted("centre_converted", "pk") == []
    first = date(start.year, 1, 1)
    assert converted(cast, centre, first).converted == first


def test_a_wrong_day_is_mended_with_a_reason_and_counts_anew(cast):
    centre = centre_of(cast)
    served(cast, centre)
    assert "还没有转型" in refuse("", lambda: actions.redate_centre(centre, c.TODAY, "写错了", **by(cast)))
    former = converted(cast, centre).proof
    made = actions.redate_centre(centre, c.TODAY - 3 * DAY, " 抄错了日子 ", **by(cast))
    assert (made.converted, made.why, made.proof.verb) == (c.TODAY - 3 * DAY, "抄错了日子", "redate_centre")
    assert counted("centre_converted", "on", "officer") == [(c.TODAY - 3 * DAY, cast.manager.pk)]
    assert Entry.objects.filter(voids=former).count() == 1
    again = Entry.objects.count(), Fact.objects.count()
    wrong = (("day", c.TODAY + DAY, "写错了"), ("day", c.TODAY - 3 * DAY, "写错了"), ("reason", c.TODAY, " "))
    for field, day, reason in (*wrong, ("day", cast.county.opened - DAY, "写错了")):
        refuse(field, lambda day=day, reason=reason: actions.redate_centre(centre, day, reason, **by(cast)))
    assert (Entry.objects.count(), Fact.objects.count(), Centre.objects.get().why) == (*again, "抄错了日子")


def test_one_that_is_served_no_longer_takes_the_conversion_back(cast):
    centre = centre_of(cast)
    first = served(cast, centre)[0]
    converted(cast, centre)
    refuse("reason", lambda: actions.drop_function(first, "", **by(cast)))
    made = actions.drop_function(first, "没有场地", **by(cast))
    assert (made.converted, counted("centre_converted", "pk")) == (None, [])
    assert "停办" in refuse("", lambda: actions.drop_function(first, "没有场地", **by(cast)))
    assert CentreFunction.objects.get(pk=first.pk).reason == "没有场地"  # stays readable
    assert "困难帮扶" in refuse("", lambda: converted(cast, centre))
    served(cast, centre, "hardship")
    assert converted(cast, centre).converted == c.TODAY


def test_dropped_before_the_conversion_it_is_named_as_missing(cast):
    centre = centre_of(cast)
    rows = served(cast, centre)
    actions.drop_function(rows[-1], "没有请到人", **by(cast))
    assert Centre.objects.get().lacks(c.TODAY) == ["心理咨询"]


def test_said_again_a_function_is_replaced(cast):
    centre = centre_of(cast)
    served(cast, centre, "dispute")
    served(cast, centre, "dispute", place="二楼", staff=[cast.chief, cast.manager], hours="星期三")
    found = CentreFunction.objects.get()
    assert (found.place, found.hours, set(found.staff.all())) == ("二楼", "星期三", {cast.chief, cast.manager})
    assert Entry.objects.filter(verb="set_function", thing_id=found.pk).count() == 2


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("function", {"function": "moon"}),
        ("place", {"place": " "}),
        ("hours", {"hours": ""}),
        ("staff", {"staff": []}),
        ("outside", {"outside": "字" * 61}),
    ],
)
def test_a_function_without_place_hours_or_people_is_refused(cast, field, changes):
    centre = centre_of(cast)
    said = {"function": "dispute", "place": "一楼", "hours": "工作日", "staff": [cast.author], **changes}
    refuse(field, lambda: actions.set_function(centre, Served(**said), **by(cast)))


def test_a_function_whose_people_have_all_left_is_missing_again(cast):
    centre = centre_of(cast)
    served(cast, centre)
    served(cast, centre, "petition", staff=[cast.chief])
    gone = leave_office(cast.chief, c.TODAY, by=None, on=c.TODAY)
    assert Centre.objects.get().lacks(c.TODAY) == ["职工信访"]
    assert "职工信访" in refuse("", lambda: converted(cast, centre))
    assert gone.name in refuse("staff", lambda: served(cast, centre, "petition", staff=[gone]))


def test_no_centre_stands_as_converted_without_its_proof(cast):
    centre = centre_of(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Centre.objects.filter(pk=centre.pk).update(converted=c.TODAY)


# ── the last day ────────────────────────────────────────────────────────────────────────────────────────


def test_without_a_plan_it_is_the_end_of_this_year():
    assert queries.last_day(date(2015, 3, 1)) == date(2015, 12, 31)


def test_with_a_plan_in_force_it_is_the_end_of_the_plans_year(cast):
    scene.publish(cast.province, scene.tally("talk"))
    assert queries.last_day(date(2013, 3, 1)) == date(2013, 12, 31)
    scene.publish(cast.province, scene.tally("centre_converted"))
    assert queries.last_day(date(2013, 3, 1)) == date(2012, 12, 31)
    PlanVersion.objects.update(state=State.DRAFT)
    assert queries.last_day(date(2013, 3, 1)) == date(2013, 12, 31)


# ── agents ──────────────────────────────────────────────────────────────────────────────────────────────


def test_an_agent_works_on_fields_from_a_day_to_a_day(cast):
    agent = named(cast)
    assert (agent.works_on, str(agent)) == (["工资和劳动报酬", "女职工权益"], "李秀兰")
    assert list(Agent.objects.all().on(c.TODAY)) == [agent]
    refuse("day", lambda: actions.end_agent(agent, c.TODAY - 9 * DAY, "调岗", **by(cast)))
    refuse("reason", lambda: actions.end_agent(agent, c.TODAY, "", **by(cast)))
    ended = actions.end_agent(agent, c.TODAY, " 调岗 ", **by(cast))
    assert (ended.until, ended.reason) == (c.TODAY, "调岗")
    assert list(Agent.objects.all().on(c.TODAY)) == []
    assert "不再担任" in refuse("", lambda: actions.end_agent(agent, c.TODAY, "调岗", **by(cast)))
    assert named(cast).pk != agent.pk


def test_on_the_roster_once(cast):
    named(cast)
    with transaction.atomic():
        assert "已经是" in refuse("officer", lambda: named(cast))


@pytest.mark.parametrize(
    ("field", "changes"),
    [("fields", {"fields": []}), ("fields", {"fields": ["moon"]}), ("since", {"since": c.TODAY + DAY})],
)
def test_an_agent_who_says_too_little_is_refused(cast, field, changes):
    refuse(field, lambda: named(cast, **changes))


def test_whoever_left_becomes_no_agent(cast):
    gone = leave_office(cast.chief, c.TODAY, by=None, on=c.TODAY)
    assert "不在职" in refuse("officer", lambda: named(cast, gone))
