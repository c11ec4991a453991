"""Clocks stop, go on, are lengthened within their rule, and follow the calendar and the class."""

from datetime import date
from typing import NamedTuple

import pytest

from tiexin.calendars.models import DayKind
from tiexin.cases.actions import steps, telling, timing
from tiexin.cases.actions.timing import Longer, Pause
from tiexin.cases.models import Case, CaseClock, CaseStep, ClockStop
from tiexin.cases.tests.case_scene import DAY, clocks, moved, refuse, registered, stage
from tiexin.core.days import moment
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return stage()


@pytest.fixture
def petition(cast):
    return moved(registered(cast, "petition"), "accept", by=cast.author)


def clock(case, rule="conclude"):
    return CaseClock.objects.get(case=case, rule=rule)


def stopped(cast, case, reason="papers", rule="conclude", on=c.TODAY):
    return timing.stop_clock(case, Pause(clock(case, rule), reason, "请补工资条"), by=cast.chief, on=on)


def resumed(cast, case, on, rule="conclude"):
    return timing.resume_clock(case, clock(case, rule), by=cast.author, on=on)


def longer(cast, case, amount=30, rule="conclude", on=c.TODAY):
    return timing.extend_clock(case, Longer(clock(case, rule), amount, "案情复杂"), by=cast.chief, on=on)


def test_a_stopped_clock_has_its_latest_day_and_goes_on_by_what_it_stood_still(cast, petition):
    stopped(cast, petition)
    assert clocks(petition)["conclude"][0] == date(2012, 8, 8)  # 9 July and the thirty days that stops may add
    assert clock(petition).lines[-1].startswith("因等职工补材料停计中：停计合计最长30天")
    resumed(cast, petition, c.TODAY + 10 * DAY)
    assert clocks(petition)["conclude"][0] == date(2012, 7, 19)  # 9 July and ten days
    assert Case.objects.get().due == clock(petition).due


def test_a_leader_who_handles_it_asks_and_another_one_decides(cast, client):
    """Whoever owns a matter never stops or lengthens its terms alone, by whatever post they lead."""
    case = moved(registered(cast, "petition"), "accept", by=cast.author)
    Case.objects.filter(pk=case.pk).update(owner=cast.chief)
    assert "由别人批" in refuse("", lambda: stopped(cast, case))
    assert "由别人批" in refuse("", lambda: longer(cast, case))
    page = c.enter(client, cast.chief).get(f"/cases/{case.pk}/").content.decode()
    run = clock(case)
    assert [f"/clocks/{run.pk}/{way}/" in page for way in ("stop", "extend", "ask/stop", "ask/extend")] == [
        False,
        False,
        True,
        True,
    ]


def test_when_it_was_lengthened_as_often_as_it_may_be_nobody_is_offered_it_again(cast, petition, client):
    run = clock(petition)

    def offered(person):
        page = c.enter(client, person).get(f"/cases/{petition.pk}/").content.decode()
        ways = [f"/clocks/{run.pk}/{way}/" in page for way in ("extend", "ask/extend", "stop", "ask/stop")]
        return [*ways, "已延长1次，不能再延长。" in page]

    assert offered(cast.author) == [False, True, False, True, False]
    assert offered(cast.chief) == [True, False, True, False, False]
    longer(cast, petition)
    assert offered(cast.author) == [False, False, False, True, True]
    assert offered(cast.chief) == [False, False, True, False, True]
    assert "最多延长1次" in refuse("", lambda: longer(cast, petition))


def test_what_may_be_lengthened_three_times_is_offered_until_then(cast, client):
    case = moved(registered(cast, "counselling", details={}), "accept", "begin", by=cast.author)
    run, page = clock(case), c.enter(client, cast.author)
    for times, there in ((1, True), (2, True), (3, False)):
        CaseClock.objects.filter(pk=run.pk).update(extended=times)
        said = page.get(f"/cases/{case.pk}/").content.decode()
        assert (f"/clocks/{run.pk}/extend/" in said, f"已延长{times}次，不能再延长。" in said) == (there, not there)


