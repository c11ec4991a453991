"""今日, 看板, the clause, the number and the pages of an employer and a worker, as different people see them."""

import io
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from tiexin.boards.tests import world as w
from tiexin.duties import actions
from tiexin.duties.models import Duty, Gauge, PlanVersion, State
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.plans.tests import small
from tiexin.registry import actions as registry
from tiexin.registry.actions import NewTag
from tiexin.registry.actions.merging import merge_workers
from tiexin.registry.actions.workers import Numbers, register_worker
from tiexin.registry.models import Worker
from tiexin.visits.actions import NewTeam, form_team
from tiexin.visits.models import Team

pytestmark = pytest.mark.django_db
MAY = date(2012, 5, 1)


@pytest.fixture
def cast(world):
    calendar.forget()
    return world.cast


@pytest.fixture
def see(cast, client):
    """A page as one of the cast sees it."""

    def page(name, url, status=200):
        c.enter(client, cast.people[name])
        answer = client.get(url)
        assert answer.status_code == status
        return answer

    return page


def shown(views):
    return [(view.clause, view.who, view.value, view.target_text, view.state) for view in views]


# ── 今日 ────────────────────────────────────────────────────────────────────────────────────────────────


def test_today_shows_exactly_mine_and_my_units_worst_three(see):
    page = see("officer", "/")
    assert shown(page.context["mine"]) == [
        ("C5", "兴庆一组", 1, "至少 3", "behind"),
        ("C4", "李秀兰", 2, "至少 2", "met"),
    ]
    assert shown(page.context["worst"]) == [
        ("C10", "兴庆区", 0, "至少 1", "behind"),
        ("C6", "兴庆区", 1, "至少 50%", "met"),
        ("C3", "兴庆区", 2, "至少 2", "met"),
    ]
    for text in ("原文C5", "原文C10", "《走访方案》", "兴庆一组", "宁夏凤凰机械有限公司", "登记走访"):
        assert text in page.text
    for text in ("孙小军", "丁一", "大武口", "永宁县", "尚无登记入口"):
        assert text not in page.text


def test_today_of_a_leader_has_no_numbers_that_belong_to_others(see):
    page = see("leader", "/")
    assert shown(page.context["mine"]) == []
    assert shown(page.context["worst"]) == [
        ("C2", "自治区总工会", 6, "至少 10", "on_track"),
        ("C1", "自治区总工会", 3, "至少 4", "on_track"),
    ]
    assert "方案没有给您个人定任务" in page.text


def test_today_is_right_at_once_after_saving_a_visit(world, see):
    before = see("officer", "/")
    w.visit(world.cast.people["officer"], world.cast.employer, c.TODAY, met=["新一", "新二"], team=world.team)
    after = see("officer", "/")
    mine = [{view.clause: view.value for view in page.context["mine"]} for page in (before, after)]
    worst = [[view.clause for view in page.context["worst"]] for page in (before, after)]
    assert mine == [{"C5": 1, "C4": 2}, {"C5": 3, "C4": 3}]
    assert worst == [["C10", "C6", "C3"], ["C6", "C10", "C3"]]
    assert world.gauge("C5", world.team).value == 1


def test_today_and_board_take_few_queries(see, cast):
    for name, url in (("officer", "/"), ("leader", f"/board/{cast.province.pk}/")):
        see(name, url)
        with CaptureQueriesContext(connection) as run:
            see(name, url)
        assert len(run) <= 30


def test_without_a_plan_today_says_what_will_stand_there(see):
    PlanVersion.objects.update(state=State.SUPERSEDED)
    page = see("officer", "/")
    assert (page.context["mine"], page.context["worst"]) == ([], [])
    assert "方案发布后，本单位应完成的数会显示在这里" in page.text


# ── 看板 ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "unit"),
    [("leader", "province"), ("city_office", "city"), ("officer", "county"), ("enterprise", "enterprise")],
)
def test_the_way_to_the_board_leads_to_ones_own_unit(see, cast, name, unit):
    assert see(name, "/board/", 302).url == f"/board/{getattr(cast, unit).pk}/"


def test_a_board_outside_ones_reach_is_not_there(see, cast):
    for name, unit in (("officer", cast.city), ("stranger", cast.county), ("officer", cast.other_county)):
        see(name, f"/board/{unit.pk}/", 404)
    see("nobody", f"/board/{cast.county.pk}/", 404)
    see("leader", "/board/999999/", 404)


