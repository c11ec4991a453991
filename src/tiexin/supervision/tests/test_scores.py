"""Scores of units: counted by a published sheet, frozen with their arithmetic, appealed against, corrected beside."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from tiexin.core.refusal import Refused
from tiexin.duties.models import Clause, PlanVersion, State
from tiexin.evidence.models import Entry
from tiexin.orgs import calendar
from tiexin.orgs.models import Officer
from tiexin.orgs.tests import cast as c
from tiexin.plans.tests import small
from tiexin.supervision import score_queries as queries
from tiexin.supervision import score_rules as rules
from tiexin.supervision.actions import scores as actions
from tiexin.supervision.actions.scores import Decision, NewScore
from tiexin.supervision.models import Appeal, Score
from tiexin.supervision.scoring import Counted
from tiexin.supervision.templatetags.supervision import points
from tiexin.visits.actions import NewVisit, record_visit, void_visit

DAY = timedelta(days=1)
VISITS, SOLVED, FOUND = f"{{{small.VISITS}}}", "{measure: 印发文件}", "{measure: 发现问题}"
WEIGHED = [
    small.duty("C1", "全区走访", small.PROVINCE, do=VISITS, counted="含下级", at_least=4, unit="家"),
    small.duty("C3", "县级走访", small.COUNTY, do=VISITS, at_least=2, unit="家", weight=30, score="考核"),
    small.duty("C4", "干部到基层", small.OFFICERS, do=small.DAYS, at_least=1, unit="天", weight=20, score="考核"),
    small.duty("C6", "困难企业", small.COUNTY, do=small.DISTRESSED, over=VISITS, at_least="50%", unit="家"),
    small.duty("C8", "化解", small.COUNTY, do=SOLVED, at_least=2, unit="件", weight=10, score="考核"),
    small.duty("C9", "收集问题", small.COUNTY, do=FOUND, unit="件"),
]
SHEET = """\
scoring:
  - clause: C11
    quote: 原文C11
    title: 年度考核
    name: 考核
    total: 100
    indicators:
      - {name: 困难企业比例, points: 40, item: C6, deduct: {points: 0.5, below: 90%, most: 30}}
    appeal: {by: 被考核单位, to: 督导检查组, within: 5个工作日}
    permit: {basis: 年度考核办法, active: true}