def test_while_it_stands_still_beyond_its_ceiling_it_is_late_and_the_ladder_speaks(cast, petition, client):
    stopped(cast, petition)
    for clock_of in CaseClock.objects.filter(case=petition).exclude(rule="conclude"):
        assert clock_of.due is None or clock_of.due <= clock(petition).due
    found, last = Case.objects.get(), date(2012, 8, 8)
    assert found.due == clock(petition).due
    assert [found.is_late(moment(day)) for day in (last, last + DAY, date(2012, 12, 10))] == [False, True, True]
    assert telling.climb(last + DAY) == 2  # its owner and the county's chair
    c.set_day(date(2012, 12, 10))
    page = c.enter(client, cast.author).get(f"/cases/{petition.pk}/").content.decode()
    assert "停计中，最晚2012年8月8日，已超期" in page


def test_what_was_used_up_before_shortens_what_is_left(cast, petition):
    stopped(cast, petition)
    resumed(cast, petition, c.TODAY + 20 * DAY)
    assert clocks(petition)["conclude"][0] == date(2012, 7, 30)  # 9 July and twenty days: 29 July is a Sunday
    stopped(cast, petition, on=c.TODAY + 25 * DAY)
    assert clocks(petition)["conclude"][0] == date(2012, 8, 8)  # ten more and no further, however long it stands
    resumed(cast, petition, c.TODAY + 28 * DAY)
    assert clocks(petition)["conclude"][0] == date(2012, 8, 1)  # twenty and three


def test_a_hearing_for_which_the_law_sets_no_ceiling_has_no_day_until_it_goes_on(cast, petition):
    [hearing] = steps.start(petition, [petition.service.clock("second_review")], moment(c.TODAY))
    stopped(cast, petition, "hearing", "second_review")
    assert clocks(petition)["second_review"][0] is None
    assert clock(petition, "second_review").lines[-1] == "因听证停计，恢复以后再定日子"
    assert clock(petition, "second_review").pk == hearing.pk


class Stood(NamedTuple):
    """A term that stands still at once: its matter, why, its end by hand with every day of its ceiling."""

    kind: str
    details: dict[str, str]
    moves: tuple[str, ...]
    rule: str
    reason: str
    last: date
    said: str


STOOD = [
    Stood(
        "dispute",
        {"claim": "wages"},
        (),
        "mediate",
        "both",
        date(2012, 6, 25),
        "双方都同意延长调解停计中：停计合计最长30天",
    ),
    Stood("legal_aid", {"matter": "wages"}, (), "decide", "papers", date(2012, 6, 18), "停计合计最长30天"),
    Stood("counselling", {}, ("accept", "begin"), "conclude", "pause", date(2012, 9, 7), "停计合计最长90天"),
]


@pytest.mark.parametrize("row", STOOD, ids=lambda row: row.kind)
def test_what_stands_still_for_papers_or_agreement_has_its_latest_day_and_speaks(cast, row):
    """Mediation: 25 May and 30 days is 24 June, a Sunday. Legal aid: 17 May and 30 is 16 June, a Saturday. Counselling:
    9 June and 90 is 7 September, 21 of them in June, 31 in July, 31 in August.
    """
    case = moved(registered(cast, row.kind, details=row.details), *row.moves, by=cast.author)
    stopped(cast, case, row.reason, row.rule)
    CaseClock.objects.filter(case=case).exclude(rule=row.rule).update(met=moment(c.TODAY))
    timing.recount(case, clock(case, row.rule), case.service.clock(row.rule))
    found = Case.objects.get(pk=case.pk)
    assert (clocks(case)[row.rule][0], found.due, found.not_before) == (row.last, clock(case, row.rule).due, None)
    assert row.said in clock(case, row.rule).lines[-1]
    assert telling.climb(row.last + DAY) == 2  # its owner and the county's chair