def test_board_lays_out_totals_units_and_promises(see, cast):
    page = see("leader", f"/board/{cast.province.pk}/")
    context = page.context
    assert [head["value"] for head in context["headlines"]] == [3, 6]
    assert [row["name"] for row in context["ladder"]] == ["石嘴山市", "银川市", "自治区机冶建材工会"]
    assert [p.duty.clause.code for p in context["promises"]][:2] == ["C4", "C1"]
    assert [p.duty.clause.code for p in context["waiting"]] == ["C8"]
    assert "C8" not in [p.duty.clause.code for p in context["promises"]]
    for text in ("另有 1 条尚无登记入口，不计入上面的完成比例", "原文C4", "逾期未达", "《走访方案》"):
        assert text in page.text
    assert [crumb["label"] for crumb in context["crumbs"]] == ["自治区总工会"]


def test_crumbs_begin_at_ones_own_highest_unit(see, cast):
    def labels(name):
        return [crumb["label"] for crumb in see(name, f"/board/{cast.county.pk}/").context["crumbs"]]

    assert labels("leader") == ["自治区总工会", "银川市", "兴庆区"]
    assert labels("city_office") == ["银川市", "兴庆区"]
    assert labels("officer") == ["兴庆区"]


def test_board_says_how_fresh_its_numbers_are(see, cast):
    url = f"/board/{cast.province.pk}/"
    assert "后台进程尚未运行，数字可能不是最新" in see("leader", url).text
    actions.beat("drain", drained=datetime(2012, 5, 10, 1, 2, 3, tzinfo=UTC))
    assert "数字更新至 09:02:03" in see("leader", url).text


def test_board_shows_the_plan_asked_for_and_only_plans_within_reach(see, cast):
    own = small.publish(small.text(small.OWN["C7"], code="own", issuer=cast.city.name), cast.city)
    foreign = small.text(small.OWN["C7"], code="foreign", issuer=cast.other_city.name)
    small.publish(foreign, cast.other_city)
    url = f"/board/{cast.county.pk}/"
    assert [v.plan.code for v in see("city_office", url).context["versions"]] == ["small", "own"]
    assert see("city_office", url).context["version"] == own
    for asked in ("foreign", "nothing"):
        assert see("city_office", f"{url}?plan={asked}").context["version"] == own
    assert see("city_office", f"{url}?plan=small").context["version"].plan.code == "small"


def test_board_without_a_plan_says_so(see, cast):
    PlanVersion.objects.update(state=State.SUPERSEDED)
    assert "还没有发布方案" in see("leader", f"/board/{cast.province.pk}/").text


# ── one clause ──────────────────────────────────────────────────────────────────────────────────────────


def clause_url(world, unit, code):
    return f"/board/{unit.pk}/duties/{world.duty(code).pk}/"


def test_a_clause_shows_its_sentence_the_units_and_who_owes_it(world, see, cast):
    page = see("leader", clause_url(world, cast.province, "C3"))
    assert [(row["name"], row["unranked"]) for row in page.context["ladder"]] == [("银川市", False), ("石嘴山市", True)]
    assert shown(page.context["gauges"]) == [
        ("C3", "永宁县", 0, "至少 2", "behind"),
        ("C3", "大武口区", 1, "至少 2", "on_track"),
        ("C3", "兴庆区", 2, "至少 2", "met"),
    ]
    for text in ("“原文C3”", "本方案的读法：同一企业只算一家", "去重：同一个只数一次"):
        assert text in page.text


def test_a_clause_at_a_unit_shows_nobody_outside_it(world, see, cast):
    page = see("officer", clause_url(world, cast.county, "C3"))
    assert [view.who for view in page.context["gauges"]] == ["兴庆区"]
    for text in ("永宁县", "大武口区"):
        assert text not in page.text


def test_a_repeated_clause_can_be_read_for_another_period(world, see, cast):
    url = clause_url(world, cast.county, "C10")
    april, foreign = world.term("C10", date(2012, 4, 1)), world.term("C3")
    assert see("officer", url).context["term"].label == "2012年5月"
    assert shown(see("officer", f"{url}?term={april.pk}").context["gauges"]) == [("C10", "兴庆区", 2, "至少 1", "met")]
    for nonsense in (foreign.pk, "²", "x", "9" * 30, "-1"):
        assert see("officer", f"{url}?term={nonsense}").context["term"].label == "2012年5月"


def test_a_clause_nobody_owes_here_or_that_nothing_records_has_no_percent(world, see, cast):
    page = see("officer", clause_url(world, cast.county, "C1"))
    assert "这里没有人负这项责任" in page.text
    page = see("officer", clause_url(world, cast.county, "C8"))
    assert shown(page.context["gauges"]) == [("C8", "兴庆区", 0, "至少 2", "unrecorded")]
    assert "尚无登记入口" in page.text
    assert "tx-percent" not in page.text