"""


@pytest.fixture(scope="module")
def plan(django_db_setup, django_db_blocker):
    """A plan in force with a sheet, and what the county did: one distressed enterprise of three visited."""
    with small.shared(django_db_blocker):
        cast = c.stage()
        text = small.text(*WEIGHED).replace("norms:", f"{SHEET}norms:")
        version = small.publish(text, cast.province)
        author = cast.people["officer"]
        firms = [cast.employer, c.employer(cast.county, "新厂"), c.employer(cast.county, "困难厂", "distressed")]
        visits = [record(author, firm) for firm in firms]
        small.settle()
        sheet = Clause.objects.get(version=version, kind="scoring")
        yield SimpleNamespace(cast=cast, version=version, sheet=sheet, visits=visits, author=author)
    calendar.forget()


def record(author, firm):
    tags = ["distressed"] if firm.name == "困难厂" else []
    new = NewVisit(author, firm, date(2012, 4, 2), ["hear"], met=[("王大山", "front_line")], tags=tags)
    return record_visit(new, by=author, on=c.TODAY)


@pytest.fixture
def made(db, plan):
    return plan


def by(plan, who="office", on=c.TODAY):
    return {"by": plan.cast.people[who], "on": on}


def published(plan, **changes):
    new = {"org": plan.cast.province, "unit": plan.cast.county, "sheet": plan.sheet} | changes
    return actions.publish_score(NewScore(**new), **by(plan))


def refused(action, *args, **who):
    with c.nothing_written(), pytest.raises(Refused) as said:
        action(*args, **who)
    return said.value.field, said.value.message


# ── what is counted ─────────────────────────────────────────────────────────────────────────────────────


def test_the_lines_are_the_indicators_and_what_joins_by_name(made):
    rules = queries.rules_of(made.sheet)
    assert [(rule.name, rule.points, rule.item, rule.below) for rule in rules] == [
        ("困难企业比例", 40, "C6", 90),
        ("县级走访", 30, "C3", None),
        ("干部到基层", 20, "C4", None),
        ("化解", 10, "C8", None),
    ]
    assert (str(rules[0].step), str(rules[0].most)) == ("1/2", "30")


def counted(made, item, unit=None, day=c.TODAY):
    duty = Clause.objects.get(version=made.version, item=item).duty
    return queries.counted_of(duty, unit or made.cast.county, day)


def test_what_a_unit_did_is_read_from_its_own_gauges(made):
    assert counted(made, "C3") == Counted(2, 2)
    assert counted(made, "C6") == Counted(1, 3, 50)
    assert counted(made, "C1", made.cast.province) == Counted(3, 4)


def test_officers_count_by_how_many_of_them_met_it(made):
    there = Officer.objects.filter(org=made.cast.county).count()
    assert counted(made, "C4") == Counted(1, there)


def test_what_nothing_records_or_nobody_owes_has_no_number(made):
    assert counted(made, "C8") is None
    assert counted(made, "C9") is None
    assert counted(made, "C3", made.cast.province) is None
    assert counted(made, "C3", day=date(2012, 2, 28)) is None


def test_only_sheets_of_plans_in_force_are_offered(made):
    versions = PlanVersion.objects.filter(pk=made.version.pk)
    assert list(queries.sheets_of(versions)) == [made.sheet]
    versions.update(state=State.SUPERSEDED)
    assert list(queries.sheets_of(versions)) == []


# ── a score ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_score_is_kept_with_its_whole_arithmetic(made):
    score = published(made)
    lines = {line["name"]: line for line in score.lines}
    ratio, own, people, none = (lines[name] for name in ("困难企业比例", "县级走访", "干部到基层", "化解"))
    assert (ratio["done"], ratio["base"], ratio["percent"]) == (1, 3, "33.33")
    assert (ratio["lost"], ratio["earned"], own["earned"]) == (2833, 1167, 3000)
    assert (none["earned"], none["why"]) == (None, "没有计数")
    assert (score.earned, score.full, score.total) == (1167 + 3000 + people["earned"], 9000, 10000)
    assert score.result == queries.worked_out(made.sheet, made.cast.county, c.TODAY).result
    assert (score.basis, score.appeal_to, score.appeal_by) == ("年度考核办法", "督导检查组", date(2012, 5, 17))
    entry = Entry.objects.get(thing="supervision.score", thing_id=score.pk)
    assert (entry.verb, entry.by, entry.on) == ("publish_score", made.cast.people["office"], c.TODAY)


def test_a_published_score_stays_when_the_records_change(made):
    score = published(made)
    void_visit(made.visits[2], "写错了", by=made.author, on=c.TODAY)
    small.settle()
    assert Score.objects.get(pk=score.pk).lines == score.lines
    assert queries.worked_out(made.sheet, made.cast.county, c.TODAY).lines[0].done == 0


@pytest.mark.parametrize(
    ("permit", "allowed"),
    [
        ({"basis": "办法", "active": True}, True),
        ({"basis": "办法", "active": False}, False),
        ({"basis": "办法"}, False),
        ({"basis": " ", "active": True}, False),
        ({"active": True}, False),
        (None, False),
    ],
)
def test_without_a_document_that_allows_it_nothing_is_scored(permit, allowed):
    if allowed:
        assert rules.permit_of({"permit": permit}) == "办法"
        return
    with pytest.raises(Refused, match="只列出，不计分"):
        rules.permit_of({"permit": permit})


def test_a_score_that_cannot_be_is_refused(made):
    plan, cast = made, made.cast
    publish = actions.publish_score
    assert refused(publish, NewScore(cast.city, cast.other_city, plan.sheet), **by(plan))[0] == "unit"
    duty = Clause.objects.get(version=plan.version, item="C3")
    assert refused(publish, NewScore(cast.province, cast.county, duty), **by(plan))[0] == "sheet"
    field, said = refused(publish, NewScore(cast.province, cast.industry, plan.sheet), **by(plan))
    assert (field, said) == ("unit", "没有一项可以评，不公布得分")
    published(plan)
    again = NewScore(cast.province, cast.county, plan.sheet)
    assert "今天已经公布过" in refused(publish, again, **by(plan))[1]
    PlanVersion.objects.filter(pk=plan.version.pk).update(state=State.SUPERSEDED)
    assert refused(publish, again, **by(plan, on=c.TODAY + DAY))[0] == "sheet"


def test_a_sheet_that_was_switched_off_scores_nobody(made):
    Clause.objects.filter(pk=made.sheet.pk).update(data={**made.sheet.data, "permit": {"basis": "办法"}})
    new = NewScore(made.cast.province, made.cast.county, made.sheet)
    assert refused(actions.publish_score, new, **by(made))[0] == "sheet"


def test_a_sheet_without_a_way_to_appeal_says_so(made):
    data = {key: value for key, value in made.sheet.data.items() if key != "appeal"}
    Clause.objects.filter(pk=made.sheet.pk).update(data=data)
    score = published(made)
    assert (score.appeal_to, score.appeal_by) == ("", None)
    assert "没有写申诉的办法" in refused(actions.appeal_score, score, "不服", **by(made, "officer"))[1]


@pytest.mark.parametrize(
    ("within", "last"),
    [
        ("5个工作日", date(2012, 5, 17)),
        ("5天", date(2012, 5, 15)),
        ("1个月", date(2012, 6, 11)),
        ("24小时", None),
        ("", None),
    ],
)
def test_how_long_one_may_appeal(db, within, last):
    assert queries.until(within, c.TODAY) == last


# ── an appeal ───────────────────────────────────────────────────────────────────────────────────────────


def appealed(made, text="困难厂四月停产"):
    score = published(made)
    return score, actions.appeal_score(score, text, **by(made, "officer"))


def test_an_appeal_is_made_once_and_in_time(made):
    score = published(made)
    last = score.appeal_by
    assert refused(actions.appeal_score, score, " ", **by(made, "officer"))[0] == "text"
    assert "已经过了" in refused(actions.appeal_score, score, "不服", **by(made, "officer", last + DAY))[1]
    assert "只由被考核的单位申诉" in refused(actions.appeal_score, score, "不服", **by(made))[1]
    appeal = actions.appeal_score(score, " 不服 ", **by(made, "officer", last))
    assert (appeal.text, appeal.on, appeal.state) == ("不服", last, "open")
    assert "已经申诉过了" in refused(actions.appeal_score, score, "再说", **by(made, "officer", last))[1]


def test_an_upheld_appeal_counts_anew_beside_the_old_score(made):
    score, appeal = appealed(made)
    decision = Decision(True, "停产属实", ["困难企业比例"])
    assert "请别人来决定" in refused(actions.decide_appeal, appeal, decision, **by(made))[1]
    actions.decide_appeal(appeal, decision, **by(made, "leader"))
    right = Score.objects.get(corrects=score)
    old = Score.objects.get(pk=score.pk)
    assert (old.result, old.lines) == (score.result, score.lines)
    assert (right.lines[0]["earned"], right.lines[0]["why"]) == (None, "申诉后不计：停产属实")
    assert (right.full, right.by, right.basis) == (5000, made.cast.people["leader"], score.basis)
    assert (right.appeal_by, right.appeal_to) == (None, "")
    assert Appeal.objects.get().state == "upheld"
    assert "不能再决定" in refused(actions.decide_appeal, appeal, decision, **by(made, "leader"))[1]
    verbs = Entry.objects.filter(thing="supervision.score").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["publish_score", "appeal_score", "uphold_appeal"]
    assert "没有写申诉的办法" in refused(actions.appeal_score, right, "再说", **by(made, "officer"))[1]


def test_a_rejected_appeal_leaves_the_score(made):
    score, appeal = appealed(made)
    assert refused(actions.decide_appeal, appeal, Decision(False, " "), **by(made, "leader"))[0] == "reason"
    strange = Decision(True, "理由", ["没有这一项"])
    assert refused(actions.decide_appeal, appeal, strange, **by(made, "leader"))[0] == "left"
    actions.decide_appeal(appeal, Decision(False, "记录属实"), **by(made, "leader"))
    assert (Appeal.objects.get().state, Score.objects.filter(corrects=score).count()) == ("rejected", 0)
    assert "已经申诉过了" in refused(actions.appeal_score, score, "再说", **by(made, "officer"))[1]


def test_a_correction_of_which_nothing_can_be_judged_is_refused(made):
    _, appeal = appealed(made)
    everything = Decision(True, "都不算", ["困难企业比例", "县级走访", "干部到基层", "化解"])
    assert "没有一项可以评" in refused(actions.decide_appeal, appeal, everything, **by(made, "leader"))[1]


# ── the pages ───────────────────────────────────────────────────────────────────────────────────────────


def text(answer):
    return answer.content.decode()


def test_a_score_is_looked_at_first_and_published_with_a_second_button(made, client):
    client = c.enter(client, made.cast.people["office"])
    sent = {"sheet": made.sheet.pk, "unit": made.cast.county.pk}
    with c.nothing_written():
        page = text(client.post("/inspections/scores/new/", {**sent, "look": ""}))
    assert "算出来的得分" in page and "11.67" in page and "不评" in page
    answer = client.post("/inspections/scores/new/", {**sent, "publish": ""})
    score = Score.objects.get()
    assert answer["Location"] == f"/inspections/scores/{score.pk}/"
    page = text(client.get(answer["Location"]))
    told = ("低于90%的，每差1个百分点扣0.5分，最多扣30分", "28.33", "11.67", "没有计数", "÷ 90 × 100", "年度考核办法")
    assert [word for word in told if word not in page] == []
    assert "申诉</a>" not in page
    assert "申诉</a>" in text(c.enter(client, made.cast.people["officer"]).get(answer["Location"]))
    client = c.enter(client, made.cast.people["office"])
    industry = client.post("/inspections/scores/new/", {**sent, "unit": made.cast.industry.pk, "look": ""})
    assert industry.status_code == 422 and "没有一项可以评" in text(industry)


def test_a_unit_appeals_and_another_decides_on_the_pages(made, client):
    score = published(made)
    at = f"/inspections/scores/{score.pk}/"
    unit = c.enter(client, made.cast.people["officer"])
    assert "2012年5月17日前可以向督导检查组申诉" in text(unit.get(f"{at}appeal/"))
    assert unit.post(f"{at}appeal/", {"text": "四月停产"})["Location"] == at
    decide = f"/inspections/appeals/{Appeal.objects.get().pk}/decide/"
    assert unit.get(decide).status_code == 404
    publisher = c.enter(client, made.cast.people["office"])
    assert "决定申诉" not in text(publisher.get(at))
    answer = publisher.post(decide, {"upheld": "yes", "left": ["困难企业比例"], "reason": "停产属实"})
    assert answer.status_code == 422 and "请别人来决定" in text(answer)
    other = c.enter(client, c.officer("第二位主任", made.cast.province, "office"))
    assert "决定申诉" in text(other.get(at))
    other.post(decide, {"upheld": "yes", "left": ["困难企业比例"], "reason": "停产属实"})
    page = text(other.get(at))
    assert "申诉成立，已于2012年5月10日更正为" in page
    right = Score.objects.get(corrects=score)
    assert "代替" in text(other.get(f"/inspections/scores/{right.pk}/"))
    listed = other.get("/inspections/scores/")
    assert [row.pk for row in listed.context["pager"].rows] == [right.pk, score.pk]
    assert "已更正" in text(listed) and "更正后的得分" in text(listed)
    assert "11.67" not in text(listed)  # nobody is ranked


def test_scores_of_other_places_are_not_listed(made, client):
    published(made)
    stranger = c.enter(client, made.cast.people["stranger"])
    assert list(stranger.get("/inspections/scores/").context["pager"].rows) == []
    assert "没有符合条件的得分" in text(stranger.get("/inspections/scores/", {"unit": "兴庆"}))


@pytest.mark.parametrize(
    ("hundredths", "said"), [(None, "—"), (0, "0"), (5950, "59.5"), (1167, "11.67"), (10000, "100")]
)
def test_points_are_read_without_needless_noughts(hundredths, said):
    assert points(hundredths) == said
