"""Teams and stays from workbooks: what the forms would refuse is refused by row, and nothing comes twice."""

from datetime import date, timedelta

import pytest

from tiexin.core import sheets
from tiexin.evidence.models import Entry
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.registry.actions import imports
from tiexin.registry.actions.imports import Upload
from tiexin.registry.models import ImportRun
from tiexin.registry.tests.books import carried
from tiexin.visits import actions
from tiexin.visits.actions import NewTeam
from tiexin.visits.models import Stay, Team

pytestmark = pytest.mark.django_db
TEAMS = ["小组", "类别", "组长", "成员", "第几组", "单位", "带队职务", "责任部室", "联系市县", "联系工会", "组建日期"]
STAYS = ["蹲点小组", "蹲点企业", "起", "止", "批次", "派出单位"]
FIRST, LAST = c.TODAY + timedelta(days=3), c.TODAY + timedelta(days=9)


@kept.fixture
def cast():
    found = c.stage()
    found.lead, found.mate = c.officer("何平", found.city, title="部长"), c.officer("兰秀", found.city)
    found.firm = c.employer(found.county, "甲厂")
    return found


def brought(cast, kind, heads, rows, by="office"):
    upload = Upload(cast.city, kind, "表.xlsx", sheets.written("表", heads, rows))
    run = imports.take_workbook(upload, by=cast.people[by], on=c.TODAY)
    return carried(imports.start_import(run, by=cast.people[by], on=c.TODAY))


def counts(run):
    return run.state, run.added, run.same, run.refused


def reasons(run):
    return dict(run.refusals.order_by("row").values_list("row", "reason"))


def group(**changed):
    row = {"name": "一组", "kind": "蹲点小组", "leader": "何平", "members": "兰秀", "number": 1, "org": None}
    row |= {"post": "部长", "departments": "组织部", "place": "兴庆区总工会", "assigned": None, "since": "2012-03-05"}
    return list({**row, **changed}.values())


def test_a_team_comes_with_everything_that_its_row_says(cast):
    run = brought(cast, "team", TEAMS, [group(assigned="兴庆区总工会")])
    assert counts(run) == ("done", 1, 0, 0)
    team = Team.objects.get(name="一组")
    assert (team.org, team.kind, team.number, team.leader_post) == (cast.city, "stay_team", 1, "部长")
    assert (team.departments, team.place, team.since) == ("组织部", cast.county, date(2012, 3, 5))
    assert list(team.assigned.all()) == [cast.county]
    members = team.members.order_by("-leads", "pk").values_list("officer", "leads")
    assert list(members) == [(cast.lead.pk, True), (cast.mate.pk, False)]
    entry = Entry.objects.get(verb="form_team")
    assert (entry.by, entry.thing_id) == (cast.people["office"], team.pk)


def test_a_sparse_row_forms_a_team_of_the_runs_unit_today(cast):
    run = brought(cast, "team", ["名称", "类别", "带队人"], [["二组", "工作组", "兰秀"]])
    assert counts(run) == ("done", 1, 0, 0)
    team = Team.objects.get(name="二组")
    assert (team.org, team.kind, team.number, team.place, team.since) == (
        cast.city, "service_group", None, None, c.TODAY
    )  # fmt: skip


def test_the_same_workbook_again_changes_nothing(cast):
    rows = [group(), group(name="二组")]
    assert counts(brought(cast, "team", TEAMS, rows)) == ("done", 2, 0, 0)
    assert counts(brought(cast, "team", TEAMS, rows)) == ("done", 0, 2, 0)
    assert Team.objects.filter(org=cast.city).count() == 2


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": ""}, "缺少“名称”"),
        ({"kind": "合唱队"}, "“类别”不认识“合唱队”"),
        ({"leader": "钱七"}, "“带队人”不在“银川市”的干部名册里：钱七"),
        ({"leader": "同名"}, "“带队人”有几个同名的，请写成“姓名（职务）”：同名"),
        ({"leader": "同名（主任）"}, "“带队人”有几个同名的"),
        ({"members": "兰秀、钱七"}, "“组员”不在“银川市”的干部名册里：钱七"),
        ({"number": 0}, "“组号”应在1至999之间"),
        ({"org": "吴忠市总工会"}, "“派出单位”范围内没有“吴忠市总工会”"),
        ({"place": "银川市"}, None),
        ({"place": "凤凰机械厂工会"}, "“走访地点”应为市或县（区）总工会"),
        ({"assigned": "兴庆区总工会、无名工会"}, "“直属企业工会”范围内没有“无名工会”"),
        ({"since": c.TODAY + timedelta(days=1)}, "成立日期还没有到"),
        ({"since": "1900-01-01"}, "不存在"),
    ],
)
def test_a_row_that_no_form_would_take_is_refused(cast, changed, said):
    for title in ("部长", "主任", "主任"):
        c.officer("同名", cast.city, title=title)
    run = brought(cast, "team", TEAMS, [group(**changed), group(name="末组")])
    assert Team.objects.filter(name="末组").count() == 1
    if said is None:
        assert counts(run) == ("done", 2, 0, 0)
        return
    assert counts(run) == ("done", 1, 0, 1)
    assert [said in reason for reason in reasons(run).values()] == [True]


