"""A demand decided, its agent authorised, the authorisation signed and withdrawn: what is written, what is refused."""

import pytest
from django.core.cache import cache

from tiexin.cases.actions.agency import NewJudgement, judge_case
from tiexin.cases.actions.centres import end_agent
from tiexin.cases.actions.offering import withdraw_from_case
from tiexin.cases.actions.steps import last_step
from tiexin.cases.agency import queries, rules
from tiexin.cases.models import Case, Judgement, Mandate, Part
from tiexin.cases.tests.agency_scene import (
    DAY,
    END,
    carried,
    drafted,
    judged,
    petition,
    rostered,
    signed,
    stage,
    steps_of,
    withdrawn,
)
from tiexin.cases.tests.case_scene import counted, moved, refuse, registered
from tiexin.evidence.models import Entry
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    cache.clear()
    yield stage()
    calendar.forget()


# ── decided ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_decision_is_kept_with_its_reason_and_its_entry(cast):
    case = petition(cast)
    made = judged(cast, case)
    assert (made.cls, made.label, made.offers, made.by, made.on) == (
        "solve",
        "诉求合理：解决问题到位",
        True,
        cast.author,
        c.TODAY,
    )
    assert (made.entry.verb, made.entry.thing_id, made.entry.org_id) == ("judge_case", case.pk, cast.county.pk)
    assert steps_of(case)[-1] == ("noted", "判定：诉求合理", "工资条对得上，欠薪属实", False)


def test_decided_anew_the_former_decision_stays_readable(cast):
    case = petition(cast)
    judged(cast, case)
    judged(cast, case, "explain", "再查，工资已经发了", by=cast.chief, on=c.TODAY + DAY)
    rows = Judgement.objects.filter(case=case).order_by("pk").values_list("cls", "reason", "by", "on", "until")
    assert list(rows) == [
        ("solve", "工资条对得上，欠薪属实", cast.author.pk, c.TODAY, c.TODAY + DAY),
        ("explain", "再查，工资已经发了", cast.chief.pk, c.TODAY + DAY, None),
    ]
    assert Entry.objects.filter(verb="judge_case", thing_id=case.pk).count() == 2
    assert steps_of(case)[-1][1] == "重新判定：诉求无理"


@pytest.mark.parametrize(
    ("cls", "reason", "field"),
    [("solve", "", "reason"), ("solve", "\n ", "reason"), ("", "属实", "cls"), ("x", "属实", "cls")],
)
def test_without_class_or_reason_nothing_is_decided(cast, cls, reason, field):
    case = petition(cast)
    refuse(field, lambda: judged(cast, case, cls, reason))


def test_a_decision_on_what_was_true_before_is_refused(cast):
    case = petition(cast)
    seen = last_step(case)
    judged(cast, case, seen=seen)
    refuse("", lambda: judged(cast, case, "law", "寻衅", seen=seen))
    assert Judgement.objects.get().cls == "solve"


def test_ended_sealed_and_other_matters_are_not_decided(cast):
    ended, other = petition(cast), registered(cast, "suggestion", details={})
    moved(ended, "refuse", by=cast.author)
    sealed = petition(cast)
    Case.objects.filter(pk=sealed.pk).update(sealed=True, text="")
    for each in (ended, other, sealed):
        refuse("", lambda each=each: judged(cast, each))


# ── written ─────────────────────────────────────────────────────────────────────────────────────────────


def test_an_authorisation_is_written_with_everything_and_permits_nothing_yet(cast):
    case = petition(cast)
    judged(cast, case)
    made = drafted(cast, case, powers=["query", "submit"], special=["settle"])
    assert (made.powers, made.plain, made.special) == (
        ["submit", "query", "settle"],
        ["代为提出请求、提交材料", "代为查询办到哪一步"],
        ["代为和解、同意调解协议"],
    )
    assert (made.drafted, made.until, made.signed, made.way, made.by) == (c.TODAY, END, None, "", cast.author)
    assert made.force.state(c.TODAY) == "draft" and counted("petition_accepted", "qty") == []
    assert not Part.objects.filter(case=case, role="agent").exists()
    assert steps_of(case)[-1][1:] == (
        "准备委托书",
        "委托云小燕：代为提出请求、提交材料、代为查询办到哪一步、代为和解、同意调解协议",
        False,
    )


@pytest.mark.parametrize("cls", ["", "explain", "law"])
def test_what_is_not_reasonable_is_not_carried(cast, cls):
    case = petition(cast)
    if cls:
        judged(cast, case, cls)
    refuse("", lambda: drafted(cast, case))


def test_a_hardship_is_carried(cast):
    case = petition(cast)
    judged(cast, case, "help", "爱人住院")
    assert drafted(cast, case).case == case