def test_a_clause_that_is_not_in_force_or_out_of_reach_is_not_there(world, see, cast):
    see("stranger", clause_url(world, cast.county, "C3"), 404)
    PlanVersion.objects.update(state=State.SUPERSEDED)
    see("leader", clause_url(world, cast.province, "C3"), 404)


# ── one number ──────────────────────────────────────────────────────────────────────────────────────────


def behind(world, page):
    """Names of the visits whose facts the page lists, with how many of each."""
    entries = {visit.pk: name for name, visit in world.visits.items()}
    rows = [entries[fact.entry.thing_id] for fact in page.context["pager"].rows]
    return {name: rows.count(name) for name in rows}


@pytest.mark.parametrize(
    ("code", "subject", "facts"),
    [
        ("C1", "province", {"fourth": 1, "third": 1, "second": 1, "first": 1}),
        ("C2", "province", {"fourth": 2, "third": 1, "second": 1, "first": 3}),
        ("C3", "county", {"second": 1, "first": 1}),
        ("C3", "other_county", {"third": 1}),
        ("C6", "county", {"second": 1, "first": 1}),
        ("C7", "county", {}),
        ("C8", "county", {}),
        ("C9", "county", {"second": 1, "first": 1}),
    ],
)
def test_a_number_opens_exactly_the_records_behind_it(world, see, cast, code, subject, facts):
    gauge = world.gauge(code, getattr(cast, subject))
    assert behind(world, see("leader", f"/gauges/{gauge.pk}/")) == facts


def test_a_persons_and_a_teams_number_open_their_own_records(world, see, cast):
    li = world.gauge("C4", cast.people["officer"])
    assert behind(world, see("officer", f"/gauges/{li.pk}/")) == {"second": 1, "first": 1}
    team = see("officer", f"/gauges/{world.gauge('C5', world.team).pk}/")
    assert behind(world, team) == {"second": 1}
    assert [str(fact.worker) for fact in team.context["pager"].rows] == [w.MET["c"]]
    for name in (w.MET["voided"], w.MET["early"], w.MET["e"]):
        assert name not in team.text


def test_a_number_leads_to_its_sentence_and_to_each_entry(world, see, cast):
    page = see("officer", f"/gauges/{world.gauge('C3', cast.county).pk}/")
    facts = page.context["pager"].rows
    assert [fact.on for fact in facts] == [date(2012, 4, 3), date(2012, 4, 2)]
    for fact in facts:
        assert f'href="/entries/{fact.entry_id}/"' in page.text
    assert "“原文C3”" in page.text
    assert [crumb["label"] for crumb in page.context["crumbs"]] == ["兴庆区", "县级走访企业"]


def test_a_number_says_that_records_outside_ones_reach_stand_behind_it_too(world, see, cast):
    li = cast.people["officer"]
    lent = form_team(
        NewTeam(Team(org=cast.city, name="市一组", kind="service_group", since=MAY), li), by=li, on=c.TODAY
    )
    world.visits["lent"] = w.visit(li, cast.foreign, MAY, met=["别处"], team=lent)
    small.settle()
    url = f"/gauges/{world.gauge('C4', li).pk}/"
    page = see("officer", url)
    assert (page.context["g"].value, behind(world, page)) == (3, {"second": 1, "first": 1})
    assert "另有不在您工作范围内的记录也计入这个数" in page.text
    page = see("city_office", url)
    assert behind(world, page) == {"lent": 1, "second": 1, "first": 1}
    assert "另有不在您工作范围内" not in page.text
    del world.visits["lent"]


def test_a_number_without_records_says_why(world, see, cast):
    assert "这是名册上的数" in see("officer", f"/gauges/{world.gauge('C7', cast.county).pk}/").text
    assert "还没有计入的记录" in see("leader", f"/gauges/{world.gauge('C3', world.quiet).pk}/").text


def test_a_number_out_of_reach_is_not_there(world, see, cast):
    see("stranger", f"/gauges/{world.gauge('C3', cast.county).pk}/", 404)
    see("officer", f"/gauges/{world.gauge('C1', cast.province).pk}/", 404)
    see("nobody", f"/gauges/{world.gauge('C3', cast.county).pk}/", 404)


# ── employers and workers ───────────────────────────────────────────────────────────────────────────────


def line(page):
    return [(item["text"], item["who"], item["voided"]) for item in page.context["timeline"]]