def test_the_post_in_brackets_says_which_of_two(cast):
    c.officer("何平", cast.city, title="主任")
    brought(cast, "team", TEAMS, [group(leader="何平（主任）", members="何平（部长）、兰秀（谁也不看）")])
    leading = Team.objects.get(name="一组").members.order_by("-leads", "pk")
    assert list(leading.values_list("officer__title", flat=True)) == ["主任", "部长", cast.mate.title]


@pytest.fixture
def team(cast):
    new = Team(org=cast.city, name="一组", kind="stay_team", since=c.FOUNDED, place=cast.county)
    return actions.form_team(NewTeam(new, cast.lead, [cast.mate]), by=None, on=c.TODAY)


def stay(**changed):
    row = {"team": "一组", "firm": "甲厂", "start": FIRST, "end": LAST, "batch": 2, "org": None}
    return list({**row, **changed}.values())


def test_stays_come_by_name_or_code(cast, team):
    later = {"start": LAST + timedelta(days=1), "end": LAST + timedelta(days=3), "batch": None}
    run = brought(cast, "stay", STAYS, [stay(), stay(firm=cast.firm.credit_code, **later)])
    assert counts(run) == ("done", 2, 0, 0)
    assert list(Stay.objects.order_by("start").values_list("team", "employer", "start", "end", "batch")) == [
        (team.pk, cast.firm.pk, FIRST, LAST, 2),
        (team.pk, cast.firm.pk, later["start"], later["end"], None),
    ]
    assert Entry.objects.filter(verb="plan_stay", by=cast.people["office"]).count() == 2
    assert counts(brought(cast, "stay", STAYS, [stay()])) == ("done", 0, 1, 0)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"team": "三组"}, "范围内没有叫“三组”的工作组"),
        ({"team": "同名组"}, "范围内有几个叫“同名组”的工作组，请填派出单位"),
        ({"firm": "丙厂"}, "没有登记在兴庆区范围内的“丙厂”"),
        ({"firm": "远厂"}, "没有登记在兴庆区范围内的“远厂”"),
        ({"firm": "双厂"}, "有几家叫“双厂”，可改填统一社会信用代码"),
        ({"end": FIRST - timedelta(days=1)}, "离开日期应不早于进驻日期"),
        ({"start": None}, "缺少“进驻日期”"),
        ({"start": "下周一"}, "“进驻日期”应为日期"),
        ({"batch": 100}, "“第几批”应在1至99之间"),
        ({"org": "吴忠市总工会"}, "“派出单位”范围内没有“吴忠市总工会”"),
        ({"start": LAST, "end": LAST + timedelta(days=4)}, "的另一次蹲点重叠"),
    ],
)
def test_a_stay_that_no_form_would_take_is_refused(cast, team, changed, said):
    for org in (cast.city, cast.county):
        who = c.officer(f"甲{org.pk}", org)
        new = Team(org=org, name="同名组", kind="stay_team", since=c.FOUNDED)
        actions.form_team(NewTeam(new, who), by=None, on=c.TODAY)
    c.employer(cast.city, "远厂")
    c.employer(cast.county, "双厂"), c.employer(cast.county, "双厂")
    run = brought(cast, "stay", STAYS, [stay(), stay(**changed)])
    assert counts(run) == ("done", 1, 0, 1)
    assert [(row, said in reason) for row, reason in reasons(run).items()] == [(3, True)]
    assert Stay.objects.count() == 1


def test_somebody_who_is_elsewhere_is_named_in_the_refused_row(cast, team):
    other = Team(org=cast.city, name="二组", kind="stay_team", since=c.FOUNDED)
    actions.form_team(NewTeam(other, cast.mate, [cast.lead]), by=None, on=c.TODAY)
    c.employer(cast.county, "乙厂")
    run = brought(cast, "stay", STAYS, [stay(), stay(team="二组", firm="乙厂")])
    assert counts(run) == ("done", 1, 0, 1)
    assert "随“一组”蹲点，不能同时在两家企业" in reasons(run)[3]


@pytest.mark.parametrize(("path", "kind"), [("/teams/", "team"), ("/teams/calendar/", "stay")])
def test_the_lists_lead_to_their_imports(cast, client, path, kind):
    assert f'href="/imports/new/?kind={kind}"' in c.enter(client, cast.people["office"]).get(path).text
    assert "/imports/new/" not in c.enter(client, cast.people["leader"]).get(path).text


def test_a_whole_run_through_the_pages(cast, client, team):
    office = c.enter(client, cast.people["office"])
    upload = Upload(cast.city, "stay", "安排.xlsx", sheets.written("表", STAYS, [stay(), stay(firm="丙厂")]))
    run = imports.take_workbook(upload, by=cast.people["office"], on=c.TODAY)
    shown = office.get(f"/imports/{run.pk}/").context["preview"]
    assert [(line["said"], line["comes"]) for line in shown] == [("将新增", True), ("不导入", False)]
    assert office.post(f"/imports/{run.pk}/start/").status_code == 302
    carried(ImportRun.objects.get(pk=run.pk))
    text = office.get(f"/imports/{run.pk}/").text
    assert 'href="/teams/calendar/"' in text and "看蹲点安排" in text