@pytest.mark.parametrize("days", [1, 29, 30, 31, 200])
def test_the_day_said_while_it_stands_is_never_before_the_day_it_gets(cast, petition, days):
    stopped(cast, petition)
    said = clocks(petition)["conclude"][0]
    resumed(cast, petition, c.TODAY + days * DAY)
    found = clocks(petition)["conclude"][0]
    assert found <= said and (found == said) == (days >= 30)


def test_counted_anew_while_it_stands_it_keeps_its_ceiling(cast, petition):
    stopped(cast, petition)
    DayKind.objects.create(jurisdiction="", day=date(2012, 8, 8), kind="off", name="临时放假", source="通知")
    timing.recount_open(on=c.TODAY)
    assert clocks(petition)["conclude"][0] == date(2012, 8, 9)


def test_the_worker_reads_why_it_stopped(cast, petition):
    stopped(cast, petition)
    step = CaseStep.objects.latest("pk")
    assert (step.told, step.text) == (True, "“办结”因等职工补材料停计：请补工资条")


def test_stops_end_at_their_ceiling(cast, petition):
    stopped(cast, petition)
    resumed(cast, petition, c.TODAY + 45 * DAY)
    assert clocks(petition)["conclude"][0] == date(2012, 8, 8)  # 9 July and thirty days, not forty-five
    refuse("", lambda: stopped(cast, petition, on=c.TODAY + 46 * DAY))


def test_a_clock_stops_once_and_only_for_its_reasons(cast, petition):
    refuse("reason", lambda: stopped(cast, petition, "weather"))
    stopped(cast, petition)
    refuse("", lambda: stopped(cast, petition))
    resumed(cast, petition, c.TODAY + DAY)
    refuse("", lambda: resumed(cast, petition, c.TODAY + 2 * DAY))


def test_a_clock_without_stops_does_not_stop(cast):
    case = registered(cast)
    refuse("reason", lambda: stopped(cast, case, rule="contact"))


def test_lengthened_once_by_no_more_than_the_rule_says(cast, petition):
    refuse("amount", lambda: longer(cast, petition, 31))
    longer(cast, petition)
    assert clocks(petition)["conclude"][0] == date(2012, 8, 8)
    refuse("", lambda: longer(cast, petition, 5))


def test_nothing_is_lengthened_after_its_end(cast, petition):
    refuse("", lambda: longer(cast, petition, on=date(2012, 7, 11)))


def test_a_clock_without_extension_is_not_lengthened(cast):
    case = registered(cast)
    refuse("", lambda: longer(cast, case, rule="contact"))


def test_a_met_clock_can_neither_stop_nor_grow(cast, petition):
    moved(petition, "reply", by=cast.author)
    refuse("clock", lambda: stopped(cast, petition))
    refuse("clock", lambda: longer(cast, petition))


def test_an_answer_ends_an_open_stop(cast, petition):
    stopped(cast, petition)
    moved(petition, "reply", by=cast.author)
    assert ClockStop.objects.get().until is not None


def test_a_changed_calendar_counts_open_clocks_anew_and_says_so(cast):
    case = registered(cast)
    assert clocks(case)["contact"][0] == date(2012, 5, 15)
    DayKind.objects.create(jurisdiction="", day=date(2012, 5, 14), kind="off", name="临时放假", source="通知")
    last = timing.recount_open(on=c.TODAY)
    assert clocks(case)["contact"][0] == date(2012, 5, 16)
    assert CaseStep.objects.latest("pk").text == "工作日历有变化，联系职工的期限重新计算"
    assert Case.objects.get().due == clock(case, "contact").due
    assert (last, timing.recount_open(last, on=c.TODAY)) == (case.pk, 0)


def test_counting_anew_without_a_change_writes_nothing(cast):
    registered(cast)
    with c.nothing_written():
        timing.recount_open(on=c.TODAY)