def test_everything_with_an_employer_stands_on_one_line(see, cast):
    page = see("officer", f"/employers/{cast.employer.pk}/")
    assert line(page) == [
        ("谈话0420", "陈志远", False),
        ("谈话0402", "李秀兰", False),
        ("谈话0220", "李秀兰", False),
    ]
    assert [problem.text for problem in page.context["problems"]] == ["工资拖欠"]
    for text in ("停车难", "记错的问题", "谈话0403"):
        assert text not in page.text


def test_a_voided_visit_stays_on_the_line_but_its_problems_go(see, cast):
    page = see("stranger", f"/employers/{cast.foreign.pk}/")
    assert line(page) == [("谈话0412", "丁一", True), ("谈话0410", "丁一", False)]
    assert "已作废" in page.text
    assert list(page.context["problems"]) == []


def test_problems_and_marks_newest_first_those_in_force_above(world, see, cast):
    for number in range(1, 7):
        asked = {"met": [f"某{number}"], "problems": [("hope", f"问题{number}")]}
        w.visit(cast.people["officer"], world.taxi, date(2012, 4, number + 10), **asked)
    ended = registry.tag_employer(world.taxi, NewTag("halted", date(2012, 2, 1), "停产"), by=None, on=c.TODAY)
    registry.end_tag(ended, by=None, on=c.TODAY)
    registry.tag_employer(world.taxi, NewTag("taxi", date(2012, 3, 1), "行业"), by=None, on=c.TODAY)
    page = see("officer", f"/employers/{world.taxi.pk}/")
    assert [problem.text for problem in page.context["problems"]] == [f"问题{number}" for number in (6, 5, 4, 3, 2)]
    assert [tag.tag for tag in page.context["tags"]] == ["taxi", "distressed", "halted"]


def test_what_one_may_do_with_an_employer(see, cast):
    told = {}
    for name in ("officer", "office", "city_office"):
        context = see(name, f"/employers/{cast.employer.pk}/").context
        told[name] = (context["may_record"], context["may_edit"])
    assert told == {"officer": (True, False), "office": (True, True), "city_office": (True, True)}
    for name in ("stranger", "enterprise", "nobody"):
        see(name, f"/employers/{cast.employer.pk}/", 404)


def test_a_worker_has_a_line_of_talks_and_no_number_on_the_page(see, cast):
    number = c.identity(7)
    known = Worker(employer=cast.employer, name="有号码的")
    sealed = register_worker(known, by=None, on=c.TODAY, numbers=Numbers(identity=number))
    page = see("officer", f"/workers/{cast.worker.pk}/")
    assert line(page) == [("谈话0420", "陈志远", False), ("谈话0402", "李秀兰", False)]
    assert "没有登记，也不需要" in page.text
    page = see("officer", f"/workers/{sealed.pk}/")
    assert f"{'*' * 14}{number[-4:]}" in page.text
    assert "还没有交流记录" in page.text
    assert number not in page.text
    see("stranger", f"/workers/{cast.worker.pk}/", 404)


def test_a_person_with_two_entries_has_one_line(see, cast):
    twin = c.worker(cast.employer, "刘贵英")
    author = cast.people["leader"]
    for known in ([cast.worker, twin], [twin]):
        w.visit(author, cast.employer, c.TODAY, known=known, said=f"谈话{len(known)}")
    merge_workers(twin, cast.worker, "本人确认", by=None, on=c.TODAY)
    told = [("谈话1", "陈志远", False), ("谈话2", "陈志远", False)]
    for pk in (cast.worker.pk, twin.pk):
        assert line(see("officer", f"/workers/{pk}/"))[:2] == told


def sheet(answer):
    return [list(row) for row in load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True)]


def test_who_owes_is_taken_out_as_a_workbook(world, client):
    c.enter(client, world.cast.people["leader"])
    duty = Duty.objects.order_by("pk").first()
    address = f"/board/{world.cast.province.pk}/duties/{duty.pk}/"
    rows = sheet(client.get(f"{address}?as=xlsx"))
    assert rows[0] == ["责任者", "完成", "任务", "单位", "期间", "期限", "状态"]
    assert sorted(row[0] for row in rows[1:]) == sorted(shown.who for shown in client.get(address).context["gauges"])


def test_records_behind_a_number_are_taken_out_within_reach(world, client):
    gauge = next(gauge for gauge in Gauge.objects.order_by("pk") if gauge.value > 1)
    for who in ("leader", "officer"):
        c.enter(client, world.cast.people[who])
        page = client.get(f"/gauges/{gauge.pk}/")
        if page.status_code == 200:
            rows = sheet(client.get(f"/gauges/{gauge.pk}/?as=xlsx"))
            assert [row[5] for row in rows[1:]] == [fact.entry_id for fact in page.context["pager"].rows]