def test_decided_anew_as_not_reasonable_a_written_one_is_not_signed_any_more(cast):
    case = petition(cast)
    judged(cast, case)
    made = drafted(cast, case)
    judged(cast, case, "explain", "再查，工资已经发了")
    refuse("", lambda: signed(cast, made))
    assert Mandate.objects.get(case=case).signed is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"principal": " "}, "principal"),
        ({"principal": "长" * 121}, "principal"),
        ({"powers": []}, "powers"),
        ({"powers": ["settle"]}, "powers"),
        ({"special": ["submit"]}, "special"),
        ({"until": c.TODAY - DAY}, "until"),
        ({"until": c.TODAY + 366 * DAY}, "until"),
    ],
)
def test_what_is_missing_is_named_beside_its_field(cast, changes, field):
    case = petition(cast)
    judged(cast, case)
    refuse(field, lambda: drafted(cast, case, **changes))


def test_nobody_authorises_for_somebody_without_a_name(cast):
    case = petition(cast, asker="anonymous", name="", phone="")
    judged(cast, case)
    assert "不具名" in refuse("principal", lambda: drafted(cast, case))


def test_agents_are_of_the_unit_or_above_on_the_roster_and_in_office(cast):
    case = petition(cast)
    judged(cast, case)
    above = rostered(cast, cast.people["city_office"])
    below, beside = rostered(cast, cast.people["enterprise"]), rostered(cast, cast.people["stranger"])
    late = rostered(cast, cast.mate)
    end_agent(late, c.TODAY, "调岗", by=cast.people["office"], on=c.TODAY)
    late.refresh_from_db()
    assert list(queries.agents_for(case, c.TODAY)) == [cast.agent, above]
    for each in (below, beside, late):
        refuse("agent", lambda each=each: drafted(cast, case, agent=each))
    assert drafted(cast, case, agent=above).agent == above


def test_whom_it_is_about_their_unit_and_whoever_stepped_back_are_no_agents(cast):
    case = petition(cast)
    judged(cast, case)
    withdraw_from_case(case, "亲戚", by=cast.author, on=c.TODAY)
    stepped = rostered(cast, cast.author)
    accused = petition(cast, by=cast.mate)
    Case.objects.filter(pk=accused.pk).update(about=cast.agent_officer)
    accused.refresh_from_db()
    judged(cast, accused)
    units = petition(cast, by=cast.mate)
    Case.objects.filter(pk=units.pk).update(about_org=cast.county)
    units.refresh_from_db()
    judged(cast, units, by=cast.people["office"])
    for about, agent in ((case, stepped), (accused, cast.agent), (units, cast.agent)):
        assert agent not in queries.agents_for(about, c.TODAY)
        said = refuse("agent", lambda about=about, agent=agent: drafted(cast, about, agent=agent))
        assert "应当回避" in said


def test_the_same_agent_once_and_two_at_most_until_one_is_over(cast):
    case = petition(cast)
    judged(cast, case)
    others = [rostered(cast, who) for who in (cast.mate, cast.witness)]
    first = drafted(cast, case, until=c.TODAY)
    assert "已经有一份" in refuse("agent", lambda: drafted(cast, case))
    drafted(cast, case, agent=others[0])
    assert "最多委托2名" in refuse("agent", lambda: drafted(cast, case, agent=others[1]))
    assert first.until == c.TODAY
    again = drafted(cast, case, on=c.TODAY + DAY)  # the first is over on the next day
    withdrawn(cast, again, on=c.TODAY + DAY)
    assert drafted(cast, case, agent=others[1], on=c.TODAY + DAY).agent == others[1]


# ── what counts ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_matter_that_an_agent_carried_counts_as_such_when_it_is_closed(cast):
    mandate, plain = carried(cast), petition(cast)
    for case in (mandate.case, plain):
        moved(case, "accept", "begin", "reply", "close", by=cast.author)
    assert counted("petition_closed", "qty", "by_org") == [(1, cast.county.pk)]
    assert len(counted("case_closed", "qty")) == 2


def test_one_that_was_only_written_counts_nothing(cast):
    case = petition(cast)
    judged(cast, case)
    drafted(cast, case)
    moved(case, "accept", "begin", "reply", "close", by=cast.author)
    assert counted("petition_closed", "qty") == counted("petition_accepted", "qty") == []


def test_who_gives_it_is_known_from_the_matter(cast):
    plain, behalf = petition(cast), petition(cast, asker="family", behalf="刘小兰")
    rostered_worker = petition(cast, name="", worker=cast.worker)
    assert [queries.principal_of(each, []) for each in (plain, behalf, rostered_worker)] == [
        "刘桂英",
        "刘小兰",
        cast.worker.name,
    ]


def test_the_seen_step_is_asked_of_the_whole_matter(cast):
    case = petition(cast)
    seen = last_step(case)
    moved(case, "accept", by=cast.author)
    refuse("", lambda: judge_case(case, NewJudgement("solve", "属实", seen), by=cast.author, on=c.TODAY))
    assert rules.WHOSE.startswith("委托规则")
