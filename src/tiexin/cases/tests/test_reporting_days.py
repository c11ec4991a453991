"""The hours of reports: the last moment that is in time and the one after; who knew when; who is reminded, once."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiexin.cases.actions import reporting as actions
from tiexin.cases.actions.reporting import remind_of_reports
from tiexin.cases.models import Case, Report
from tiexin.cases.reporting import queries, rules
from tiexin.cases.tests.case_scene import counted, moved, refuse, registered, stage
from tiexin.cases.tests.test_reporting_actions import MINUTES, crisis, in_time, reported, told
from tiexin.core.days import moment
from tiexin.evidence.models import Entry
from tiexin.orgs.models import Officer, Org, Rank
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept

db = pytest.mark.django_db
START = datetime(2000, 1, 1, tzinfo=UTC)
TIMES = st.integers(0, 10**7).map(lambda minutes: START + minutes * MINUTES)
SECOND = timedelta(seconds=1)


@kept.fixture
def cast():
    found = stage()
    found.city_chief = c.officer("市主席", found.city, "leader", rank=Rank.LEADER)
    return found


@given(TIMES, st.integers(0, 200_000))
def test_how_long_it_took_reads_the_same_as_it_was(first, minutes):
    said = rules.span(first, first + minutes * MINUTES)
    hours, rest = divmod(minutes, 60)
    expected = f"{rest}分钟" if not hours else f"{hours}小时{rest}分" if hours < 48 else f"{hours // 24}天"
    assert said == expected


@given(TIMES, TIMES, TIMES)
def test_times_that_pass_are_in_their_order(happened, known, now):
    try:
        rules.check_times(happened, known, now)
    except rules.Refused as refusal:
        assert (refusal.field == "known") is not (happened <= known <= now)
        assert refusal.field == "known" or now - happened > rules.numbers().oldest
    else:
        assert now - rules.numbers().oldest <= happened <= known <= now


@pytest.mark.parametrize(("more", "fits"), [(timedelta(0), True), (SECOND, False)])
def test_ten_years_back_and_not_a_second_more(more, fits):
    happened = START - rules.numbers().oldest - more
    if fits:
        rules.check_times(happened, START, START)
        return
    with pytest.raises(rules.Refused) as caught:
        rules.check_times(happened, START, START)
    assert (caught.value.field, "请核对" in str(caught.value)) == ("happened", True)


@given(st.sampled_from([*rules.numbers().services, "moon"]), st.integers(1, 99), st.none() | st.integers(1, 40))
def test_more_people_never_make_it_less_serious(kind, people, least):
    if rules.is_serious(kind, False, people, least):
        assert rules.is_serious(kind, False, people + 1, least)
    assert rules.is_serious(kind, True, people, least)


@db
@pytest.mark.parametrize(("minutes", "said"), [(0, "yes"), (119, "yes"), (121, "no")])
def test_two_hours_from_knowing_to_reporting(cast, minutes, said):
    reported(cast, crisis(cast), known=minutes)
    assert in_time("dispute_reported") == [said]


@db
@pytest.mark.parametrize(("late", "said"), [(timedelta(0), "yes"), (SECOND, "no")])
def test_a_day_from_knowing_to_being_there(cast, late, said):
    case = crisis(cast)
    report = reported(cast, case, known=26 * 60)
    actions.coordinate_case(case, report.known + rules.numbers().coordinate + late, "到场", by=cast.author, on=c.TODAY)
    assert in_time("dispute_coordinated") == [said]
    assert counted("dispute_coordinated", "officer", "qty") == [(cast.author.pk, 1)]


@db
@pytest.mark.parametrize(("late", "names"), [(-MINUTES, []), (SECOND, ["市主席", "陈志远"])])
def test_an_hour_to_take_note(cast, late, names):
    report = reported(cast, crisis(cast))
    Report.objects.filter(pk=report.pk).update(due=moment(c.TODAY) - late)
    remind_of_reports(c.TODAY)
    assert [name for name, _ in told("还没有知悉")] == names


@db
@pytest.mark.parametrize(("late", "names"), [(-MINUTES, []), (SECOND, ["丁文博", "李秀兰"])])
def test_two_hours_without_a_report(cast, late, names):
    case = registered(cast, people=10, asker="group")
    Case.objects.filter(pk=case.pk).update(at=moment(c.TODAY) - rules.numbers().report - late)
    remind_of_reports(c.TODAY)
    assert [name for name, _ in told("应当向上报告")] == names


@db
@pytest.mark.parametrize("end", ["noted", "ended", "passed"])
def test_what_was_answered_reminds_nobody(cast, end):
    report = reported(cast, crisis(cast))
    answer = {
        "noted": lambda: actions.take_note(report, by=cast.city_chief, on=c.TODAY),
        "ended": lambda: actions.end_report(report, "平息", by=cast.city_chief, on=c.TODAY),
        "passed": lambda: actions.pass_report(report, cast.province, "转报", by=cast.city_chief, on=c.TODAY),
    }
    answer[end]()
    Report.objects.filter(pk=report.pk).update(due=moment(c.TODAY) - SECOND)
    assert (remind_of_reports(c.TODAY), told("还没有知悉")) == (0, [])


@db
def test_whom_it_is_about_is_never_reminded(cast):
    case, silent = crisis(cast), registered(cast, people=10, asker="group")
    report = reported(cast, case)
    Report.objects.filter(pk=report.pk).update(due=moment(c.TODAY) - SECOND)
    Case.objects.filter(pk=case.pk).update(about=cast.city_chief)
    Case.objects.filter(pk=silent.pk).update(about=cast.chief, at=moment(c.TODAY) - timedelta(hours=3))
    remind_of_reports(c.TODAY)
    assert [name for name, _ in told("还没有知悉")] == ["陈志远"]
    assert [name for name, _ in told("应当向上报告")] == ["李秀兰"]


@db
def test_ended_and_practised_matters_owe_no_report(cast):
    ended, practice = (registered(cast, people=10, asker="group") for _ in "12")
    moved(ended, "refuse", by=cast.author)
    Org.objects.filter(pk=cast.enterprise.pk).update(practice=True)
    Case.objects.filter(pk=practice.pk).update(org=cast.enterprise)
    Case.objects.update(at=moment(c.TODAY) - timedelta(days=3))
    assert (queries.unreported(moment(c.TODAY)), remind_of_reports(c.TODAY)) == ([], 0)


@db
def test_a_unit_that_was_closed_is_named_as_closed(cast):
    case = crisis(cast)
    Org.objects.filter(pk=cast.city.pk).update(closed=c.TODAY)
    cast.city.refresh_from_db()
    said = refuse("org", lambda: reported(cast, case))
    assert "反映的就是" not in said and "已经撤销" in said


@db
def test_nobody_of_the_unit_above_is_told_when_it_is_about_all_of_them(cast):
    case = crisis(cast)
    Case.objects.filter(pk=case.pk).update(about_org=cast.city)
    reported(cast, case, cast.province)
    assert [name for name, _ in told("下级工会报来")] == ["林晓梅", "陈志远"]


@db
def test_who_has_left_hears_of_no_report(cast):
    Officer.objects.filter(pk=cast.city_chief.pk).update(until=c.TODAY)
    cast.city_chief.posts.update(until=c.TODAY)
    reported(cast, crisis(cast))
    assert [name for name, _ in told("下级工会报来")] == ["马建国"]


@db
def test_the_chain_is_in_the_order_of_time_whoever_wrote_first(cast):
    case = crisis(cast)
    report = reported(cast, case, known=45)
    actions.coordinate_case(case, report.known + 5 * MINUTES, "到场", by=cast.author, on=c.TODAY)
    actions.take_note(report, by=cast.city_chief, on=c.TODAY)
    lines = queries.chain(list(queries.shown(Report.objects.all())), Case.objects.get(pk=case.pk))
    assert [line.at for line in lines] == sorted(line.at for line in lines)
    assert [(line.what, line.after) for line in lines[:3]] == [
        ("事情发生", ""),
        ("工会第一个知道", "20分钟"),
        ("到场协调", "5分钟"),
    ]
    assert {line.what for line in lines[3:]} == {"登记", "报告给银川市", "知悉"}


@db
def test_without_a_report_there_is_no_chain(cast):
    assert queries.chain([], crisis(cast)) == []


@db
def test_each_step_leaves_one_entry_and_one_step_that_the_asker_never_reads(cast):
    case = crisis(cast)
    report = reported(cast, case)
    further = actions.pass_report(report, cast.province, "转报", by=cast.city_chief, on=c.TODAY)
    actions.end_report(further, "平息", by=cast.people["leader"], on=c.TODAY)
    verbs = Entry.objects.filter(thing="cases.case", thing_id=case.pk).order_by("pk").values_list("verb", flat=True)
    assert list(verbs)[-5:] == ["report_case", "note_report", "pass_report", "note_report", "end_report"]
    own = case.steps.filter(event__in=("reported", "noted")).order_by("pk")
    assert [(each.label, each.told) for each in own] == [
        ("向银川市报告", False),
        ("银川市知悉", False),
        ("银川市报给自治区总工会", False),
        ("自治区总工会知悉", False),
        ("自治区总工会了结报告", False),
    ]
